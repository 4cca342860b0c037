using Nightbell.Outbox;

namespace Nightbell.Agents;

/// <summary>What an agent may do.</summary>
public enum Access
{
    /// <summary>Conversations and their own profile.</summary>
    Limited,

    /// <summary>Settings too.</summary>
    Full,
}

/// <summary>As the agent chose it; setting it on one device sets it on all.</summary>
public enum AgentStatus
{
    Offline,
    Online,
}

/// <summary>A person who answers. Active agents chat and are notified.</summary>
public sealed class Agent
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public required string Name { get; set; }

    /// <summary>Sign-in name and address of notifications, as written.</summary>
    public required string Email { get; set; }

    /// <summary>Unique in the installation; null once the agent is deleted, so that the address is free again.</summary>
    public string? NormalizedEmail { get; set; }

    public string? PasswordHash { get; set; }
    public bool Active { get; set; }
    public Access Access { get; set; }
    public required string Locale { get; set; }
    public required string TimeZone { get; set; }
    public AgentStatus Status { get; set; } = AgentStatus.Online;

    public bool OfflineMessages { get; set; } = true;
    public bool UnacceptedConversations { get; set; } = true;
    public DateTimeOffset? OfflineMessagesSwitchedAt { get; set; }
    public DateTimeOffset? UnacceptedConversationsSwitchedAt { get; set; }

    /// <summary>When they last marked a mail of ours as spam, which switches both off.</summary>
    public DateTimeOffset? ComplainedAt { get; set; }

    public AddressHealth Address { get; init; } = new();

    /// <summary>Which picture of theirs is shown, as <see cref="AgentPicture.Version"/>; null for none.</summary>
    public string? Picture { get; set; }

    public DateTimeOffset InvitedAt { get; init; }

    /// <summary>Null until the invitation was accepted.</summary>
    public DateTimeOffset? JoinedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Start of the latest stretch of being online; null for never.</summary>
    public DateTimeOffset? OnlineFrom { get; set; }

    /// <summary>End of that stretch: in the past, or the moment at which the last living device's grace runs out,
    /// or <see cref="DateTimeOffset.MaxValue"/> while a stream is open.</summary>
    public DateTimeOffset? OnlineUntil { get; set; }

    /// <summary>Whether they were online when that was last told.</summary>
    public bool ToldOnline { get; set; }

    public bool IsOnline(DateTimeOffset now) => OnlineUntil > now;
}

/// <summary>An earlier stretch of an agent's being online; the latest one stands on the agent.</summary>
public sealed class OnlineStretch
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid AgentId { get; init; }
    public DateTimeOffset From { get; init; }
    public DateTimeOffset Until { get; init; }
}

/// <summary>One signed-in cookie. Ending it ends its devices and streams.</summary>
public sealed class Session
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid AgentId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
