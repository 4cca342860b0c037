using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>The account's agents.</summary>
public static class ListAgents
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/agents", Handle).Needs(Scopes.AgentsRead).WithSummary("The account's agents");

    private static async Task<Ok<Page<AgentItem>>> Handle(Me me, Store store, TimeProvider clock)
    {
        await using var db = store.Read();
        var items = await AgentItem.Load(db, clock.Now(), db.Agents.Where(a => a.AccountId == me.AccountId));
        return TypedResults.Ok(new Page<AgentItem>(me.IsFull ? items : [.. items.Select(i => i with { SecondFactor = null })], null));
    }
}

/// <summary>An agent as colleagues see them.</summary>
/// <param name="Id">The agent.</param>
/// <param name="Name">Shown to visitors.</param>
/// <param name="Email">Sign-in name and address of notifications.</param>
/// <param name="Active">Chats and is notified.</param>
/// <param name="Access">What they may do.</param>
/// <param name="GroupIds">Their groups; none means every group.</param>
/// <param name="Status">As they chose it.</param>
/// <param name="Online">Active, status online, and a device alive.</param>
/// <param name="Joined">Has accepted the invitation.</param>
/// <param name="Address">What is known of the address.</param>
/// <param name="Picture">Where their picture is read; null for none.</param>
/// <param name="SecondFactor">Signs in with a second factor: for full access; null for others.</param>
public sealed record AgentItem(
    Guid Id,
    string Name,
    string Email,
    bool Active,
    Access Access,
    IReadOnlyList<Guid> GroupIds,
    AgentStatus Status,
    bool Online,
    bool Joined,
    AddressItem Address,
    string? Picture,
    bool? SecondFactor)
{
    /// <summary>Items for agents that are not deleted, oldest first.</summary>
    public static async Task<IReadOnlyList<AgentItem>> Load(Db db, DateTimeOffset now, IQueryable<Agent> agents)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await agents.AsNoTracking().Where(a => a.DeletedAt == null).OrderBy(a => a.InvitedAt).ThenBy(a => a.Name).ThenBy(a => a.Id).ToListAsync();
        var ids = found.Select(a => a.Id).ToList();
        var groups = (await db.GroupMembers.AsNoTracking().Where(m => ids.Contains(m.AgentId)).OrderBy(m => m.GroupId).ToListAsync())
            .ToLookup(m => m.AgentId, m => m.GroupId);
        var secondFactors = (await db.SecondFactors.Where(f => ids.Contains(f.AgentId) && f.Since != null).Select(f => f.AgentId).ToListAsync()).ToHashSet();
        return
        [
            .. found.Select(a => new AgentItem(
                a.Id,
                a.Name,
                a.Email,
                a.Active,
                a.Access,
                [.. groups[a.Id]],
                a.Status,
                a.IsOnline(now),
                a.JoinedAt is not null,
                AddressItem.Of(a.Address),
                AgentPicture.PathOf(a.Id, a.Picture),
                secondFactors.Contains(a.Id))),
        ];
    }
}
