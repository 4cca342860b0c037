using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Groups;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>Activates, deactivates, changes access and groups of a colleague.</summary>
public static class ChangeAgent
{
    public static void Map(IEndpointRouteBuilder full) =>
        full.MapPatch("/agents/{id:guid}", Handle).WithSummary("Activate or deactivate a colleague, change access or groups")
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Ok<AgentItem>> Handle(Guid id, Request request, Me me, Store store) =>
        TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            var agent = await unit.FindAgent(id);
            var keptFullAccess = agent is { Active: true, Access: Access.Full };
            if (request.GroupIds is { } groupIds)
                await SetGroups(unit, me, agent, groupIds);
            if (request.Active is { } active && active != agent.Active)
                await SetActive(unit, me, agent, active);
            if (request.Access is { } access && access != agent.Access)
            {
                unit.NoteChange(me, "agent.access", new { agent.Id, agent.Access }, new { agent.Id, Access = access });
                agent.Access = access;
                unit.Emit("session", new { }, Audience.Server, agentId: agent.Id);
            }

            if (keptFullAccess)
                await unit.MustKeepFullAccess();
            unit.Emit("me", new { }, Audience.OneAgent, agentId: agent.Id);
            unit.Emit("settings", new { });
            await unit.RefreshTeams();
            await unit.WakeWaiting();
            await unit.Db.SaveChangesAsync();
            return (await AgentItem.Load(unit.Db, unit.Now, unit.Db.Agents.Where(a => a.Id == agent.Id)))[0];
        }));

    /// <summary>An agent of the account, to change.</summary>
    /// <exception cref="Problem">404.</exception>
    public static async Task<Agent> FindAgent(this Unit unit, Guid id)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return await unit.Db.Agents.AsTracking()
            .SingleOrDefaultAsync(a => a.Id == id && a.AccountId == unit.Account.Id && a.DeletedAt == null) ?? throw Problem.NotFound();
    }

    /// <summary>Somebody who may change the settings stays.</summary>
    /// <exception cref="Problem">409 <c>last_full_access</c>.</exception>
    public static async Task MustKeepFullAccess(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await unit.Db.SaveChangesAsync();
        if (!await unit.Db.Agents.AnyAsync(a =>
                a.AccountId == unit.Account.Id && a.Active && a.Access == Access.Full && a.DeletedAt == null))
            throw Problem.Conflict("last_full_access");
    }

    /// <summary>Whether the package includes one more active agent.</summary>
    public static async Task<bool> HasRoomForAgent(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Package.Agents is not { } most
            || await unit.Db.Agents.CountAsync(a => a.AccountId == unit.Account.Id && a.Active && a.DeletedAt == null) < most;
    }

    private static async Task SetActive(Unit unit, Me me, Agent agent, bool active)
    {
        if (active && agent.JoinedAt is null)
            throw Problem.Conflict("not_joined");
        if (active && !await unit.HasRoomForAgent())
            throw Problem.Forbidden("agent_limit");
        unit.NoteChange(me, "agent.active", new { agent.Id, agent.Active }, new { agent.Id, Active = active });
        agent.Active = active;

        // The streams end and may be opened anew; an inactive agent's keep nobody online.
        unit.Emit("session", new { }, Audience.Server, agentId: agent.Id);
    }

    private static async Task SetGroups(Unit unit, Me me, Agent agent, IReadOnlyList<Guid> groupIds)
    {
        unit.MustHaveGroups();
        var known = await unit.Db.Groups.Where(g => g.AccountId == unit.Account.Id).Select(g => g.Id).ToListAsync();
        var check = new Check();
        for (var i = 0; i < groupIds.Count; i++)
            check.Require(known.Contains(groupIds[i]), $"groupIds[{i}]", "unknown");
        check.Done();
        var members = await unit.Db.GroupMembers.AsTracking().Where(m => m.AgentId == agent.Id).ToListAsync();
        var wanted = groupIds.ToHashSet();
        unit.NoteChange(
            me,
            "agent.groups",
            new { agent.Id, GroupIds = members.Select(m => m.GroupId).Order() },
            new { agent.Id, GroupIds = wanted.Order() });
        unit.Db.RemoveRange(members.Where(m => !wanted.Contains(m.GroupId)));
        unit.Db.AddRange(wanted.Except(members.Select(m => m.GroupId))
            .Select(g => new GroupMember { GroupId = g, AgentId = agent.Id, AccountId = unit.Account.Id }));
    }

    public sealed record Request(bool? Active = null, Access? Access = null, IReadOnlyList<Guid>? GroupIds = null);
}
