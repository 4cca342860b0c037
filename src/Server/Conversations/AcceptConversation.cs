using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Conversations;

/// <summary>Joining a conversation, and leaving it again.</summary>
public static class AcceptConversation
{
    private static readonly CompiledQuery<Guid, Guid> ActiveAgent = new((db, agentId) => db.Agents.Where(a => a.Id == agentId && a.Active).Select(a => a.Id));

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/conversations/{id:guid}/acceptance", Accept)
            .WithSummary("Join a conversation").ProducesProblem(StatusCodes.Status409Conflict);
        api.MapDelete("/conversations/{id:guid}/acceptance", Leave).WithSummary("Leave a conversation");
    }

    private static async Task<NoContent> Accept(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            await unit.MustBeActive(me);
            var conversation = await unit.FindConversation(me, id);
            if (conversation.Resolved)
                throw Problem.Conflict("conversation_resolved");
            await unit.AcceptAs(conversation, me.AgentId);
        });
        return TypedResults.NoContent();
    }

    /// <summary>It is theirs, and they have accepted it.</summary>
    public static async Task AcceptAs(this Unit unit, Conversation conversation, Guid agentId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        await unit.Assign(conversation, agentId);
        conversation.Wake(unit.Now);
        await unit.EmitConversation(conversation);
    }

    private static async Task<NoContent> Leave(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var conversation = await unit.FindConversation(me, id);
            await unit.EndAssignments(conversation, me.AgentId);
            conversation.Wake(unit.Now);
            await unit.EmitConversation(conversation);
        });
        return TypedResults.NoContent();
    }

    /// <summary>Inactive agents see what their access and groups let them see; they do not chat.</summary>
    /// <exception cref="Problem">403 <c>agent_inactive</c>.</exception>
    public static async Task MustBeActive(this Unit unit, Me me)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(me);
        if (me.Person is not null && !await ActiveAgent.AnyIn(unit.Db, me.AgentId))
            throw Problem.Forbidden("agent_inactive");
    }
}
