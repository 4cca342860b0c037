using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Inbound;
using Nightbell.Live;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Visitors;

/// <summary>
/// Forgets a person for good (GDPR, article 17): what they wrote and were answered, who they are, the mails and deliveries that say so. Rows that
/// say nothing of anybody stay (a message was written then, and answered then), so that counts and the promise stay true.
/// </summary>
public static class EraseVisitor
{
    /// <summary>Why a mail was withdrawn.</summary>
    public const string Erased = "Erased";

    /// <summary>Stands where an address was.</summary>
    public const string NoAddress = "erased";

    public static void Map(IEndpointRouteBuilder full) => full.MapDelete("/visitors/{id:guid}", Handle).Needs(Scopes.VisitorsErase)
        .WithSummary("Erase a visitor with everything said, for good; exports made before are deleted, too. Counts stay");

    private static async Task<NoContent> Handle(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            if (await unit.FindVisitor(id) is not { ErasedAt: null } visitor)
                throw Problem.NotFound();
            await unit.Erase(visitor);
            await unit.RemoveExports();

            // Who, when and whom: the id alone, which leads nowhere any more.
            unit.NoteChange(me, "visitor.erased", null, new { visitor.Id });
        });
        return TypedResults.NoContent();
    }

    /// <summary>Erases a visitor and their conversation, in the unit that holds the account.</summary>
    public static async Task Erase(this Unit unit, Visitor visitor)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        var conversation = await unit.FindConversationOf(visitor.Id);
        EraseCard(visitor, unit.Now);
        await unit.Db.VisitedPages.Where(p => p.VisitorId == visitor.Id).ExecuteDeleteAsync();
        await unit.Db.ClientIds.Where(c => c.AccountId == unit.Account.Id && c.PrincipalId == visitor.Id).ExecuteDeleteAsync();
        if (conversation is not null)
            await unit.EraseConversation(conversation);
        var visitorId = visitor.Id;
        var conversationId = conversation?.Id;
        await unit.RemoveFiles(f => f.OwnerId == visitorId || (conversationId != null && f.ConversationId == conversationId));
        await unit.EraseMailsTo(visitor.Id);
        await unit.EraseDeliveries(visitor.Id, conversation?.Id);
        await unit.EraseEvents(visitor.Id, conversation?.Id);
        await unit.EraseNoted(visitor.Id);
    }

    /// <summary>A file holds everybody, and cannot be made to forget one of them: exports made before somebody was erased are deleted.</summary>
    public static async Task RemoveExports(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await unit.Db.ExportParts.Where(p => p.AccountId == unit.Account.Id).ExecuteDeleteAsync();
        await unit.Db.Exports.Where(e => e.AccountId == unit.Account.Id).ExecuteDeleteAsync();
    }

    private static void EraseCard(Visitor visitor, DateTimeOffset now)
    {
        (visitor.Name, visitor.Email, visitor.AnsweredFrom, visitor.Phone, visitor.Locale) = (null, null, null, null, null);
        (visitor.BrowserLanguage, visitor.Browser, visitor.System) = (null, null, null);
        (visitor.UserId, visitor.UserEmail, visitor.VerifiedAt, visitor.Data) = (null, null, null, null);
        (visitor.Note, visitor.NoteBy, visitor.NoteAt) = (null, null, null);
        (visitor.BlockedAt, visitor.BlockedBy, visitor.BlockingResolved) = (null, null, false);
        visitor.ErasedAt = now;
    }

    private static async Task EraseConversation(this Unit unit, Conversation conversation)
    {
        var id = conversation.Id;
        await unit.Db.Messages.Where(m => m.ConversationId == id)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Text, "").SetProperty(m => m.Name, m => m.From == MessageFrom.Visitor ? null : m.Name));
        await unit.Db.Ratings.Where(r => r.ConversationId == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Comment, (string?)null));
        (conversation.LastText, conversation.PageUrl, conversation.PageTitle) = ("", null, null);
        (conversation.ErasedAt, conversation.TellVisitorAt) = (unit.Now, null);
        (conversation.Resolved, conversation.ResolvedAt) = (true, conversation.ResolvedAt ?? unit.Now);
        conversation.Wake(unit.Now);
        await unit.EndAssignments(conversation);
        var resource = id.ToString();
        await unit.Db.ClientIds.Where(c => c.AccountId == unit.Account.Id && c.Resource.Contains(resource)).ExecuteDeleteAsync();
        await unit.EraseNotifications(id);
        unit.Emit("gone", new GoneEvent(id));
    }

    /// <summary>Mails that told agents of it: what has not left is withdrawn, and what they said is forgotten, with whatever else it said.</summary>
    private static async Task EraseNotifications(this Unit unit, Guid conversationId)
    {
        var told = await (
            from part in unit.Db.MailParts.AsTracking()
            where part.ConversationId == conversationId
            join mail in unit.Db.Mails.AsTracking() on part.MailId equals mail.Id
            select new { part, mail }).ToListAsync();
        var waiting = told.Where(t => t.mail.HasNotLeft && !t.part.Withdrawn).Select(t => t.mail).DistinctBy(m => m.Id).ToList();
        foreach (var mine in told.Where(t => t.mail.HasNotLeft))
            mine.part.Withdrawn = true;
        await unit.Db.SaveChangesAsync();
        foreach (var mail in waiting)
        {
            if (!await unit.Db.MailParts.AnyAsync(p => p.MailId == mail.Id && !p.Withdrawn))
                unit.Withdraw(mail, Erased, conversationId);
        }

        var mails = told.Select(t => t.mail.Id).Distinct().ToList();
        await unit.EraseContents([.. mails, .. await unit.Db.Mails.Where(m => m.ConversationId == conversationId).Select(m => m.Id).ToListAsync()]);
        await unit.EraseReplies(mails);
    }

    /// <summary>Also who they are from: "Dóra via Moonlight Shop".</summary>
    private static Task<int> EraseContents(this Unit unit, List<Guid> mails) =>
        unit.Db.MailContents.Where(c => mails.Contains(c.MailId)).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.From, "").SetProperty(c => c.Subject, "").SetProperty(c => c.Text, "").SetProperty(c => c.Html, ""));

    /// <summary>Mails to the visitor: to whom, what, and what was answered about the address.</summary>
    private static async Task EraseMailsTo(this Unit unit, Guid visitorId)
    {
        var mails = await unit.Db.Mails.AsTracking().Where(m => m.VisitorId == visitorId).ToListAsync();
        foreach (var mail in mails.Where(m => m.HasNotLeft))
            unit.Withdraw(mail, Erased, mail.ConversationId);
        await unit.Db.SaveChangesAsync();
        var ids = mails.ConvertAll(m => m.Id);
        await unit.Db.Mails.Where(m => ids.Contains(m.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Address, NoAddress).SetProperty(m => m.Name, (string?)null));
        await unit.EraseContents(ids);
        await unit.Db.MailAttempts.Where(a => ids.Contains(a.MailId))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Reply, "").SetProperty(a => a.Transcript, (string?)null));
        await unit.EraseReplies(ids);
    }

    /// <summary>Mails that came in about mails of ours. Their digests stay, so that none that comes again is taken for a new one.</summary>
    private static Task<int> EraseReplies(this Unit unit, List<Guid> mails) =>
        unit.Db.InboundMails.Where(m => m.MailId != null && mails.Contains(m.MailId.Value)).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.From, (string?)null).SetProperty(m => m.Subject, (string?)null).SetProperty(m => m.Raw, (byte[]?)null));

    private static async Task EraseDeliveries(this Unit unit, Guid visitorId, Guid? conversationId)
    {
        var ofThem = unit.Db.WebhookDeliveries.Where(d => d.VisitorId == visitorId || (conversationId != null && d.ConversationId == conversationId));
        await unit.Db.WebhookAttempts.Where(a => ofThem.Any(d => d.Id == a.DeliveryId)).ExecuteDeleteAsync();
        await ofThem.ExecuteDeleteAsync();
    }

    /// <summary>Events are numbered without a gap: theirs stay, and tell nobody anything.</summary>
    private static Task<int> EraseEvents(this Unit unit, Guid visitorId, Guid? conversationId) =>
        unit.Db.Events
            .Where(e => e.AccountId == unit.Account.Id && (e.VisitorId == visitorId || (conversationId != null && e.ConversationId == conversationId)))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.Data, "{}").SetProperty(e => e.Audience, Audience.Server));

    /// <summary>The audit says that they were blocked once, and not any more who they were.</summary>
    private static async Task EraseNoted(this Unit unit, Guid visitorId)
    {
        var id = visitorId.ToString();
        var nothing = System.Text.Json.JsonSerializer.Serialize(new { Id = visitorId }, Json.Options);
        var lines = unit.Db.SettingChanges.Where(c => c.AccountId == unit.Account.Id && c.Setting == "visitor.blocked");
        await lines.Where(c => c.OldValue != null && c.OldValue.Contains(id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.OldValue, nothing));
        await lines.Where(c => c.NewValue != null && c.NewValue.Contains(id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.NewValue, nothing));
    }
}
