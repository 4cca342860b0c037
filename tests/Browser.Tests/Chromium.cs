using Microsoft.Playwright;
using Nightbell.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

// The demo greets whoever starts it, a hundred times.
[assembly: CaptureConsole]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace Nightbell.Browser.Tests;

/// <summary>
/// The machine's own Chromium, for nearly all tests: the one without windows where it is installed, which opens a page with a quarter less work,
/// or else the whole one.
/// </summary>
public sealed class Chromium() : InstalledBrowser("chromium-headless-shell", "/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium")
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private protected override Task<IBrowser> Launch(IPlaywright driver, string program) =>
        driver.Chromium.LaunchAsync(new() { ExecutablePath = program, Headless = true, Args = Flags });
}
