using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Visitors;

/// <summary>
/// Blocking a visitor: their messages are refused, and their conversation is resolved, so that it does not wait and nobody is told of it. It stays
/// resolved until they are unblocked.
/// </summary>
public static class BlockVisitor
{
    public static void Map(IEndpointRouteBuilder full)
    {
        full.MapPut("/visitors/{id:guid}/block", Block).Needs(Scopes.ConversationsWrite).WithSummary("Block a visitor: their messages are refused, and their conversation is resolved");
        full.MapDelete("/visitors/{id:guid}/block", Unblock).Needs(Scopes.ConversationsWrite).WithSummary("Unblock a visitor; what was open when they were blocked is open again");
    }

    private static async Task<NoContent> Block(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var visitor = await unit.FindVisitor(me, id);
            if (visitor.BlockedAt is not null)
                return;
            var conversation = (await unit.FindConversationOf(id))!;
            (visitor.BlockedAt, visitor.BlockedBy, visitor.BlockingResolved) = (unit.Now, me.Name, !conversation.Resolved);
            unit.Resolve(conversation, me.Name);
            conversation.Wake(unit.Now);
            unit.NoteChange(me, "visitor.blocked", null, Noted(visitor));
            await unit.EmitConversation(conversation);
        });
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Unblock(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var visitor = await unit.FindVisitor(me, id);
            if (visitor.BlockedAt is null)
                return;
            var conversation = (await unit.FindConversationOf(id))!;
            if (visitor.BlockingResolved)
            {
                // Who was blocked by mistake may have been waiting: nobody is lost by it.
                unit.Reopen(conversation);
            }

            (visitor.BlockedAt, visitor.BlockedBy, visitor.BlockingResolved) = (null, null, false);
            conversation.Wake(unit.Now);
            unit.NoteChange(me, "visitor.blocked", Noted(visitor), null);
            await unit.EmitConversation(conversation);
        });
        return TypedResults.NoContent();
    }

    /// <summary>Refuses what a blocked visitor sends, and the token of one who was erased.</summary>
    /// <exception cref="Problem">403 <c>blocked</c>, or 401.</exception>
    public static void MayWrite(this Visitor? visitor)
    {
        visitor.MustNotBeErased();
        if (visitor?.BlockedAt is not null)
            throw Problem.Forbidden("blocked");
    }

    /// <summary>Whoever was erased comes as somebody new: their token opens nothing.</summary>
    /// <exception cref="Problem">401 <c>sign_in_needed</c>.</exception>
    public static void MustNotBeErased(this Visitor? visitor)
    {
        if (visitor?.ErasedAt is not null)
            throw new Problem(StatusCodes.Status401Unauthorized, "sign_in_needed");
    }

    private static object Noted(Visitor visitor) => new { visitor.Id, visitor.Name, visitor.Email };
}

/// <summary>The blocked visitors, the last one first.</summary>
public static class ListBlockedVisitors
{
    public static void Map(IEndpointRouteBuilder full) => full.MapGet("/visitors/blocked", Handle).Needs(Scopes.ConversationsRead).WithSummary("The blocked visitors, the last one first");

    private static async Task<Ok<Page<BlockedVisitorItem>>> Handle(Me me, Store store, string? after = null, int limit = Paging.DefaultLimit)
    {
        var check = new Check();
        var from = Paging.Read(after, check);
        check.Between("limit", limit, 1, Paging.MaxLimit);
        check.Done();
        await using var db = store.Read();
        var visitors = db.Visitors.Where(v => v.AccountId == me.AccountId && v.BlockedAt != null);
        if (from is { } cursor)
            visitors = visitors.Where(v => v.BlockedAt < cursor.At || (v.BlockedAt == cursor.At && v.Id.CompareTo(cursor.Id) < 0));
        var page = await (
            from visitor in visitors
            join conversation in db.Conversations on visitor.Id equals conversation.VisitorId
            orderby visitor.BlockedAt descending, visitor.Id descending
            select new BlockedVisitorItem(visitor.Id, conversation.Id, visitor.Name, visitor.Email, visitor.BlockedBy!, visitor.BlockedAt!.Value))
            .Take(limit + 1).ToListAsync();
        return TypedResults.Ok(new Page<BlockedVisitorItem>([.. page.Take(limit)], Paging.Next(page, limit, v => (v.At, v.Id))));
    }
}

/// <summary>A blocked visitor: who they said they are, their conversation, who blocked them, and when.</summary>
public sealed record BlockedVisitorItem(Guid Id, Guid ConversationId, string? Name, string? Email, string By, DateTimeOffset At);
