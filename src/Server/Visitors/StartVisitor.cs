using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Webhooks;
using Nightbell.Widgets;

namespace Nightbell.Visitors;

/// <summary>A browser becomes a visitor. Nothing is stored before it says something, or the site says who it is.</summary>
public static class StartVisitor
{
    public static void Map(IEndpointRouteBuilder widget) => widget.MapPost("/{key}/visitors", Handle)
        .WithSummary("Become a visitor; nothing is stored before the first message");

    private static async Task<Created<Answer>> Handle(
        string key, Request _, HttpContext context, Store store, Tokens tokens, Limits limits, TimeProvider clock)
    {
        var account = await ReadWidget.FindAccount(store, key, context);
        limits.Visitors(context, account.Id);
        var visitorId = clock.Now().NewId();
        return TypedResults.Created((string?)null, new Answer(visitorId, tokens.ForVisitor(account.Id, visitorId)));
    }

    public sealed record Request;

    public sealed record Answer(Guid VisitorId, string Token);
}

/// <summary>The visitor leaves name and address.</summary>
public static class ChangeVisitor
{
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapPut("/visitor", Handle)
        .WithSummary("Leave name and address, what the site tells for the card, and who the customer's own server says it is");

    private static async Task<Ok<Answer>> Handle(Request request, Guest guest, HttpContext context, Store store, Limits limits, Tokens tokens)
    {
        limits.Messages(context, guest.AccountId);
        var check = new Check();
        var identity = request.Identity;
        identity?.CheckParts(check);
        var given = check.OptionalName("name", identity?.Name ?? request.Name);
        var wished = identity?.Email ?? request.Email;
        var email = string.IsNullOrWhiteSpace(wished) ? null : check.Email("email", wished.Trim());
        var phone = check.Phone("phone", request.Phone);
        var locale = check.OptionalName("locale", request.Locale, max: 35);
        var data = VisitorData.Read(check, "data", request.Data);
        check.Done();
        var name = given is null ? null : CardNumbers.Mask(given);
        return TypedResults.Ok(await store.Write(guest.AccountId, async unit =>
        {
            identity?.MustBeSigned(unit.Account, tokens, unit.Now);
            var visitor = identity is not null
                ? await unit.VisitorOfUser(guest.VisitorId, identity)
                : await unit.FindVisitor(guest.VisitorId) ?? unit.AddVisitor(guest.VisitorId);
            visitor.MayWrite();
            var before = (visitor.Name, visitor.Email, visitor.Phone, visitor.Locale);
            if (identity is not null)
                visitor.Verify(identity, unit.Now);
            visitor.Name = name ?? visitor.Name;
            visitor.Data = data ?? visitor.Data;
            if (email is not null && !string.Equals(email, visitor.Email, StringComparison.OrdinalIgnoreCase))
                await unit.AskToTellVisitor(visitor.Id);
            visitor.Email = email ?? visitor.Email;
            visitor.Phone = phone ?? visitor.Phone;
            visitor.Locale = locale ?? visitor.Locale;
            await unit.EmitConversationOf(visitor);
            if (before != (visitor.Name, visitor.Email, visitor.Phone, visitor.Locale))
            {
                var told = new { VisitorId = visitor.Id, visitor.Name, visitor.Email, visitor.Phone, visitor.Locale };
                unit.TellWebhooks(WebhookEvents.VisitorChanged, null, "visitor", told, visitor.Id);
            }

            return new Answer(
                visitor.Id,
                visitor.Name,
                visitor.Email,
                await unit.Db.Mailable(unit.Account.Id, visitor.Email),
                visitor.Phone,
                visitor.Locale,
                identity is not null,
                visitor.Id == guest.VisitorId ? null : tokens.ForVisitor(guest.AccountId, visitor.Id));
        }));
    }

    /// <param name="Name">Stays as it is when left out; so do the others.</param>
    /// <param name="Email">Where answers go.</param>
    /// <param name="Phone">For calling back.</param>
    /// <param name="Locale">The language of the page.</param>
    /// <param name="Data">For the card: at most 20 names of 40 characters, each with a text of 200, a number, or true or false. Replaces what was told before.</param>
    /// <param name="Identity">Who the customer's own server says it is; 403 <c>identity_wrong</c> when it has not.</param>
    public sealed record Request(
        string? Name = null,
        string? Email = null,
        string? Phone = null,
        string? Locale = null,
        IReadOnlyDictionary<string, JsonElement>? Data = null,
        Identity? Identity = null);

