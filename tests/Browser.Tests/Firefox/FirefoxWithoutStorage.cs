namespace Nightbell.Browser.Tests.Firefox;

/// <summary>Firefox as those have it who let no site keep anything: whatever would touch storage throws, not local storage alone.</summary>
public sealed class FirefoxWithoutStorage : FirefoxEsr
{
    /// <summary>"Block all cookies" of the browser's settings.</summary>
    private const int BlockAll = 2;

    private protected override Dictionary<string, object> Preferences { get; } = new(StringComparer.Ordinal) { ["network.cookie.cookieBehavior"] = BlockAll };
}
