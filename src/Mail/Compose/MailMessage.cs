namespace Nightbell.Mail.Compose;

/// <summary>Everything one mail says, before it becomes bytes. <see cref="MessageWriter"/> gives the same bytes for the same message.</summary>
public sealed record MailMessage
{
    /// <summary>Whom the mail is from.</summary>
    public required Mailbox From { get; init; }

    /// <summary>The one recipient it is written to.</summary>
    public required Mailbox To { get; init; }

    /// <summary>Where an answer goes; null for back to <see cref="From"/>.</summary>
    public Mailbox? ReplyTo { get; init; }

    /// <summary>Any text without CR, LF and NUL; longer than <see cref="MessageWriter.MaxDisplayText"/> characters it is cut and ends in "…".</summary>
    public required string Subject { get; init; }

    /// <summary>The plain text; line ends of any kind become CRLF.</summary>
    public required string Text { get; init; }

    /// <summary>The same as HTML, in UTF-8.</summary>
    public required string Html { get; init; }

    /// <summary>The Message-ID without its angle brackets, as "left@right" in ASCII; the same on every retry.</summary>
    public required string MessageId { get; init; }

    /// <summary>The Message-ID of the mail this one answers, without angle brackets.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>The thread's Message-IDs, oldest first, without angle brackets. The first and the newest are kept when there are too many.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The Date field, with the offset it should show.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Further fields, such as Auto-Submitted or List-Unsubscribe. Values are structured ASCII and kept as they are, save that long ones are folded.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
