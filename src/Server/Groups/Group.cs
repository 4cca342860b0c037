namespace Nightbell.Groups;

/// <summary>A team inside an account (package Pro).</summary>
public sealed class Group
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public required string Name { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether its team was online when that was last told to widgets.</summary>
    public bool ToldOnline { get; set; }
}

/// <summary>An agent's place in a group. An active agent in no group belongs to every group.</summary>
public sealed class GroupMember
{
    public Guid GroupId { get; init; }
    public Guid AgentId { get; init; }
    public Guid AccountId { get; init; }
}