    /// <param name="VisitorId">Who goes on.</param>
    /// <param name="Name">As it is now; so are the others.</param>
    /// <param name="Email">The address they left.</param>
    /// <param name="AnswersTo">Where answers are mailed when the visitor has left; null for nowhere.</param>
    /// <param name="Phone">For calling back.</param>
    /// <param name="Locale">The language of the page.</param>
    /// <param name="Verified">The identity that was sent is signed.</param>
    /// <param name="Token">The token to go on with, when the signed user is known by another visitor; else null.</param>
    public sealed record Answer(
        Guid VisitorId, string? Name, string? Email, string? AnswersTo, string? Phone, string? Locale, bool Verified, string? Token);
}

/// <summary>The page unloads: the visitor leaves, unless another of their pages is open.</summary>
public static class LeaveSite
{
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapPost("/leave", Handle).WithSummary("The page unloads");

    private static async Task<NoContent> Handle(Guest guest, Store store)
    {
        await store.Write(guest.AccountId, async unit =>
        {
            // The leaving page's own stream may still count as open.
            var others = await unit.Db.OpenStreams.CountAsync(s => s.VisitorId == guest.VisitorId) > 1;
            if (others || await unit.FindVisitor(guest.VisitorId) is not { LeftAt: null } visitor)
                return;
            visitor.LeftAt = unit.Now;
            await unit.WakeConversationOf(visitor.Id);
            await unit.AskToTellVisitor(visitor.Id);
        });
        return TypedResults.NoContent();
    }
}

/// <summary>The visitor's own conversation, to resume it.</summary>
public static class ReadOwnConversation
{
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapGet("/conversation", Handle)
        .WithSummary("The visitor's own conversation, to resume it");

    private static async Task<Results<Ok<Answer>, NoContent>> Handle(Guest guest, Store store, Settings settings, TimeProvider clock)
    {
        await using var db = store.Read();
        var visitor = await db.Visitors.SingleOrDefaultAsync(v => v.Id == guest.VisitorId && v.AccountId == guest.AccountId);
        visitor.MustNotBeErased();
        var conversation = await db.Conversations
            .SingleOrDefaultAsync(c => c.VisitorId == guest.VisitorId && c.AccountId == guest.AccountId);
        if (conversation is null)
            return TypedResults.NoContent();
        var account = await db.Accounts.SingleAsync(a => a.Id == guest.AccountId);
        var messages = await MessageItem.Load(db, conversation.Id);
        return TypedResults.Ok(new Answer(
            conversation.Id,
            conversation.Resolved ? OpenOrResolved.Resolved : OpenOrResolved.Open,
            await Groups.IsTeamOnlineNow.IsTeamOnline(db, account, settings.Package(account.Package), clock.Now(), conversation.GroupId),
            await db.Mailable(guest.AccountId, visitor?.Email),
            messages,
            messages.Where(m => m.From == MessageFrom.Visitor && m.Number <= conversation.SeenByAgents).Select(m => m.Number).DefaultIfEmpty().Max(),
            await RatingItem.Of(db, conversation)));
    }

    /// <param name="Id">The conversation.</param>
    /// <param name="State">Open or resolved.</param>
    /// <param name="Online">Whether its team is.</param>
    /// <param name="AnswersTo">Where answers are mailed when the visitor has left; null for nowhere.</param>
    /// <param name="Messages">All, the oldest first.</param>
    /// <param name="Seen">Number of the visitor's newest message that an agent has seen; 0 for none.</param>
    /// <param name="Rating">What they said of it since it was last opened; null for nothing.</param>
    public sealed record Answer(
        Guid Id, OpenOrResolved State, bool Online, string? AnswersTo, IReadOnlyList<MessageItem> Messages, long Seen, RatingItem? Rating);
}

/// <summary>The visitor's event stream. While it is open the visitor is on the site.</summary>
public static class StreamOwnEvents
{
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapGet("/events", Handle)
        .WithSummary("The visitor's events (server-sent); while the stream is open the visitor is on the site")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static Task Handle(
        Guest guest, HttpContext context, Store store, Feed feed, Live.OpenStreams streams, Settings settings, Tokens tokens, Guid? group = null) =>
        streams.RunVisitor(guest, context, cancel =>
        {
            var reader = new VisitorReader(guest.AccountId, guest.VisitorId, () => GroupOf(guest, group, store, settings), tokens);
            return new EventStream(context, store, feed, reader).Run(cancel);
        });

    /// <summary>The group whose team the visitor would write to.</summary>
    private static async ValueTask<Guid?> GroupOf(Guest guest, Guid? asked, Store store, Settings settings)
    {
        await using var db = store.Read();
        var last = await db.Conversations.Where(c => c.VisitorId == guest.VisitorId).Select(c => new { c.GroupId, c.Resolved }).SingleOrDefaultAsync();
        var next = Conversation.GroupOfNext(asked, last?.GroupId, last is { Resolved: false });
        return await Groups.IsTeamOnlineNow.GroupThatCounts(db, settings, guest.AccountId, next);
    }
}
