using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Conversations;

/// <summary>Resolving a conversation, and reopening it.</summary>
public static class ResolveConversation
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/conversations/{id:guid}/resolution", Resolve).Needs(Scopes.ConversationsWrite).WithSummary("Resolve a conversation");
        api.MapDelete("/conversations/{id:guid}/resolution", Reopen).Needs(Scopes.ConversationsWrite).WithSummary("Reopen a conversation")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Task<NoContent> Resolve(Guid id, Me me, Store store) => Set(id, me, store, resolved: true);

    private static Task<NoContent> Reopen(Guid id, Me me, Store store) => Set(id, me, store, resolved: false);

    private static async Task<NoContent> Set(Guid id, Me me, Store store, bool resolved)
    {
        await store.Write(me.AccountId, async unit =>
        {
            await unit.MustBeActive(me);
            var conversation = await unit.FindConversation(me, id);
            if (conversation.Resolved == resolved)
                return;
            if (!resolved && await unit.Db.Visitors.AnyAsync(v => v.Id == conversation.VisitorId && v.BlockedAt != null))
                throw Problem.Conflict("visitor_blocked");
            if (resolved)
                unit.Resolve(conversation, me.Name);
            else
                unit.Reopen(conversation);
            conversation.Wake(unit.Now);
            await unit.EmitConversation(conversation);
        });
        return TypedResults.NoContent();
    }
}

public static class ResolutionOfConversation
{
    /// <summary>It is resolved from now on; one that was so already stays whose it was. Whoever calls it wakes the conversation and tells the lists.</summary>
    /// <param name="unit">Holds the account.</param>
    /// <param name="conversation">Tracked by the unit.</param>
    /// <param name="by">The agent's name; null for the visitor.</param>
    public static void Resolve(this Unit unit, Conversation conversation, string? by)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        if (conversation.Resolved)
            return;
        unit.TellWebhooks(WebhookEvents.ConversationResolved, conversation);
        (conversation.Resolved, conversation.ResolvedAt, conversation.ResolvedBy) = (true, unit.Now, by);
    }

    /// <summary>It is open from now on. Whoever calls it wakes the conversation and tells the lists.</summary>
    public static void Reopen(this Unit unit, Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        unit.TellWebhooks(WebhookEvents.ConversationReopened, conversation);
        (conversation.Resolved, conversation.OpenSince) = (false, unit.Now);
        (conversation.ResolvedAt, conversation.ResolvedBy) = (null, null);
    }
}
