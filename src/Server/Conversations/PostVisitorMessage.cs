using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Files;
using Nightbell.Groups;
using Nightbell.Platform;
using Nightbell.Visitors;
using Nightbell.Webhooks;
using Nightbell.Widgets;

namespace Nightbell.Conversations;

/// <summary>A visitor writes: into their open conversation, a reopened one, or a new one.</summary>
public static class PostVisitorMessage
{
    public static void Map(IEndpointRouteBuilder visitors) => visitors.MapPost("/messages", Handle).WithSummary("The visitor writes");

    private static async Task<Results<Created<Answer>, Ok<Answer>>> Handle(
        Request request, Guest guest, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, guest.AccountId);
        var check = new Check();
        var text = check.MessageText("text", request.Text);
        check.Files(request.Files);
        check.Done();
        text = CardNumbers.Mask(text);

        // What a page calls itself must not cost the visitor their message: it is mended, not refused.
        var pageUrl = Check.Mend(request.Page?.Url, Check.MaxUrlLength);
        if (!Uri.TryCreate(pageUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            pageUrl = null;
        var pageTitle = Check.Mend(request.Page?.Title, Check.MaxNameLength) is { } title ? CardNumbers.Mask(title) : null;
        var visit = Visit.Of(context, pageUrl, pageTitle);
        var posted = await store.Write(guest.AccountId, unit => unit.Once(
            request.Id,
            guest.VisitorId,
            "POST /widget/v1/messages",
            request,
            id => Post(unit, guest.VisitorId, id, text, request, visit)));
        return posted.ToResult();
    }

    private static async Task<Answer> Post(Unit unit, Guid visitorId, Guid id, string text, Request request, Visit visit)
    {
        var groupId = request.GroupId;
        var visitor = await unit.FindVisitor(visitorId);
        visitor.MayWrite();
        var conversation = await unit.FindConversationOf(visitorId);

        // Pages go on naming a group that was deleted, and what was written offline may be older than that: it costs no visitor.
        if (groupId is { } group && !await unit.Db.Groups.AnyAsync(g => g.Id == group && g.AccountId == unit.Account.Id))
            groupId = null;
        groupId = Conversation.GroupOfNext(groupId, conversation?.GroupId, conversation is { Resolved: false });
        var online = await unit.IsTeamOnline(groupId);
        if (visitor?.Email is null && WidgetForm.NeedsEmail(unit.Account, unit.Package, online))
            throw Problem.Conflict("contact_needed");

        var files = await unit.FindUnposted(request.Files, visitorId);
        visitor ??= unit.AddVisitor(visitorId);
        await unit.NoteVisit(visitor, visit);
        var isNew = conversation is null;
        IReadOnlyList<Guid> saw = [];
        if (conversation is null)
        {
            conversation = new Conversation
            {
                Id = unit.Now.NewId(),
                AccountId = unit.Account.Id,
                VisitorId = visitorId,
                GroupId = groupId,
                CreatedAt = unit.Now,
                OpenSince = unit.Now,
            };
            unit.Db.Add(conversation);
        }
        else if (groupId != conversation.GroupId)
        {
            saw = await unit.LimitedAgentsWhoSee(conversation);
            conversation.GroupId = groupId;
        }

        conversation.PageUrl = visit.PageUrl ?? conversation.PageUrl;
        conversation.PageTitle = visit.PageTitle ?? conversation.PageTitle;
        var message = await unit.AppendFromVisitor(conversation, visitor, id, text, online, isNew, files);
        if (saw.Count > 0)
            await unit.TellGone(conversation, saw);
        return new Answer(message.Id, message.Number, conversation.Id, message.At, online);
    }

    /// <summary>Adds a visitor's message, however it came; a resolved conversation is open and unassigned again.</summary>
    public static async Task<Message> AppendFromVisitor(
        this Unit unit, Conversation conversation, Visitor visitor, Guid id, string text, bool online, bool isNew = false, IReadOnlyList<ChatFile>? files = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(visitor);
        var opens = isNew || conversation.Resolved;
        if (isNew)
            unit.TellWebhooks(WebhookEvents.ConversationStarted, conversation);
        if (conversation.Resolved)
        {
            unit.Reopen(conversation);
            await unit.EndAssignments(conversation);
        }

        // Where the last look left it waiting, the worker has yet to end that: notices still say "wait".
        var served = !opens && conversation.State == ConversationState.NotWaiting && await unit.IsServed(conversation);
        var message = unit.Append(conversation, id, MessageFrom.Visitor, text, visitor.Name, null, offline: !online, served, files: files);
        if (opens)
            await unit.EmitConversation(conversation);
        return message;
    }

    /// <param name="Text">What is said; of a message of files alone, their names.</param>
    /// <param name="Id">Client-made.</param>
    /// <param name="GroupId">Who shall answer; null for whoever it was, or anybody.</param>
    /// <param name="Page">Where it was written.</param>
    /// <param name="Files">Uploaded before, in the order they are to be shown.</param>
    public sealed record Request(string Text, Guid? Id = null, Guid? GroupId = null, Page? Page = null, IReadOnlyList<Guid>? Files = null);

    public sealed record Page(string Url, string? Title = null);

    public sealed record Answer(Guid Id, long Number, Guid ConversationId, DateTimeOffset At, bool Online);
}
