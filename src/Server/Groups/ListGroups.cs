using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Groups;

/// <summary>The account's groups and who is in them.</summary>
public static class ListGroups
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/groups", Handle).Needs(Scopes.AgentsRead).WithSummary("The account's groups (package Pro)")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<Page<GroupItem>>> Handle(Me me, Store store, Settings settings)
    {
        await using var db = store.Read();
        var package = await db.Accounts.Where(a => a.Id == me.AccountId).Select(a => a.Package).SingleAsync();
        if (!settings.Package(package).Groups)
            throw Problem.Forbidden("not_in_package");
        return TypedResults.Ok(new Page<GroupItem>(await GroupItem.Load(db, db.Groups.Where(g => g.AccountId == me.AccountId)), null));
    }
}

public sealed record GroupItem(Guid Id, string Name, IReadOnlyList<Guid> AgentIds)
{
    /// <summary>Items for groups, by name. Deleted agents are left out.</summary>
    public static async Task<IReadOnlyList<GroupItem>> Load(Db db, IQueryable<Group> groups)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await groups.AsNoTracking().OrderBy(g => g.Name).ThenBy(g => g.Id).ToListAsync();
        var ids = found.Select(g => g.Id).ToList();
        var members = (await (
            from member in db.GroupMembers
            join agent in db.Agents on member.AgentId equals agent.Id
            where ids.Contains(member.GroupId) && agent.DeletedAt == null
            orderby agent.InvitedAt, agent.Id
            select new { member.GroupId, member.AgentId }).ToListAsync()).ToLookup(m => m.GroupId, m => m.AgentId);
        return [.. found.Select(g => new GroupItem(g.Id, g.Name, [.. members[g.Id]]))];
    }
}
