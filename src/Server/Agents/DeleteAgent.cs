using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>
/// A colleague leaves: sessions end, their conversations are unassigned, the address is free again. What they wrote stays.
/// </summary>
public static class DeleteAgent
{
    public static void Map(IEndpointRouteBuilder full) =>
        full.MapDelete("/agents/{id:guid}", Handle).WithSummary("Delete a colleague; what they wrote stays")
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<NoContent> Handle(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var agent = await unit.FindAgent(id);
            var hadFullAccess = agent is { Active: true, Access: Access.Full };
            unit.NoteChange(me, "agent", new { agent.Id, agent.Email, agent.Access }, null);

            // Inactive first: going offline ends the stretch of being online, which stays as evidence. So do the memberships,
            // which say whose team was online then.
            agent.Active = false;
            if (hadFullAccess)
                await unit.MustKeepFullAccess();
            await unit.EndSessions(unit.Db.Sessions.Where(s => s.AgentId == agent.Id), agent.Id);
            agent.DeletedAt = unit.Now;
            agent.NormalizedEmail = null;
            agent.PasswordHash = null;
            await Authenticators.Remove(unit, agent.Id);
            await unit.RemovePicture(agent);
            await Unassign(unit, agent.Id);
            unit.Emit("settings", new { });
            await unit.RefreshTeams();
            await unit.WakeWaiting();
        });
        return TypedResults.NoContent();
    }

    private static async Task Unassign(Unit unit, Guid agentId)
    {
        var assignments = await unit.Db.Assignments.AsTracking().Where(a => a.AgentId == agentId && a.EndedAt == null).ToListAsync();
        var ids = assignments.Select(a => a.ConversationId).ToList();
        var conversations = await unit.Db.Conversations.Where(c => ids.Contains(c.Id)).ToListAsync();
        foreach (var assignment in assignments)
            assignment.EndedAt = unit.Now;
        await unit.EmitConversations(conversations);
    }
}
