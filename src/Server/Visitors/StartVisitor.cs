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

/// <summary>A browser becomes a visitor. Nothing is stored before it says something.</summary>
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
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapPut("/visitor", Handle).WithSummary("Leave name and address");

    private static async Task<Ok<Answer>> Handle(Request request, Guest guest, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, guest.AccountId);
        var check = new Check();
        var name = check.OptionalName("name", request.Name);
        var email = string.IsNullOrWhiteSpace(request.Email) ? null : check.Email("email", request.Email.Trim());
        var phone = check.Phone("phone", request.Phone);
        var locale = check.OptionalName("locale", request.Locale, max: 35);
        check.Done();
        return TypedResults.Ok(await store.Write(guest.AccountId, async unit =>
        {
            var visitor = await unit.FindVisitor(guest.VisitorId) ?? unit.AddVisitor(guest.VisitorId);
            visitor.MayWrite();
            var before = (visitor.Name, visitor.Email, visitor.Phone, visitor.Locale);
            visitor.Name = name ?? visitor.Name;
            if (email is not null && !string.Equals(email, visitor.Email, StringComparison.OrdinalIgnoreCase))
                await unit.AskToTellVisitor(visitor.Id);
            visitor.Email = email ?? visitor.Email;
            visitor.Phone = phone ?? visitor.Phone;
            visitor.Locale = locale ?? visitor.Locale;
            await unit.EmitConversationOf(visitor);
            var answer = new Answer(visitor.Id, visitor.Name, visitor.Email, visitor.Phone, visitor.Locale);
            if (before != (visitor.Name, visitor.Email, visitor.Phone, visitor.Locale))
                unit.TellWebhooks(WebhookEvents.VisitorChanged, null, "visitor", answer, visitor.Id);
            return answer;
        }));
    }

    public sealed record Request(string? Name = null, string? Email = null, string? Phone = null, string? Locale = null);

    public sealed record Answer(Guid VisitorId, string? Name, string? Email, string? Phone, string? Locale);
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
        (await db.Visitors.SingleOrDefaultAsync(v => v.Id == guest.VisitorId && v.AccountId == guest.AccountId)).MustNotBeErased();
        var conversation = await db.Conversations
            .SingleOrDefaultAsync(c => c.VisitorId == guest.VisitorId && c.AccountId == guest.AccountId);
        if (conversation is null)
            return TypedResults.NoContent();
        var account = await db.Accounts.SingleAsync(a => a.Id == guest.AccountId);
        return TypedResults.Ok(new Answer(
            conversation.Id,
            conversation.Resolved ? OpenOrResolved.Resolved : OpenOrResolved.Open,
            await Groups.IsTeamOnlineNow.IsTeamOnline(db, account, settings.Package(account.Package), clock.Now(), conversation.GroupId),
            await MessageItem.Load(db, conversation.Id)));
    }

    public sealed record Answer(Guid Id, OpenOrResolved State, bool Online, IReadOnlyList<MessageItem> Messages);
}

/// <summary>The visitor's event stream. While it is open the visitor is on the site.</summary>
public static class StreamOwnEvents
{
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapGet("/events", Handle)
        .WithSummary("The visitor's events (server-sent); while the stream is open the visitor is on the site")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static Task Handle(
        Guest guest, HttpContext context, Store store, Feed feed, Live.OpenStreams streams, Tokens tokens, Guid? group = null) =>
        streams.RunVisitor(guest, context, cancel =>
        {
            var reader = new VisitorReader(guest.AccountId, guest.VisitorId, () => GroupOf(guest, group, store), tokens);
            return new EventStream(context, store, feed, reader).Run(cancel);
        });

    /// <summary>The group of the visitor's open conversation, else the one the page names.</summary>
    private static async ValueTask<Guid?> GroupOf(Guest guest, Guid? asked, Store store)
    {
        await using var db = store.Read();
        var open = await db.Conversations.Where(c => c.VisitorId == guest.VisitorId && !c.Resolved)
            .Select(c => new { c.GroupId }).SingleOrDefaultAsync();
        var group = open is null ? asked : open.GroupId;
        return group is { } id && await db.Groups.AnyAsync(g => g.Id == id && g.AccountId == guest.AccountId) ? group : null;
    }
}
