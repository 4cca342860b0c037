using Nightbell.Data;

namespace Nightbell.Live;

/// <summary>Who may read an event.</summary>
public enum Audience
{
    /// <summary>Every agent who may see its conversation.</summary>
    Agents,

    /// <summary>Agents with full access.</summary>
    FullAccess,

    /// <summary>One agent.</summary>
    OneAgent,

    /// <summary>Visitors alone: one of them, or for the team's state all.</summary>
    Visitors,

    /// <summary>Agents and the visitor of the conversation.</summary>
    Everybody,

    /// <summary>Nobody: it makes streams check their sign-in.</summary>
    Server,
}

/// <summary>A change as told to streams, written in the transaction of the change itself.</summary>
public sealed class Event : IAppendOnly
{
    public Guid AccountId { get; init; }

    /// <summary>Gap-free per account.</summary>
    public long Number { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Type { get; init; }

    /// <summary>Whether a team is online is told on every page of the site.</summary>
    public bool IsForAllVisitors => Type == "online";

    /// <summary>Somebody may not read what was told of a conversation any more: it was erased, or is another team's.</summary>
    public bool TakesBack => Type == "gone";
    public required string Data { get; init; }
    public Audience Audience { get; init; }
    public Guid? ConversationId { get; init; }
    public Guid? GroupId { get; init; }
    public Guid? VisitorId { get; init; }
    public Guid? AgentId { get; init; }
}
