using System.Text.Json;
using Nightbell.Accounts;
using Nightbell.Platform;

namespace Nightbell.Widgets;

/// <summary>What visitors may do in the widget besides writing, and what it says by itself.</summary>
/// <param name="Automatic">What the widget says by itself; never stored as a message, never counted as an answer.</param>
/// <param name="Files">Visitors may send files.</param>
/// <param name="Rating">Visitors are asked how it was once their conversation is resolved.</param>
/// <param name="Transcript">Visitors may have their conversation sent to them by e-mail.</param>
/// <param name="Consent">What the page has to ask the visitor for first.</param>
public sealed record WidgetOptions(WidgetAutomatic Automatic, bool Files, bool Rating, bool Transcript, WidgetConsent Consent)
{
    private static readonly WidgetOptions Default = new(
        new WidgetAutomatic(new WidgetText(On: true), new WidgetText(On: true)), Files: true, Rating: true, Transcript: true, new WidgetConsent(Needed: false));

    public static WidgetOptions Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.WidgetOptions is { } json ? JsonSerializer.Deserialize<WidgetOptions>(json, Json.Options)! : Default;
    }
}

/// <param name="Offline">Said right after the visitor's message while the team is offline.</param>
/// <param name="Busy">Said when nobody has answered for a while although the team is online.</param>
public sealed record WidgetAutomatic(WidgetText Offline, WidgetText Busy);

/// <summary>One thing the widget says by itself.</summary>
/// <param name="On">Whether it is said.</param>
/// <param name="Texts">The account's own words by language (<c>hu</c>); a language without any has the words that come with it.</param>
public sealed record WidgetText(bool On, IReadOnlyDictionary<string, string>? Texts = null)
{
    private const int MaxLength = 1000;
    private const int MaxLanguages = 40;
    private const int MaxLanguageLength = 3;

    /// <summary>What is said in a language; null when nothing is.</summary>
    /// <param name="locale">The language of the widget.</param>
    /// <param name="key">The text that comes with the language.</param>
    public string? In(string locale, string key) =>
        !On ? null : Texts?.GetValueOrDefault(locale) is { } own ? own : Platform.Texts.Get(locale, key);

    /// <summary>Checks the account's own words; blank ones are none.</summary>
    /// <param name="check">Gathers what is wrong.</param>
    /// <param name="field">Where in the request this stands.</param>
    public WidgetText Checked(Check check, string field)
    {
        ArgumentNullException.ThrowIfNull(check);
        var own = new SortedDictionary<string, string>(StringComparer.Ordinal);
        check.Require(Texts is not { Count: > MaxLanguages }, $"{field}.texts", "too_many");
        foreach (var (language, text) in Texts ?? new Dictionary<string, string>())
        {
            var name = $"{field}.texts.{language}";
            check.Require(language.Length is > 1 and <= MaxLanguageLength && language.All(char.IsAsciiLetterLower), name, "locale");
            if (string.IsNullOrWhiteSpace(text))
                continue;
            own[language] = check.MessageText(name, text);
            check.Require(text.Length <= MaxLength, name, "too_long");
        }

        return this with { Texts = own };
    }
}

/// <param name="Needed">Nothing is sent or stored before the page has said that the visitor agrees.</param>
public sealed record WidgetConsent(bool Needed);
