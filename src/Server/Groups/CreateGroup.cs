using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Groups;

/// <summary>A new team inside the account.</summary>
public static class CreateGroup
{
    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/groups", Handle).Needs(Scopes.SettingsWrite).WithSummary("Create a group (package Pro)");

    private static async Task<Results<Created<GroupItem>, Ok<GroupItem>>> Handle(Request request, Me me, Store store)
    {
        var check = new Check();
        var name = check.Name("name", request.Name);
        check.Done();
        var created = await store.Write(me.AccountId, async unit =>
        {
            unit.MustHaveGroups();
            return await unit.Once(request.Id, me.PrincipalId, "POST /api/groups", request, async id =>
            {
                var group = new Group { Id = id, AccountId = unit.Account.Id, Name = name, CreatedAt = unit.Now };
                unit.Db.Add(group);
                unit.NoteChange(me, "group.name", null, new { group.Id, group.Name });
                await unit.SetMembers(me, group, request.AgentIds);
                return await unit.TellGroup(group);
            });
        });
        return created.ToResult();
    }

    /// <exception cref="Problem">403 <c>not_in_package</c>.</exception>
    public static void MustHaveGroups(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!unit.Package.Groups)
            throw Problem.Forbidden("not_in_package");
    }

    /// <summary>Who is in the group from now on.</summary>
    /// <exception cref="Problem">400: no agent of the account.</exception>
    public static async Task SetMembers(this Unit unit, Me me, Group group, IReadOnlyList<Guid> agentIds)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(agentIds);
        var known = await unit.Db.Agents.Where(a => a.AccountId == unit.Account.Id && a.DeletedAt == null).Select(a => a.Id).ToListAsync();
        var check = new Check();
        for (var i = 0; i < agentIds.Count; i++)
            check.Require(known.Contains(agentIds[i]), $"agentIds[{i}]", "unknown");
        check.Done();

        // The memberships of deleted agents stay: they say whose team was online then.
        var members = (await unit.Db.GroupMembers.AsTracking().Where(m => m.GroupId == group.Id).ToListAsync())
            .Where(m => known.Contains(m.AgentId)).ToList();
        var wanted = agentIds.ToHashSet();
        unit.NoteChange(
            me,
            "group.agents",
            new { group.Id, AgentIds = members.Select(m => m.AgentId).Order() },
            new { group.Id, AgentIds = wanted.Order() });
        unit.Db.RemoveRange(members.Where(m => !wanted.Contains(m.AgentId)));
        unit.Db.AddRange(wanted.Except(members.Select(m => m.AgentId))
            .Select(a => new GroupMember { GroupId = group.Id, AgentId = a, AccountId = unit.Account.Id }));
    }

    /// <summary>Tells everybody what a changed group changes, and gives it as the API shows it.</summary>
    public static async Task<GroupItem> TellGroup(this Unit unit, Group group)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(group);
        unit.Emit("settings", new { });
        await unit.RefreshTeams();
        await unit.WakeWaiting();
        return (await GroupItem.Load(unit.Db, unit.Db.Groups.Where(g => g.Id == group.Id)))[0];
    }

    public sealed record Request(string Name, IReadOnlyList<Guid> AgentIds, Guid? Id = null);
}
