using Microsoft.Playwright;

namespace Nightbell.Browser.Tests.Firefox;

/// <summary>The machine's own Firefox, driven by WebDriver BiDi, which it speaks by itself.</summary>
public class FirefoxEsr() : InstalledBrowser("firefox-esr", "/usr/bin/firefox-esr")
{
    /// <summary>Playwright's name for BiDi: without it, it speaks a protocol that only a Firefox of its own building knows.</summary>
    private const string BiDi = "moz-firefox";

    /// <summary>What its owner has set.</summary>
    private protected virtual Dictionary<string, object> Preferences { get; } = [];

    private protected override Task<IBrowser> Launch(IPlaywright driver, string program) =>
        driver.Firefox.LaunchAsync(new() { Channel = BiDi, ExecutablePath = program, Headless = true, FirefoxUserPrefs = Preferences });
}
