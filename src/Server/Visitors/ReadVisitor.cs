using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Visitors;

/// <summary>The visitor's card: what is known of somebody who wrote.</summary>
public static class ReadVisitor
{
    /// <summary>Other conversations that a card shows.</summary>
    private const int MostOthers = 20;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/visitors/{id:guid}", Handle).Needs(Scopes.ConversationsRead)
        .WithSummary("A visitor's card: what is known of them, the note for colleagues, and other conversations with their e-mail address");

    private static async Task<Ok<Answer>> Handle(Guid id, Me me, Store store, Settings settings)
    {
        await using var db = store.Read();
        var visitor = await db.VisitorsVisibleTo(me, settings).SingleOrDefaultAsync(v => v.Id == id) ?? throw Problem.NotFound();
        var pages = await db.VisitedPages.Where(p => p.VisitorId == id).OrderByDescending(p => p.At).ThenByDescending(p => p.Id)
            .Select(p => new VisitedPageItem(p.Url, p.Title, p.At)).ToListAsync();
        return TypedResults.Ok(new Answer(
            visitor.Id,
            visitor.Name,
            visitor.Email,
            visitor.Phone,
            visitor.Locale ?? visitor.BrowserLanguage,
            visitor.Browser is null && visitor.System is null ? null : new BrowserItem(visitor.Browser, visitor.System),
            visitor.CreatedAt,
            pages,
            visitor is { UserId: { } userId, VerifiedAt: { } verifiedAt } ? new VerifiedItem(userId, visitor.UserEmail, verifiedAt) : null,
            VisitorData.Show(visitor.Data),
            visitor is { Note: { } note, NoteBy: { } noteBy, NoteAt: { } noteAt } ? new NoteItem(note, noteBy, noteAt) : null,
            visitor is { BlockedAt: { } blockedAt, BlockedBy: { } blockedBy } ? new BlockItem(blockedBy, blockedAt) : null,
            visitor.Email is null ? [] : await OthersOf(db, db.VisibleTo(me, settings), visitor)));
    }

    /// <summary>The visitors an agent may see: those of the conversations they may see.</summary>
    public static IQueryable<Visitor> VisitorsVisibleTo(this Db db, Me me, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(me);
        var visible = db.VisibleTo(me, settings);
        return db.Visitors.Where(v => v.AccountId == me.AccountId && visible.Any(c => c.VisitorId == v.Id));
    }

    /// <summary>Anybody can type an address: these are conversations with it, not certainly of the same person.</summary>
    private static async Task<IReadOnlyList<ConversationItem>> OthersOf(Db db, IQueryable<Conversation> visible, Visitor visitor)
    {
        var email = visitor.Email!.ToLowerInvariant();
        var others = await visible
            .Where(c => c.VisitorId != visitor.Id && db.Visitors.Any(v => v.Id == c.VisitorId && Db.Lower(v.Email) == email))
            .OrderByDescending(c => c.LastAt).ThenByDescending(c => c.Id).Take(MostOthers).ToListAsync();
        return await ConversationItems.Load(db, others);
    }

    /// <param name="Id">The visitor.</param>
    /// <param name="Name">As they gave it.</param>
    /// <param name="Email">As they gave it.</param>
    /// <param name="Phone">As they gave it.</param>
    /// <param name="Language">What the site said, else the first wish of their browser, such as <c>hu-HU</c>.</param>
    /// <param name="Browser">What they last wrote with.</param>
    /// <param name="Since">When they were first heard of.</param>
    /// <param name="Pages">Those they wrote from, the latest first.</param>
    /// <param name="Verified">Who the customer's own server says they are; null when it has said nothing.</param>
    /// <param name="Data">What the site told about them; nobody has proved it.</param>
    /// <param name="Note">What agents tell each other about them.</param>
    /// <param name="Blocked">Who refuses their messages, since when; null while they may write.</param>
    /// <param name="Conversations">Others with their e-mail address, newest first.</param>
    public sealed record Answer(
        Guid Id,
        string? Name,
        string? Email,
        string? Phone,
        string? Language,
        BrowserItem? Browser,
        DateTimeOffset Since,
        IReadOnlyList<VisitedPageItem> Pages,
        VerifiedItem? Verified,
        IReadOnlyList<VisitorDataItem> Data,
        NoteItem? Note,
        BlockItem? Blocked,
        IReadOnlyList<ConversationItem> Conversations);
}

/// <summary>A page a visitor wrote from; the address begins with http or https.</summary>
public sealed record VisitedPageItem(string Url, string? Title, DateTimeOffset At);

/// <summary>Who the customer's own server has signed for: its name for them, the address it knows, and when it last did.</summary>
public sealed record VerifiedItem(string UserId, string? Email, DateTimeOffset At);

/// <summary>In words such as "Chrome" and "Android".</summary>
public sealed record BrowserItem(string? Name, string? System);

/// <summary>What agents tell each other about a visitor: who wrote it last, and when.</summary>
public sealed record NoteItem(string Text, string By, DateTimeOffset At);

/// <summary>Who blocked a visitor, and when.</summary>
public sealed record BlockItem(string By, DateTimeOffset At);
