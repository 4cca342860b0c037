using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Conversations;

/// <summary>The boxes.</summary>
public static class ListConversations
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/conversations", Handle).Needs(Scopes.ConversationsRead).WithSummary("The boxes, newest first");

    private static async Task<Ok<Page<ConversationItem>>> Handle(
        Me me, Store store, Settings settings, string? box = null, string? q = null, string? after = null, int limit = Paging.DefaultLimit)
    {
        var check = new Check();
        var boxes = Enum.GetValues<Box>().ToDictionary(Json.Name, StringComparer.Ordinal);
        check.Require(box is null || boxes.ContainsKey(box), "box", "unknown");
        check.Sought("q", q);
        var from = Paging.Read(after, check);
        check.Between("limit", limit, 1, Paging.MaxLimit);
        check.Done();
        await using var db = store.Read();
        var conversations = db.VisibleTo(me, settings);
        if (box is not null)
            conversations = conversations.InBox(db, boxes[box], me);
        if (!string.IsNullOrWhiteSpace(q))
            conversations = Matching(db, conversations, q.Trim());
        if (from is { } cursor)
            conversations = conversations.Where(c => c.LastAt < cursor.At || (c.LastAt == cursor.At && c.Id.CompareTo(cursor.Id) < 0));
        var page = await conversations.OrderByDescending(c => c.LastAt).ThenByDescending(c => c.Id).Take(limit + 1).ToListAsync();
        var items = await ConversationItems.Load(db, [.. page.Take(limit)]);
        return TypedResults.Ok(new Page<ConversationItem>(items, Paging.Next(page, limit, c => (c.LastAt, c.Id))));
    }

    private static IQueryable<Conversation> Matching(Db db, IQueryable<Conversation> conversations, string q)
    {
        var pattern = $"%{q.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return conversations.Where(c =>
            db.Messages.Any(m => m.ConversationId == c.Id && EF.Functions.Like(Db.Lower(m.Text), pattern, "\\"))
            || db.Visitors.Any(v => v.Id == c.VisitorId
                && (EF.Functions.Like(Db.Lower(v.Name), pattern, "\\") || EF.Functions.Like(Db.Lower(v.Email), pattern, "\\"))));
    }
}
