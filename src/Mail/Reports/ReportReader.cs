using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>
/// Understands mails that came back: delivery reports, complaints, automatic replies. Never fails, and never guesses: what is none of these
/// is <see cref="ReportKind.Unknown"/>.
/// </summary>
public static class ReportReader
{
    /// <summary>Most recipients of one report that are kept.</summary>
    public const int MaxRecipients = 100;

    /// <summary>Most characters of a server's words that are kept.</summary>
    public const int MaxWords = 1_000;

    /// <summary>Reads a mail.</summary>
    /// <param name="mail">The mail as it came, octet for octet.</param>
    /// <param name="steps">Where work is counted; null for nowhere.</param>
    public static Report Read(ReadOnlyMemory<byte> mail, Steps? steps = null)
    {
        steps ??= new Steps();
        return Read(MimeReader.Read(mail, steps), steps);
    }

    /// <summary>The same for a mail that has been read.</summary>
    public static Report Read(MimePart mail, Steps? steps = null)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var incoming = new Incoming(mail, steps ?? new Steps());
        return FeedbackReport.Read(incoming)
            ?? (incoming.Leaf("message/delivery-status", "message/global-delivery-status") is { } status ? DeliveryStatus.Read(incoming, status) : null)
            ?? JsonNotice.Read(incoming)
            ?? PlainReport.Read(incoming)
            ?? AutoReply.Read(incoming)
            ?? Make(incoming, [], null, ReportKind.Unknown);
    }

    /// <summary>A report with what it can be matched by; without a kind of its own it has the worst of its recipients'.</summary>
    internal static Report Make(Incoming mail, IReadOnlyList<ReportedRecipient> recipients, string? envelopeId, ReportKind? kind = null)
    {
        var messageId = mail.Text.Returned?.Find("Message-ID")?.Trim().Trim('<', '>');
        return new Report(
            kind ?? Worst(recipients), recipients, mail.SentTo, envelopeId, string.IsNullOrEmpty(messageId) ? null : messageId);
    }

    private static ReportKind Worst(IReadOnlyList<ReportedRecipient> recipients)
    {
        foreach (var kind in new[] { ReportKind.Complaint, ReportKind.Failed, ReportKind.Delayed, ReportKind.Delivered })
            if (recipients.Any(recipient => recipient.Kind == kind))
                return kind;
        return ReportKind.Unknown;
    }
}
