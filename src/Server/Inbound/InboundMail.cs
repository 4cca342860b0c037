namespace Nightbell.Inbound;

/// <summary>What a mail that came in is.</summary>
public enum InboundKind
{
    /// <summary>An agent's reply to a notification.</summary>
    AgentReply,

    /// <summary>A visitor's reply to an answer that was sent by e-mail.</summary>
    VisitorReply,

    /// <summary>A delivery report: failed, delayed or delivered (RFC 3464 and its relatives).</summary>
    Report,

    /// <summary>Somebody marked a mail of ours as spam (RFC 5965).</summary>
    Complaint,

    /// <summary>A program wrote it (RFC 3834 and its relatives), also our own.</summary>
    AutoReply,

    /// <summary>Nothing we know: kept for the operator, never guessed.</summary>
    Held,
}

/// <summary>What was done about an inbound mail.</summary>
public enum InboundOutcome
{
    /// <summary>It changed something: a message was posted, a mail bounced, somebody complained.</summary>
    Done,

    /// <summary>Written down, and nothing else: a delay, a delivery, an automatic reply, a report about a mail that had failed already.</summary>
    Noted,

    /// <summary>It was sent by this installation, or by a program that must not be answered: nothing at all.</summary>
    Ignored,

    /// <summary>It is about no mail of ours that we know.</summary>
    Unmatched,

    /// <summary>A report that does not show our signature on the envelope: anybody could have written it.</summary>
    NotProven,

    /// <summary>A report about another recipient than its mail had.</summary>
    OtherRecipient,

    /// <summary>Somebody's mail that is no reply to a mail of ours, or does not prove that it is.</summary>
    NoReply,

    /// <summary>A reply that did not come from the address of whom the answered mail was for, or not surely.</summary>
    OtherSender,

    /// <summary>A reply in which nothing is left once the quote and the signature are gone.</summary>
    NothingSaid,

    /// <summary>A reply that is longer than messages may be, however it is divided.</summary>
    TooLong,

    /// <summary>A reply to a mail of long ago, or by an agent who may not answer there any more.</summary>
    NoLongerAllowed,
}

/// <summary>A mail that came in, once: the same one delivered again finds this row and changes nothing.</summary>
public sealed class InboundMail
{
    public Guid Id { get; init; }

    /// <summary>The account it belongs to; null for a mail about nothing we know.</summary>
    public Guid? AccountId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>SHA-256 of what a mail is wherever it came through, in hexadecimal: see <see cref="ArrivedMail.Digest"/>.</summary>
    public required string Digest { get; init; }
    public InboundKind Kind { get; set; }
    public InboundOutcome Outcome { get; set; }

    /// <summary>The mail of ours that it is about.</summary>
    public Guid? MailId { get; set; }

    /// <summary>From its header, as far as it has one; for people to read, and proof of nothing.</summary>
    public string? From { get; set; }
    public string? Subject { get; set; }

    /// <summary>The whole mail's size in octets.</summary>
    public long Octets { get; init; }

    /// <summary>The mail's beginning as it came, where somebody has to look at it; null otherwise.</summary>
    public byte[]? Raw { get; set; }

    /// <summary>Whether it waits for the operator: nothing was done, and nobody can say that nothing should have been.</summary>
    public bool IsHeld => Outcome is not (InboundOutcome.Done or InboundOutcome.Noted or InboundOutcome.Ignored);
}
