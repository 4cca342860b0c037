namespace Nightbell.Mail.Reports;

/// <summary>What a mail that came back is.</summary>
public enum ReportKind
{
    /// <summary>Not a report: somebody's mail, or nothing we know.</summary>
    Unknown,

    /// <summary>A mail did not arrive and will not.</summary>
    Failed,

    /// <summary>A mail is late and still being tried.</summary>
    Delayed,

    /// <summary>A mail arrived, as far as the reporting server can see.</summary>
    Delivered,

    /// <summary>A program answered (RFC 3834 and its relatives, read receipts too).</summary>
    AutoReply,

    /// <summary>Somebody complained about a mail (RFC 5965).</summary>
    Complaint,
}

/// <summary>What is true of every kind.</summary>
public static class ReportKinds
{
    /// <summary>The kind's name in snake_case, as stored and shown by the API.</summary>
    public static string Name(ReportKind kind) => kind switch
    {
        ReportKind.Unknown => "unknown",
        ReportKind.Failed => "failed",
        ReportKind.Delayed => "delayed",
        ReportKind.Delivered => "delivered",
        ReportKind.AutoReply => "auto_reply",
        ReportKind.Complaint => "complaint",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

/// <summary>What a report says about one recipient.</summary>
/// <param name="Kind">What became of the mail to this one.</param>
/// <param name="Address">The address that failed (RFC 3464, 2.3.2), or that of whoever answered or complained.</param>
/// <param name="OriginalAddress">The address as the sender gave it (RFC 3464, 2.3.1), where the report tells.</param>
/// <param name="Cause">Why; null for kinds that have no cause.</param>
/// <param name="Status">The status of RFC 3463: the refusing server's own if it gave one, else the reporting one's; null for none.</param>
/// <param name="ReplyCode">The SMTP reply code of the refusing server (RFC 5321, 4.2); null for none.</param>
/// <param name="Hard">Whether this failure makes the address unusable at once; null for kinds that have no cause.</param>
/// <param name="Words">The server's own words, on one line, at most <see cref="ReportReader.MaxWords"/> characters; null for none.</param>
public sealed record ReportedRecipient(
    ReportKind Kind, string Address, string? OriginalAddress, Cause? Cause, string? Status, int? ReplyCode, bool? Hard, string? Words);

/// <summary>What a mail that came back says, and what it can be matched by.</summary>
/// <param name="Kind">What it is; of several recipients the worst.</param>
/// <param name="Recipients">Whom it is about, at most <see cref="ReportReader.MaxRecipients"/>.</param>
/// <param name="SentTo">Where this mail itself was sent: the addresses of Delivered-To and its relatives, then To. A VERP address is among them.</param>
/// <param name="EnvelopeId">The ENVID that was given with the mail (RFC 3464, 2.2.1); null for none.</param>
/// <param name="ReturnedMessageId">The Message-ID of the returned mail, without angle brackets; null where it was not returned.</param>
public sealed record Report(
    ReportKind Kind, IReadOnlyList<ReportedRecipient> Recipients, IReadOnlyList<string> SentTo, string? EnvelopeId, string? ReturnedMessageId);
