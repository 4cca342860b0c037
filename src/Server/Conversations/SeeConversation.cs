using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Conversations;

/// <summary>Who has seen what: the visitor says so themselves, agents open a conversation or answer it. Either side is told of the other.</summary>
public static class SeeConversation
{
    private static readonly CompiledQuery<Guid, long, long> NewestOfVisitor = new((db, conversationId, upTo) => db.Messages
        .Where(m => m.ConversationId == conversationId && m.From == MessageFrom.Visitor && m.Number <= upTo)
        .OrderByDescending(m => m.Number).Select(m => m.Number).Take(1));

    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapPut("/seen", Handle)
        .WithSummary("The visitor has seen their conversation, up to a message").ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<NoContent> Handle(Request request, Guest guest, Store store)
    {
        await store.Write(guest.AccountId, async unit =>
        {
            var conversation = await unit.FindOwnConversation(guest);
            if (request.Number < 1 || request.Number > conversation.LastNumber)
                throw Problem.Invalid("number", "range");
            if (request.Number <= conversation.SeenByVisitor)
                return;
            conversation.SeenByVisitor = request.Number;

            // Whoever has had it on screen need not be told of it by e-mail.
            conversation.VisitorSeenUpTo = Math.Max(conversation.VisitorSeenUpTo, request.Number);
            unit.Emit("seen", new SeenEvent(conversation.Id, MessageFrom.Visitor, request.Number), Audience.Everybody, conversation);
        });
        return TypedResults.NoContent();
    }

    /// <summary>The conversation of the visitor who asks, tracked.</summary>
    /// <exception cref="Problem">404 before they have written.</exception>
    public static async Task<Conversation> FindOwnConversation(this Unit unit, Guest guest)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(guest);
        return await unit.FindConversationOf(guest.VisitorId) ?? throw Problem.NotFound();
    }

    /// <summary>Some agent has seen the conversation up to a message; told when that says something new of the visitor's own messages.</summary>
    public static async Task NoteSeenByAgents(this Unit unit, Conversation conversation, long upTo)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        if (upTo <= conversation.SeenByAgents)
            return;

        // In a chat the newest message is the visitor's, and nothing needs to be asked.
        var newest = conversation.LastFrom == MessageFrom.Visitor && conversation.LastNumber <= upTo
            ? conversation.LastNumber
            : await NewestOfVisitor.In(unit.Db, conversation.Id, upTo).SingleOrDefaultAsync();
        if (newest > conversation.SeenByAgents)
            unit.Emit("seen", new SeenEvent(conversation.Id, MessageFrom.Agent, newest), Audience.Everybody, conversation);
        conversation.SeenByAgents = upTo;
    }

    /// <param name="Number">Of the newest message that was on screen.</param>
    public sealed record Request(long Number);
}

/// <param name="ConversationId">The conversation.</param>
/// <param name="From">Who has seen it.</param>
/// <param name="Number">Of the newest message of the other side that they have seen.</param>
public sealed record SeenEvent(Guid ConversationId, MessageFrom From, long Number);
