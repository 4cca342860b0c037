using System.Globalization;
using Nightbell.Decisions;
using Nightbell.Mail.Reports;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>What became of a mail so far.</summary>
public enum MailState
{
    Queued,
    Sending,
    Deferred,
    Accepted,
    Captured,
    Bounced,
    Expired,
    Withdrawn,
    Complained,
}

/// <summary>What a mail is for; decides its template.</summary>
public enum MailPurpose
{
    Notification,
    Digest,
    Invitation,
    PasswordReset,
    EmailConfirmation,
    EmailChanged,
    AddressTaken,
    RecipientConfirmation,
    Test,

    /// <summary>What agents wrote to a visitor who has left the site.</summary>
    Answer,

    /// <summary>The conversation, to a visitor who asked for it.</summary>
    Transcript,

    /// <summary>To an agent who answered by e-mail what a colleague had answered before.</summary>
    AnsweredTwice,

    /// <summary>To an agent whose second factor was switched on, or off by whomever: they must hear of it if it was not them.</summary>
    SecondFactorOn,
    SecondFactorOff,
}

/// <summary>One e-mail to one address.</summary>
public sealed class OutgoingMail
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public MailPurpose Purpose { get; init; }
    public required string Address { get; init; }
    public string? Name { get; init; }
    public required string Locale { get; init; }

    /// <summary>The agent it is for; null for an address without one.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>The visitor it is for; null for mails to agents and additional recipients.</summary>
    public Guid? VisitorId { get; init; }

    /// <summary>The conversation of a mail that is about one and has no parts: an <see cref="MailPurpose.Answer"/> and the like.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>An answer carries what agents wrote after the message of this number…</summary>
    public long? After { get; init; }

    /// <summary>…up to the one of this number; a transcript, everything up to it.</summary>
    public long? UpTo { get; set; }

    /// <summary>The single-use secret whose token stands in the mail; the token itself is made when the mail is written.</summary>
    public Guid? SecretId { get; init; }

    public MailState State { get; set; } = MailState.Queued;
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>The next attempt; null once it is settled.</summary>
    public DateTimeOffset? DueAt { get; set; }
    public int Attempts { get; set; }

    /// <summary>The server that is sending it now, and until when nobody else may.</summary>
    public Guid? ClaimedBy { get; set; }
    public DateTimeOffset? ClaimedUntil { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
    public Cause? Cause { get; set; }

    /// <summary>Why it was withdrawn: a <see cref="Reason"/>, or what replaced it.</summary>
    public string? WithdrawnBecause { get; set; }

    public bool HasNotLeft => State is MailState.Queued or MailState.Deferred;

    /// <summary>States in which a mail still tells its recipient something.</summary>
    public bool IsLiving => State is MailState.Queued or MailState.Sending or MailState.Deferred
        or MailState.Captured or MailState.Accepted or MailState.Complained;
}

/// <summary>What a mail tells one recipient about one conversation. A digest has many, two recipients of one address two.</summary>
public sealed class MailPart
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid MailId { get; set; }
    public Guid ConversationId { get; init; }
    public Guid RecipientId { get; init; }
    public NoticeKind Kind { get; set; }
    public Reason Reason { get; set; }

    /// <summary>Number of the first message that was news to the recipient; those from here on are marked as new.</summary>
    public long NewFrom { get; set; }

    /// <summary>Number of the newest message it covers.</summary>
    public long UpTo { get; set; }
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>When the ladder last said, before an attempt, that it should still go, with what was new by then; null before the first.</summary>
    public DateTimeOffset? AskedAgainAt { get; set; }
    public bool Withdrawn { get; set; }

    /// <summary>Whether it tells of a waiting that began then: what was decided before it says nothing about it.</summary>
    public bool IsOf(DateTimeOffset waitingSince) => (AskedAgainAt ?? QueuedAt) >= waitingSince;

    /// <summary>The same, told by another mail.</summary>
    public MailPart AlsoIn(OutgoingMail mail, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return new()
        {
            Id = now.NewId(),
            AccountId = AccountId,
            MailId = mail.Id,
            ConversationId = ConversationId,
            RecipientId = RecipientId,
            Kind = Kind,
            Reason = Reason,
            NewFrom = NewFrom,
            UpTo = UpTo,
            QueuedAt = QueuedAt,
            AskedAgainAt = AskedAgainAt,
        };
    }
}

/// <summary>One try to hand a mail to the next server, with its reply word for word; or what a report told of it later.</summary>
public sealed class MailAttempt
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid MailId { get; init; }
    public DateTimeOffset At { get; init; }
    public int? Code { get; init; }
    public string? EnhancedStatus { get; init; }
    public required string Reply { get; init; }

    /// <summary>Where an attempt was decided; of what was reported later, the report's kind.</summary>
    public required string Step { get; init; }
    public Cause? Cause { get; init; }

    /// <summary>The whole conversation with the server, a line each, passwords masked; null for mails of which nobody asks for it.</summary>
    public string? Transcript { get; init; }

    /// <summary>The server's words with their code, on one line.</summary>
    public string InWords
    {
        get
        {
            var words = Reply.ReplaceLineEndings(" ").Trim();
            return Code is { } code && !words.StartsWith(code.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"{code} {words}")
                : words;
        }
    }
}

/// <summary>What a mail said, as it was last written. Secrets are left out, except in demo mode.</summary>
public sealed class MailContent
{
    public Guid MailId { get; init; }
    public Guid AccountId { get; init; }
    public required string From { get; set; }
    public required string Subject { get; set; }
    public required string Text { get; set; }
    public required string Html { get; set; }
}

/// <summary>Whether mail to an address is known to fail.</summary>
public enum AddressState
{
    Usable,
    Doubtful,
    Unusable,
}

/// <summary>The state of a recipient's present address, by the replies of mail servers.</summary>
public sealed class AddressHealth
{
    public AddressState State { get; set; } = AddressState.Usable;
    public Cause? Cause { get; set; }
    public DateTimeOffset? Since { get; set; }

    /// <summary>The server's own words.</summary>
    public string? Words { get; set; }

    /// <summary>The latest failure was reported after the next server had accepted the mail: its accepting another proves little.</summary>
    public bool ByReport { get; set; }
    public int SoftFailures { get; set; }
    public DateTimeOffset? FirstSoftFailureAt { get; set; }

    /// <summary>When the address was last changed or confirmed; failures of mails queued before do not count.</summary>
    public DateTimeOffset? RenewedAt { get; set; }

    /// <summary>
    /// Whether the fate of a mail to this address says something about it now. One queued at the very moment of the change was caused by it.
    /// </summary>
    public bool Judges(OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return !(mail.QueuedAt < RenewedAt);
    }

    /// <summary>The address was changed or confirmed: whatever was known of it is forgotten.</summary>
    public void Renew(DateTimeOffset now)
    {
        State = AddressState.Usable;
        Cause = null;
        Since = null;
        Words = null;
        SoftFailures = 0;
        FirstSoftFailureAt = null;
        ByReport = false;
        RenewedAt = now;
    }

    /// <summary>The clock was set back: mails from now on say something about the address, and not only those from a moment still to come.</summary>
    public void PullBack(DateTimeOffset now)
    {
        if (RenewedAt > now)
            RenewedAt = now;
    }
}
