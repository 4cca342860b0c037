using Nightbell.Decisions;
using Nightbell.Mail.Reports;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>A notice in plain words, in the asker's language.</summary>
public static class Sentence
{
    /// <summary>A whole sentence about a decision, with its evidence.</summary>
    public static string For(
        string locale, string timeZone, DateTimeOffset now, string name, NoticeKind kind, Reason reason, NoticeEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return For(locale, timeZone, now, name, Key("reason", kind, reason, evidence), evidence);
    }

    private static string For(string locale, string timeZone, DateTimeOffset now, string name, string key, NoticeEvidence evidence)
    {
        string Moment(DateTimeOffset? at) => at is { } time ? Texts.Moment(locale, timeZone, time, now) : "";
        var sentence = Texts.Get(
            locale,
            key,
            ("name", name),
            ("who", Names(locale, evidence.Who)),
            ("at", Moment(evidence.At)),
            ("until", Moment(evidence.Until)),
            ("last", Moment(evidence.LastOnlineAt)),
            ("device", evidence.Device ?? ""),
            ("group", evidence.Group ?? ""),
            ("package", evidence.Package ?? ""),
            ("addresses", Names(locale, evidence.Addresses)));
        return Causes.Parse(evidence.Cause) is { } cause
            ? $"{sentence} {ExplainCause.Text(locale, cause, evidence.Words)} {ExplainCause.Advice(locale, cause)}"
            : sentence;
    }

    /// <summary>The same for what would happen: a mail has a moment, and nobody got or missed one yet.</summary>
    public static string Preview(
        string locale, string timeZone, DateTimeOffset now, string name, Decision decision, DateTimeOffset at, NoticeEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(evidence);
        return decision.Verdict == Verdict.Send
            ? Texts.Get(locale, $"preview.{decision.Reason}", ("name", name), ("at", Texts.Moment(locale, timeZone, at, now)))
            : For(locale, timeZone, now, name, Key(Texts.Has($"preview.{decision.Reason}") ? "preview" : "reason", decision.Kind, decision.Reason, evidence), evidence);
    }

    /// <summary>The reason of a mail, as it continues "You get this because".</summary>
    public static string Because(string locale, Reason reason, NoticeEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var key = reason == Reason.Fallback && evidence.Addresses is not { Count: > 0 } ? $"because.{reason}.empty" : $"because.{reason}";
        return Texts.Get(locale, key, ("addresses", Names(locale, evidence.Addresses)));
    }

    /// <summary>The text's key; a variant where the evidence knows less, or the reason covers several things.</summary>
    private static string Key(string of, NoticeKind kind, Reason reason, NoticeEvidence evidence)
    {
        var key = $"{of}.{reason}";
        foreach (var variant in Variants(kind, reason, evidence))
        {
            if (Texts.Has($"{key}.{variant}"))
                return $"{key}.{variant}";
        }

        return key;
    }

    private static IEnumerable<string> Variants(NoticeKind kind, Reason reason, NoticeEvidence evidence)
    {
        if (reason == Reason.Answered)
        {
            yield return evidence.How ?? "answered";
            yield break;
        }

        if (evidence.How is { } how)
            yield return how;
        if (reason == Reason.CameBackOnline && evidence.Device is null)
            yield return "gone";
        if (reason == Reason.Fallback && evidence.Addresses is not { Count: > 0 })
            yield return "empty";
        if (reason == Reason.ColleagueOnline && evidence.LastOnlineAt is null)
            yield return "never";
        if (evidence.At is null)
            yield return "unknown";
        if (kind == NoticeKind.UnacceptedConversation)
            yield return "unaccepted";
    }

    private static string Names(string locale, IReadOnlyList<string>? names) => names switch
    {
        null or [] => Texts.Get(locale, "somebody"),
        [var one] => one,
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} {Texts.Get(locale, "and")} {names[^1]}",
    };
}
