using Nightbell.Mail.Reports;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Why mails fail, for people: one sentence, one piece of advice, and what to send to those who run the mail.</summary>
public static class ExplainCause
{
    /// <summary>What is wrong, with the server's own words.</summary>
    public static string Text(string locale, Cause cause, string? words) =>
        Texts.Get(locale, $"cause.{Causes.Name(cause)}", ("words", Quoted(words)));

    /// <summary>What to do about it.</summary>
    public static string Advice(string locale, Cause cause) => Texts.Get(locale, $"advice.{Causes.Name(cause)}");

    /// <summary>What is wrong with the reader's own address, since when, with the server's own words.</summary>
    public static string Mine(string locale, Cause cause, string since, string? words) =>
        Texts.Get(locale, $"mine.{Causes.Name(cause)}", ("at", since), ("words", Quoted(words)));

    /// <summary>A ready text for whoever runs the recipient's mail, where they alone can help: they block us. Null for other causes.</summary>
    public static string? Letter(string locale, Cause cause, Sender sender, string address, string since, string? words)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return cause == Cause.SenderBlocked
            ? Texts.Get(
                locale,
                "letter.sender_blocked",
                ("from", sender.From),
                ("domain", sender.Domain),
                ("address", address),
                ("at", since),
                ("words", words ?? Texts.Get(locale, "letter.no_words")))
            : null;
    }

    /// <summary>A server's words as they stand in a sentence: behind a blank, in brackets; nothing when it said nothing.</summary>
    public static string Quoted(string? words) => string.IsNullOrWhiteSpace(words) ? "" : $" ({words})";
}
