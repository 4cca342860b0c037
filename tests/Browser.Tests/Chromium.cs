using Microsoft.Playwright;
using Nightbell.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace Nightbell.Browser.Tests;

/// <summary>The machine's own Chromium, started once for all tests. Nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Milliseconds an expectation may take: the demo's mail is due after ten seconds at most, the machine may be busy.</summary>
    private const float Patience = 30_000;

    private const string Path = "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path))
            return;
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Headless = true, Args = Flags });
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
    }

    private static void Missing()
    {
        const string why = $"Chromium is not installed ({Path}; Debian's package \"chromium\").";
        if (Environment.GetEnvironmentVariable("NIGHTBELL_NO_SKIP") == "1")
            Assert.Fail(why);
        Assert.Skip(why);
    }
}
