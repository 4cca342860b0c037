using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;

namespace Nightbell.Groups;

/// <summary>Who belongs to the team of a conversation: the active agents of its group and those in no group.</summary>
public sealed class Team
{
    /// <summary>Who is in which group of an account.</summary>
    public static readonly CompiledQuery<Guid, GroupMember> MembersOf = new((db, accountId) => db.GroupMembers.AsNoTracking()
        .Where(m => m.AccountId == accountId));

    private readonly IReadOnlyList<Agent> agents;
    private readonly ILookup<Guid, Guid> groupsOf;
    private readonly bool groupsCount;

    /// <param name="agents">The account's agents.</param>
    /// <param name="members">Who is in which group.</param>
    /// <param name="groupsCount">The package includes groups; otherwise everybody is one team.</param>
    public Team(IReadOnlyList<Agent> agents, IEnumerable<GroupMember> members, bool groupsCount)
    {
        this.agents = agents;
        this.groupsCount = groupsCount;
        groupsOf = members.ToLookup(m => m.AgentId, m => m.GroupId);
    }

    public IEnumerable<Agent> Of(Guid? groupId) => agents.Where(a => Has(a, groupId));

    public bool Has(Agent agent, Guid? groupId)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.Active && agent.DeletedAt is null && Belongs(agent.Id, groupId);
    }

    /// <summary>Whether an agent, active or not, belongs to a group's team.</summary>
    public bool Belongs(Guid agentId, Guid? groupId) =>
        groupId is not { } group || !groupsCount || !groupsOf.Contains(agentId) || groupsOf[agentId].Contains(group);

    public IEnumerable<Guid> GroupsOf(Guid agentId) => groupsOf[agentId];
}
