namespace Nightbell.Conversations;

/// <summary>An agent's having handed a conversation over. Colleagues read of it between the messages; visitors do not.</summary>
public sealed class ConversationHandOver
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid ConversationId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Number of the message that was the newest then.</summary>
    public long After { get; init; }

    /// <summary>Who handed it over: an agent, or an API token.</summary>
    public Guid AgentId { get; init; }
    public required string AgentName { get; init; }

    /// <summary>The colleague it went to; null when it went to a group.</summary>
    public Guid? ToAgentId { get; init; }

    /// <summary>The group it went to; null when it went to a colleague.</summary>
    public Guid? ToGroupId { get; init; }

    /// <summary>What the colleague or the group was called then.</summary>
    public required string ToName { get; init; }
}

/// <summary>A hand-over as agents read it.</summary>
/// <param name="Id">The hand-over.</param>
/// <param name="At">When.</param>
/// <param name="After">Number of the message that was the newest then.</param>
/// <param name="By">Who handed it over.</param>
/// <param name="Agent">The colleague it went to.</param>
/// <param name="Group">The group it went to.</param>
public sealed record HandOverItem(Guid Id, DateTimeOffset At, long After, NamedItem By, NamedItem? Agent, NamedItem? Group)
{
    public static HandOverItem Of(ConversationHandOver handOver)
    {
        ArgumentNullException.ThrowIfNull(handOver);
        return new(
            handOver.Id,
            handOver.At,
            handOver.After,
            new NamedItem(handOver.AgentId, handOver.AgentName),
            handOver.ToAgentId is { } agent ? new NamedItem(agent, handOver.ToName) : null,
            handOver.ToGroupId is { } group ? new NamedItem(group, handOver.ToName) : null);
    }
}

/// <summary>A hand-over as streams tell it.</summary>
public sealed record HandOverEvent(Guid ConversationId, Guid Id, DateTimeOffset At, long After, NamedItem By, NamedItem? Agent, NamedItem? Group)
{
    public static HandOverEvent Of(ConversationHandOver handOver)
    {
        var item = HandOverItem.Of(handOver);
        return new(handOver.ConversationId, item.Id, item.At, item.After, item.By, item.Agent, item.Group);
    }
}
