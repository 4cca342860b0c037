using Nightbell.Data;
using Nightbell.Decisions;

namespace Nightbell.Conversations;

/// <summary>Who wrote a message.</summary>
public enum MessageFrom
{
    Visitor,
    Agent,
    System,
}

/// <summary>What a visitor and the agents say to each other; open or resolved.</summary>
public sealed class Conversation : Row
{
    /// <summary>While something is unanswered the worker never looks later than this from now: a safety net, not the mechanism.</summary>
    public static readonly TimeSpan SafetyNet = TimeSpan.FromHours(1);

    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid VisitorId { get; init; }
    public Guid? GroupId { get; set => Set(ref field, value); }
    public DateTimeOffset CreatedAt { get; init; }

    public bool Resolved { get; set => Set(ref field, value); }

    /// <summary>When it was last resolved; null while it is open.</summary>
    public DateTimeOffset? ResolvedAt { get; set => Set(ref field, value); }

    /// <summary>The name of the agent who resolved it; null when the visitor did, or while it is open.</summary>
    public string? ResolvedBy { get; set => Set(ref field, value); }

    /// <summary>When it last became open: created, reopened by a message, or reopened by an agent.</summary>
    public DateTimeOffset OpenSince { get; set => Set(ref field, value); }

    /// <summary>Number of the newest message.</summary>
    public long LastNumber { get; set => Set(ref field, value); }
    public MessageFrom LastFrom { get; set => Set(ref field, value); }
    public string LastText { get; set => Set(ref field, value); } = "";
    public DateTimeOffset LastAt { get; set => Set(ref field, value); }

    /// <summary>Visitor messages up to this number are answered.</summary>
    public long AnsweredUpTo { get; set => Set(ref field, value); }

    /// <summary>When an agent last answered; the throttle starts anew there.</summary>
    public DateTimeOffset? AnsweredAt { get; set => Set(ref field, value); }

    /// <summary>The time of the first unanswered visitor message; null when all are answered.</summary>
    public DateTimeOffset? UnansweredSince { get; set => Set(ref field, value); }

    /// <summary>When the present waiting began, as of the last look; null when it does not wait.</summary>
    public DateTimeOffset? WaitingSince { get; set => Set(ref field, value); }

    /// <summary>Where it stood at the last look.</summary>
    public ConversationState State { get; set => Set(ref field, value); } = ConversationState.NotWaiting;

    /// <summary>When the worker looks next; null when nothing of the visitor's is unanswered.</summary>
    public DateTimeOffset? LookAt { get; set => Set(ref field, value); }

    /// <summary>The visitor has seen the messages up to this number: was on the site, or answered a mail that carried them.</summary>
    public long VisitorSeenUpTo { get; set => Set(ref field, value); }

    /// <summary>The visitor had the messages up to this number on screen.</summary>
    public long SeenByVisitor { get; set => Set(ref field, value); }

    /// <summary>Some agent has opened or answered it up to the message of this number.</summary>
    public long SeenByAgents { get; set => Set(ref field, value); }

    /// <summary>Number of the line that says that the visitor ended it; 0 when they never did.</summary>
    public long EndedLine { get; set => Set(ref field, value); }

    /// <summary>When the worker asks next whether the visitor is to be told by e-mail what agents wrote; null when there is nothing to ask.</summary>
    public DateTimeOffset? TellVisitorAt { get; set => Set(ref field, value); }

    public string? PageUrl { get; set => Set(ref field, value); }
    public string? PageTitle { get; set => Set(ref field, value); }

    /// <summary>When what it said was erased with its visitor; null while it says something. Its rows stay, so that counts do.</summary>
    public DateTimeOffset? ErasedAt { get; set => Set(ref field, value); }

    /// <summary>Open with something unanswered: it waits unless an assignee serves it.</summary>
    public bool IsUnanswered => !Resolved && UnansweredSince is not null;

    /// <summary>
    /// The group of the visitor's next message: an open conversation's own; of a resolved one, which the message reopens, and of a new one that which
    /// the page names.
    /// </summary>
    /// <param name="asked">The group that the page names, if any.</param>
    /// <param name="present">The visitor's conversation's; null where they have none.</param>
    /// <param name="isOpen">Whether there is one, and it is open.</param>
    public static Guid? GroupOfNext(Guid? asked, Guid? present, bool isOpen) => isOpen ? present : asked ?? present;

    /// <summary>Asks the worker to look again; the only way anything ever leads to an e-mail.</summary>
    public void Wake(DateTimeOffset now)
    {
        LookAt = IsUnanswered || State != ConversationState.NotWaiting ? now : null;
    }

    /// <summary>
    /// The visitor wrote to somebody who serves them. It did not wait and does not, so there is nothing to decide; what ends the service wakes it,
    /// as what was to be looked at before still is.
    /// </summary>
    public void StaysServed(DateTimeOffset now)
    {
        if (!(LookAt <= now + SafetyNet))
            LookAt = now + SafetyNet;
    }
}

/// <summary>One message.</summary>
public sealed class Message : IAppendOnly
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid ConversationId { get; init; }

    /// <summary>1, 2, 3… in its conversation.</summary>
    public long Number { get; init; }
    public MessageFrom From { get; init; }
    public Guid? AgentId { get; init; }
    public string? Name { get; init; }
    public required string Text { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The team was offline when it came: what the visitor was shown.</summary>
    public bool Offline { get; init; }
}

/// <summary>An agent's having joined a conversation. Ended ones stay: they say when it was served.</summary>
public sealed class Assignment
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid ConversationId { get; init; }
    public Guid AgentId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>When the agent joined by an act of their own; null while they were handed the conversation and have not: until then they serve nobody.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>An agent saw the conversation up to a message, on a device.</summary>
public sealed class Opening
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid ConversationId { get; init; }
    public Guid AgentId { get; init; }
    public required string DeviceName { get; init; }
    public long UpTo { get; init; }
    public DateTimeOffset At { get; init; }
}
