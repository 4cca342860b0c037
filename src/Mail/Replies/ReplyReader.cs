using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Replies;

/// <summary>Reads what a person newly wrote in answer to a mail (<c>docs/mail-replies.md</c>).</summary>
public static class ReplyReader
{
    /// <summary>Most names of attachments.</summary>
    public const int MaxAttachments = 50;

    /// <summary>Most lines that are looked at.</summary>
    internal const int MaxLines = 20_000;

    /// <summary>What the writer newly wrote, and the names of what came with it. Never fails.</summary>
    /// <param name="mail">A mail that is no report.</param>
    /// <param name="steps">Where work is counted; null for nowhere.</param>
    public static Reply Read(MimePart mail, Steps? steps = null)
    {
        ArgumentNullException.ThrowIfNull(mail);
        steps ??= new Steps();
        var body = new ReplyBody(steps);
        body.Add(mail, Preference.Plain);
        var words = OwnWords.In(body.Lines, steps);

        // The plain side of some programs' mails says nothing of where the quote begins, and the HTML side does.
        if ((!words.HasQuote || words.Text.Length == 0) && body.HasChoice)
        {
            var html = new ReplyBody(steps);
            html.Add(mail, Preference.Html);
            var seen = OwnWords.In(html.Lines, steps);
            if (seen.HasQuote && seen.Text.Length > 0) return new Reply(seen.Text, HasQuote: true, html.Attachments, html.IsCut);
        }

        return new Reply(words.Text, words.HasQuote, body.Attachments, body.IsCut);
    }
}
