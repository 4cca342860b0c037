namespace Nightbell.Visitors;

/// <summary>What a User-Agent header says in words: nothing of it is kept but these two.</summary>
public static class DescribeBrowser
{
    /// <summary>The first mark that is found names the browser: most call themselves by the others' names too.</summary>
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iOS"), ("iPad", "iOS"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    /// <summary>Browser and system; null for what is not known.</summary>
    public static (string? Browser, string? System) Of(string userAgent)
    {
        ArgumentNullException.ThrowIfNull(userAgent);
        return (Find(Browsers, userAgent), Find(Systems, userAgent));
    }

    private static string? Find((string Mark, string Name)[] names, string userAgent) =>
        names.FirstOrDefault(n => userAgent.Contains(n.Mark, StringComparison.Ordinal)).Name;
}
