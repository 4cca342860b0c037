using Microsoft.AspNetCore.Http.HttpResults;
using Nightbell.Data;
using Nightbell.Notices;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Conversations;

/// <summary>
/// The visitor ends their conversation. It is resolved, unless it waits: who leaves a question that nobody has before them is still to be answered,
/// so that one stays open and everybody who would hear of it does.
/// </summary>
public static class EndConversation
{
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapPut("/conversation/resolution", Handle)
        .WithSummary("The visitor ends the conversation; one that waits for an answer stays open").ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<NoContent> Handle(Guest guest, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, guest.AccountId);
        await store.Write(guest.AccountId, async unit =>
        {
            var conversation = await unit.FindOwnConversation(guest);
            (await unit.FindVisitor(guest.VisitorId)).MayWrite();

            if (conversation.Resolved)
                return;
            var waits = await unit.Waits(conversation);

            // That was said already, and nothing since.
            if (waits && conversation.EndedLine == conversation.LastNumber)
                return;
            if (!waits)
                unit.Resolve(conversation, by: null);
            var text = Texts.Get(unit.Account.Locale, waits ? "conversation.endedWaiting" : "conversation.ended");
            conversation.EndedLine = unit.Append(conversation, unit.Now.NewId(), MessageFrom.System, text, null, null, offline: false).Number;
            await unit.EmitConversation(conversation);
        });
        return TypedResults.NoContent();
    }

    /// <summary>Whether it waits at this moment, by the facts and not as of the last look.</summary>
    private static async Task<bool> Waits(this Unit unit, Conversation conversation) =>
        GatherSituation.WaitingSince(await AccountFacts.Load(unit.Db, unit.Account, unit.Settings, unit.Now, [conversation]), conversation) is not null;
}
