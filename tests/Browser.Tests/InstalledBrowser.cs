using Microsoft.Playwright;

namespace Nightbell.Browser.Tests;

/// <summary>A browser of the machine's own, started once for the tests that share it. Nothing is downloaded.</summary>
public abstract class InstalledBrowser(string path, string package) : IAsyncLifetime
{
    /// <summary>Milliseconds an expectation may take: the demo's mail is due after ten seconds at most, the machine may be busy.</summary>
    private const float Patience = 30_000;

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(path))
            return;
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await Launch(playwright, path);
    }

    /// <summary>A new visitor or agent: a browser profile of their own, at a server.</summary>
    public async Task<IBrowserContext> NewPerson(Uri server, string locale = "en-GB", int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (browser is null)
            Missing();
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = server.ToString(),
            Locale = locale,
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IBrowser> Launch(IPlaywright driver, string program);

    private void Missing()
    {
        var why = $"{GetType().Name} is not installed ({path}; Debian's package \"{package}\").";
        if (Environment.GetEnvironmentVariable("NIGHTBELL_NO_SKIP") == "1")
            Assert.Fail(why);
        Assert.Skip(why);
    }
}
