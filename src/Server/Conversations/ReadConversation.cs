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
            [.. handOvers.Select(HandOverItem.Of)]));
    }

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
        IReadOnlyList<HandOverItem> HandOvers);
}
