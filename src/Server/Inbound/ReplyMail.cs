using System.Globalization;
using System.Text;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Mime;
using Nightbell.Mail.Replies;
using Nightbell.Platform;

namespace Nightbell.Inbound;

/// <summary>A reply as messages, and who says they sent it.</summary>
/// <param name="From">The one address it says it is from; null where it names none or several, or where the server that took it in knows better.</param>
/// <param name="Reply">What was newly written.</param>
public sealed record ReplyMail(string? From, Reply Reply)
{
    /// <summary>Most messages that one mail becomes.</summary>
    private const int MaxMessages = 5;

    /// <summary>Reads a mail that no program wrote.</summary>
    public static ReplyMail Read(MimePart mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return new ReplyMail(SenderOf(mail.Headers), ReplyReader.Read(mail));
    }

    /// <summary>Whether it says that it is from an address.</summary>
    public bool IsFrom(string? address) => EmailAddress.AreSame(From, address);

    /// <summary>What is posted, or why nothing can be.</summary>
    /// <param name="locale">The language of what is said about files that came along.</param>
    /// <param name="orFiles">That files came says something, too: so it is of a visitor's, but no answer of an agent's, whose file nobody would get.</param>
    public (IReadOnlyList<string> Texts, InboundOutcome Outcome) Messages(string locale, bool orFiles = false)
    {
        var isBlank = Reply.Text.All(c => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format);
        if (isBlank && (!orFiles || Reply.Attachments.Count == 0))
            return ([], InboundOutcome.NothingSaid);
        var text = isBlank ? "" : Reply.Text;
        if (Reply.Attachments.Count > 0)
            text += "\n\n" + Platform.Texts.Get(locale, "conversation.attachments", ("files", string.Join(", ", Reply.Attachments)));
        var texts = Split(text);
        return Reply.IsCut || texts.Count > MaxMessages ? ([], InboundOutcome.TooLong) : (texts, InboundOutcome.Done);
    }

    /// <summary>
    /// The sender by From (RFC 5322, 3.6.2), which must name one mailbox. Anybody can write any address there: what proves the sender is the
    /// signed address the mail was sent to, and this only that it has not wandered. A server that found the domain's policy broken is believed.
    /// </summary>
    private static string? SenderOf(HeaderList headers)
    {
        var fields = headers.All("From").ToList();
        if (fields.Count != 1 || Addresses.In(fields[0]) is not [var from])
            return null;
        return headers.All("Authentication-Results").Any(r => r.Contains("dmarc=fail", StringComparison.OrdinalIgnoreCase)) ? null : from;
    }

    /// <summary>Pieces that messages can hold, divided between lines where that is possible.</summary>
    private static List<string> Split(string text)
    {
        var pieces = new List<string>();
        var rest = text.AsMemory();
        while (rest.Length > 0 && pieces.Count <= MaxMessages)
        {
            var length = Fitting(rest.Span);
            if (length < rest.Length && rest.Span[..length].LastIndexOf('\n') is > 0 and var lineEnd)
                length = lineEnd;
            var piece = rest[..length].Trim();
            if (piece.Length > 0)
                pieces.Add(piece.ToString());
            rest = rest[length..].TrimStart();
        }

        return pieces;
    }

    /// <summary>UTF-16 units that hold as many characters as a message may.</summary>
    private static int Fitting(ReadOnlySpan<char> text)
    {
        var (units, count) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (++count > Check.MaxMessageLength)
                break;
            units += rune.Utf16SequenceLength;
        }

        return units;
    }
}
