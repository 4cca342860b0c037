using Microsoft.Playwright;

namespace Nightbell.Browser.Tests;

/// <summary>A browser of the machine's own, started once for the tests that share it. Nothing is downloaded.</summary>
/// <param name="package">Debian's name of it.</param>
/// <param name="programs">Where it may be; the first that is there is taken.</param>
public abstract class InstalledBrowser(string package, params string[] programs) : IAsyncLifetime
{
    /// <summary>Milliseconds an expectation may take: the demo's mail is due after ten seconds at most, the machine may be busy.</summary>
    private const float Patience = 30_000;

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (Array.Find(programs, File.Exists) is not { } program)
            return;
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await Launch(playwright, program);
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
        var why = $"{GetType().Name} is not installed ({string.Join(", ", programs)}; Debian's package \"{package}\").";
        if (Environment.GetEnvironmentVariable("NIGHTBELL_NO_SKIP") == "1")
            Assert.Fail(why);
        Assert.Skip(why);
    }
}
