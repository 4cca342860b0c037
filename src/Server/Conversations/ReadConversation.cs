using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Platform;

namespace Nightbell.Conversations;

/// <summary>One conversation with its messages. Reading it by the API does not open it.</summary>
public static class ReadConversation
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/conversations/{id:guid}", Handle).Needs(Scopes.ConversationsRead)
        .WithSummary("A conversation with its messages; reading it does not open it");

    private static async Task<Ok<Answer>> Handle(Guid id, Me me, Store store, Settings settings)
    {
        await using var db = store.Read();
        var conversation = await db.VisibleTo(me, settings).SingleOrDefaultAsync(c => c.Id == id) ?? throw Problem.NotFound();
        var item = (await ConversationItems.Load(db, [conversation]))[0];
        var handOvers = await db.HandOvers.Where(h => h.ConversationId == id).OrderBy(h => h.At).ThenBy(h => h.Id).ToListAsync();
        return TypedResults.Ok(new Answer(
            item.Id,
            item.State,
            item.Assignees,
            item.Visitor,
            item.Group,
            item.WaitingSince,
            item.LastMessage,
            item.Notices,
            await MessageItem.Load(db, id),
            [.. handOvers.Select(HandOverItem.Of)],
            conversation.SeenByVisitor,
            await RatingItem.Of(db, conversation)));
    }

    /// <param name="Id">The conversation.</param>
    /// <param name="State">Open or resolved.</param>
    /// <param name="Assignees">Whose it is.</param>
    /// <param name="Visitor">Who wrote.</param>
    /// <param name="Group">Whose team answers.</param>
    /// <param name="WaitingSince">When the waiting began.</param>
    /// <param name="LastMessage">The newest message.</param>
    /// <param name="Notices">Where it stands.</param>
    /// <param name="Messages">All, the oldest first.</param>
    /// <param name="HandOvers">Between the messages.</param>
    /// <param name="SeenByVisitor">The visitor had the messages up to this number on screen; 0 for none.</param>
    /// <param name="Rating">What the visitor said of it since it was last opened; null for nothing.</param>
    public sealed record Answer(
        Guid Id,
        OpenOrResolved State,
        IReadOnlyList<AssigneeItem> Assignees,
        VisitorItem Visitor,
        NamedItem? Group,
        DateTimeOffset? WaitingSince,
        LastMessageItem LastMessage,
        ConversationState Notices,
        IReadOnlyList<MessageItem> Messages,
        IReadOnlyList<HandOverItem> HandOvers,
        long SeenByVisitor,
        RatingItem? Rating);
}
