using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Groups;

/// <summary>Another name, other members.</summary>
public static class ChangeGroup
{
    public static void Map(IEndpointRouteBuilder full) =>
        full.MapPatch("/groups/{id:guid}", Handle).Needs(Scopes.SettingsWrite).WithSummary("Change a group's name or members (package Pro)");

    private static async Task<Ok<GroupItem>> Handle(Guid id, Request request, Me me, Store store)
    {
        var check = new Check();
        var name = request.Name is null ? null : check.Name("name", request.Name);
        check.Done();
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            unit.MustHaveGroups();
            var group = await unit.FindGroup(id);
            if (name is not null)
            {
                unit.NoteChange(me, "group.name", new { group.Id, group.Name }, new { group.Id, Name = name });
                group.Name = name;
            }

            if (request.AgentIds is { } agentIds)
                await unit.SetMembers(me, group, agentIds);
            return await unit.TellGroup(group);
        }));
    }

    /// <summary>A group of the account, to change.</summary>
    /// <exception cref="Problem">404.</exception>
    public static async Task<Group> FindGroup(this Unit unit, Guid id)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return await unit.Db.Groups.AsTracking().SingleOrDefaultAsync(g => g.Id == id && g.AccountId == unit.Account.Id)
            ?? throw Problem.NotFound();
    }

    public sealed record Request(string? Name = null, IReadOnlyList<Guid>? AgentIds = null);
}

/// <summary>A group is no more: its conversations are everybody's.</summary>
public static class DeleteGroup
{
    public static void Map(IEndpointRouteBuilder full) =>
        full.MapDelete("/groups/{id:guid}", Handle).Needs(Scopes.SettingsWrite).WithSummary("Delete a group; its conversations become everybody's (package Pro)");

    private static async Task<NoContent> Handle(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            unit.MustHaveGroups();
            var group = await unit.FindGroup(id);
            unit.NoteChange(me, "group.name", new { group.Id, group.Name }, null);
            await unit.Db.GroupMembers.Where(m => m.GroupId == id).ExecuteDeleteAsync();
            unit.Db.Remove(group);

            await unit.Db.Conversations.Where(c => c.GroupId == id && c.Resolved).ExecuteUpdateAsync(set => set.SetProperty(c => c.GroupId, (Guid?)null));
            var open = await unit.Db.Conversations.AsTracking().Where(c => c.GroupId == id).ToListAsync();
            foreach (var conversation in open)
                conversation.GroupId = null;
            await unit.EmitConversations(open);
            unit.Emit("settings", new { });
            await unit.RefreshTeams(tellAll: true);
            await unit.WakeWaiting();
        });
        return TypedResults.NoContent();
    }
}
