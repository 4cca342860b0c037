using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Conversations;

/// <summary>An agent saw the conversation on screen. Opening is not accepting: it silences the offline mail for that agent alone.</summary>
public static class OpenConversation
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/conversations/{id:guid}/opened", Handle)
        .WithSummary("I have seen a conversation, up to a message");

    private static async Task<NoContent> Handle(Guid id, Request request, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var conversation = await unit.FindConversation(me, id);
            var upTo = request.UpTo ?? conversation.LastNumber;
            if (upTo < 1 || upTo > conversation.LastNumber)
                throw Problem.Invalid("upTo", "range");
            var device = await unit.Db.Devices.SingleOrDefaultAsync(d => d.AgentId == me.AgentId && d.Id == request.Device)
                ?? throw Problem.Invalid("device", "unknown");

            // Seeing the same message again is news only when the waiting began anew in between, or when whoever serves it has come back since.
            var since = conversation.WaitingSince ?? (conversation.IsUnanswered ? (await unit.FindAgent(me.AgentId)).OnlineFrom : null);
            if (await unit.Db.Openings.AnyAsync(o => o.ConversationId == id && o.AgentId == me.AgentId && o.UpTo >= upTo
                && (since == null || o.At >= since)))
                return;
            unit.Db.Add(new Opening
            {
                Id = unit.Now.NewId(),
                AccountId = me.AccountId,
                ConversationId = id,
                AgentId = me.AgentId,
                DeviceName = device.Name,
                UpTo = upTo,
                At = unit.Now,
            });
            await unit.NoteSeenByAgents(conversation, upTo);
            conversation.Wake(unit.Now);
        });
        return TypedResults.NoContent();
    }

    public sealed record Request(Guid Device, long? UpTo = null);
}
