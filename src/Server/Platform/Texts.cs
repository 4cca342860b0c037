using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nightbell.Platform;

/// <summary>Everything the server says to people, from <c>Texts/{language}.json</c>; a further language is one more file. Of those that only visitors read it holds what is said to them.</summary>
public static partial class Texts
{
    public const string Default = "en";

    /// <summary>What some browsers and systems still call a language (IANA language subtag registry, deprecated).</summary>
    private static readonly FrozenDictionary<string, string> Older =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["iw"] = "he", ["mo"] = "ro" }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByLocale = Load();

    /// <summary>The languages that the server speaks to agents, and in mails.</summary>
    public static IReadOnlyList<string> Locales { get; } = [.. LocalesWith("problem.")];

    /// <summary>The languages that visitors read, in the widget and in mails: those and others.</summary>
    public static IReadOnlyList<string> VisitorLocales { get; } = [.. LocalesWith("widget.")];

    /// <summary>The text of a key with its <c>{places}</c> filled in.</summary>
    /// <exception cref="KeyNotFoundException">No such text: a defect, found by a test.</exception>
    public static string Get(string locale, string key, params ReadOnlySpan<(string Place, string Value)> values)
    {
        var text = ByLocale[Spoken(locale)].TryGetValue(key, out var found) ? found : ByLocale[Default][key];
        if (values.IsEmpty)
            return text;
        var filled = values.ToArray().ToDictionary(v => v.Place, v => v.Value, StringComparer.Ordinal);
        return Place().Replace(text, match => filled.TryGetValue(match.Groups["place"].Value, out var value) ? value : match.Value);
    }

    public static bool Has(string key) => ByLocale[Default].ContainsKey(key);

    /// <summary>All texts whose key begins with a prefix, without it.</summary>
    public static IReadOnlyDictionary<string, string> Section(string locale, string prefix) =>
        ByLocale[Spoken(locale)].Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal);

    /// <summary>The language to use for a wish such as <c>hu-HU</c> or an Accept-Language header.</summary>
    public static string Known(string? wish) => FirstOf(Locales, wish);

    /// <summary>As <see cref="Known"/>, of the languages that visitors read.</summary>
    public static string KnownToVisitors(string? wish) => FirstOf(VisitorLocales, wish);

    /// <summary>The language itself where something of it is spoken; what is missing there is said in English.</summary>
    private static string Spoken(string locale) => ByLocale.ContainsKey(locale) ? locale : Known(locale);

    private static string FirstOf(IReadOnlyList<string> languages, string? wish)
    {
        foreach (var part in (wish ?? "").Split(','))
        {
            var language = part.Split(';')[0].Trim().Split('-', '_')[0].ToLowerInvariant();
            if (languages.Contains(language))
                return language;
            if (Older.TryGetValue(language, out var today) && languages.Contains(today))
                return today;
        }

        return Default;
    }

    public static CultureInfo Culture(string locale) => CultureInfo.GetCultureInfo(Spoken(locale));

    /// <summary>Whether a language is written from right to left.</summary>
    public static bool IsRightToLeft(string locale) => Culture(locale).TextInfo.IsRightToLeft;

    /// <summary>A moment as people of that language write it, in their time zone, with the day when it is not today.</summary>
    public static string Moment(string locale, string timeZone, DateTimeOffset at, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        return local.ToString(Get(locale, local.Date == today ? "format.time" : "format.moment"), Culture(locale));
    }

    private static IEnumerable<string> LocalesWith(string prefix) => ByLocale
        .Where(l => l.Value.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal))).Select(l => l.Key).Order(StringComparer.Ordinal);

    /// <summary>Reads <c>Texts.{language}.json</c>, and <c>Texts.{section}.{language}.json</c> as keys <c>{section}.…</c>.</summary>
    private static FrozenDictionary<string, FrozenDictionary<string, string>> Load()
    {
        var assembly = typeof(Texts).Assembly;
        return assembly.GetManifestResourceNames()
            .Select(name => (Name: name, Parts: name.Split('.')))
            .Where(n => n.Parts is ["Texts", _, "json"] or ["Texts", _, _, "json"])
            .GroupBy(n => n.Parts[^2], StringComparer.Ordinal)
            .ToFrozenDictionary(
                language => language.Key,
                language => language.SelectMany(n => Read(assembly, n.Name, n.Parts is [_, var section, _, _] ? $"{section}." : ""))
                    .ToFrozenDictionary(StringComparer.Ordinal),
                StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Read(System.Reflection.Assembly assembly, string name, string prefix)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.Select(t => KeyValuePair.Create(prefix + t.Key, t.Value));
    }

    [GeneratedRegex(@"\{(?<place>\w+)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
