using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Conversations;

/// <summary>How many conversations each box holds, and since when the first of them waits.</summary>
public static class CountConversations
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/conversations/counts", Handle).Needs(Scopes.ConversationsRead)
        .WithSummary("How many conversations each box holds, and since when the longest wait of each lasts");

    private static async Task<Ok<Answer>> Handle(Me me, Store store, Settings settings)
    {
        await using var db = store.Read();
        var visible = db.VisibleTo(me, settings);
        return TypedResults.Ok(new Answer(
            await Count(visible.InBox(db, Box.Unassigned, me)),
            await Count(visible.InBox(db, Box.Mine, me)),
            await Count(visible.InBox(db, Box.Open, me)),
            await Count(visible.InBox(db, Box.Resolved, me))));
    }

    private static async Task<BoxCount> Count(IQueryable<Conversation> box) =>
        await box.GroupBy(_ => 1).Select(all => new BoxCount(all.Count(), all.Min(c => c.WaitingSince))).SingleOrDefaultAsync()
        ?? new BoxCount(0, null);

    public sealed record Answer(BoxCount Unassigned, BoxCount Mine, BoxCount Open, BoxCount Resolved);
}

/// <summary>What a box holds.</summary>
/// <param name="Conversations">How many.</param>
/// <param name="WaitingSince">Since when the one that waits longest does; null when none does.</param>
public sealed record BoxCount(int Conversations, DateTimeOffset? WaitingSince);

/// <summary>Where agents find conversations.</summary>
public enum Box
{
    /// <summary>Open, and nobody's.</summary>
    Unassigned,

    /// <summary>Open, and joined by whoever asks.</summary>
    Mine,

    /// <summary>All open ones.</summary>
    Open,
    Resolved,
}

public static class Boxes
{
    /// <summary>Those of the conversations that lie in a box.</summary>
    public static IQueryable<Conversation> InBox(this IQueryable<Conversation> conversations, Db db, Box box, Me me) => box switch
    {
        Box.Unassigned => conversations.Where(c => !c.Resolved && !db.Assignments.Any(a => a.ConversationId == c.Id && a.EndedAt == null)),
        Box.Mine => conversations.Where(c => !c.Resolved
            && db.Assignments.Any(a => a.ConversationId == c.Id && a.AgentId == me.AgentId && a.EndedAt == null)),
        Box.Resolved => conversations.Where(c => c.Resolved),
        _ => conversations.Where(c => !c.Resolved),
    };
}
