using Nightbell.Decisions;

namespace Nightbell.Notices;

/// <summary>A stored verdict about one recipient of one conversation. Notices are history: never changed, only followed.</summary>
public sealed class Notice
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid ConversationId { get; init; }
    public Guid RecipientId { get; init; }
    public RecipientKind RecipientKind { get; init; }

    /// <summary>Name and address at that time.</summary>
    public required string Name { get; init; }
    public required string Address { get; init; }
    public NoticeKind Kind { get; init; }

    /// <summary>Number of the newest message judged.</summary>
    public long UpTo { get; init; }
    public Verdict Verdict { get; init; }
    public Reason Reason { get; init; }
    public DateTimeOffset? Until { get; init; }

    /// <summary>What shows that the reason holds, as <see cref="NoticeEvidence"/> in JSON.</summary>
    public required string Evidence { get; init; }
    public DateTimeOffset DecidedAt { get; init; }

    /// <summary>The facts it was decided by.</summary>
    public Guid SituationId { get; init; }

    /// <summary>The newest of its conversation and recipient.</summary>
    public bool Current { get; set; }
}

/// <summary>The facts of a decision that changed somebody's notice, as <c>nightbell decide</c> reads them.</summary>
public sealed class StoredSituation
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid ConversationId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Json { get; init; }
}

/// <summary>An address the account added, such as info@…: takes part like an active agent who is never online.</summary>
public sealed class AdditionalRecipient
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public required string Email { get; init; }
    public DateTimeOffset AddedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Their own switch, set by the unsubscribe link.</summary>
    public DateTimeOffset? SwitchedOffAt { get; set; }

    /// <summary>When somebody there last marked a mail of ours as spam, which switches it off.</summary>
    public DateTimeOffset? ComplainedAt { get; set; }
    public Outbox.AddressHealth Address { get; init; } = new();
}
