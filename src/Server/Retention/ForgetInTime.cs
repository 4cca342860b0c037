using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Visitors;
using Nightbell.Webhooks;

namespace Nightbell.Retention;

/// <summary>Erases and forgets what has been kept for as long as its account wants, a little at a time; and exports that ran out.</summary>
public sealed class ForgetInTime(Store store, LeftAlone leftAlone, TimeProvider clock) : HourlyWorker(clock)
{
    /// <summary>Deliveries are forgotten after so long, whatever the account says of longer.</summary>
    public static readonly TimeSpan DeliveryLife = TimeSpan.FromDays(30);

    /// <summary>Visitors of whom the site told something and who never wrote are forgotten after so long, whatever the account says of longer.</summary>
    public static readonly TimeSpan SilentVisitorLife = TimeSpan.FromDays(30);

    /// <summary>Conversations, or visitors, erased in one unit: nobody who writes waits for more.</summary>
    private const int ConversationsAtOnce = 5;

    /// <summary>Mails or deliveries forgotten in one unit.</summary>
    private const int RowsAtOnce = 500;

    protected override async Task<bool> RunOnce(DateTimeOffset now, CancellationToken cancel)
    {
        var more = false;
        foreach (var accountId in await Accounts(now, cancel))
        {
            await leftAlone.Try(accountId, async () =>
            {
                more |= await store.WriteBehindRequests(accountId, EraseConversations, cancel);
                more |= await store.WriteBehindRequests(accountId, ForgetSilentVisitors, cancel);
                more |= await store.WriteBehindRequests(accountId, ForgetMails, cancel);
                more |= await store.WriteBehindRequests(accountId, ForgetDeliveries, cancel);
                await store.WriteBehindRequests(accountId, ForgetExports, cancel);
            });
        }

        return more;
    }

    /// <summary>Accounts that have something to forget, so that others are not held for nothing.</summary>
    private async Task<List<Guid>> Accounts(DateTimeOffset now, CancellationToken cancel)
    {
        var (deliveries, silent) = (now - DeliveryLife, now - SilentVisitorLife);
        await using var db = store.Read();
        return await leftAlone.Others(db.Accounts)
            .Where(a => a.KeepConversationsDays != null || a.KeepLogsDays != null
                || db.WebhookDeliveries.Any(d => d.AccountId == a.Id && d.SettledAt < deliveries)
                || db.Visitors.Any(v => v.AccountId == a.Id && v.CreatedAt < silent && !db.Conversations.Any(c => c.VisitorId == v.Id))
                || db.Exports.Any(e => e.AccountId == a.Id && e.ExpiresAt <= now))
            .OrderBy(a => a.Id).Select(a => a.Id).ToListAsync(cancel);
    }

    /// <summary>Who is blocked stays blocked, and therefore known.</summary>
    private static async Task<bool> EraseConversations(Unit unit)
    {
        if (unit.Account.KeepConversationsDays is not { } days)
            return false;
        var before = unit.Now.AddDays(-days);
        var old = await (
            from conversation in unit.Db.Conversations
            where conversation.AccountId == unit.Account.Id && conversation.Resolved && conversation.ErasedAt == null && conversation.LastAt < before
            join visitor in unit.Db.Visitors.AsTracking() on conversation.VisitorId equals visitor.Id
            where visitor.BlockedAt == null
            orderby conversation.LastAt
            select visitor).Take(ConversationsAtOnce).ToListAsync();
        foreach (var visitor in old)
            await unit.Erase(visitor);
        if (old.Count > 0)
        {
            await unit.RemoveExports();
            unit.NoteChangeByServer("visitor.erased", null, new { Conversations = old.Count });
        }

        return old.Count == ConversationsAtOnce;
    }

    /// <summary>Who was only introduced and never wrote stands on no page, so that nobody would ever erase them.</summary>
    private static async Task<bool> ForgetSilentVisitors(Unit unit)
    {
        var kept = unit.Account.KeepConversationsDays is { } days && days < SilentVisitorLife.TotalDays ? TimeSpan.FromDays(days) : SilentVisitorLife;
        var before = unit.Now - kept;
        var old = await unit.Db.Visitors.AsTracking()
            .Where(v => v.AccountId == unit.Account.Id && v.CreatedAt < before && !(v.VerifiedAt >= before) && !(v.LeftAt >= before)
                && !unit.Db.OpenStreams.Any(s => s.VisitorId == v.Id) && !unit.Db.Conversations.Any(c => c.VisitorId == v.Id))
            .OrderBy(v => v.CreatedAt).Take(ConversationsAtOnce).ToListAsync();
        foreach (var visitor in old)
            await unit.Erase(visitor);
        unit.Db.RemoveRange(old);
        return old.Count == ConversationsAtOnce;
    }

    /// <summary>What mails said and how they went. The mails of open conversations stay: what is told next depends on them.</summary>
    private static async Task<bool> ForgetMails(Unit unit)
    {
        if (unit.Account.KeepLogsDays is not { } days)
            return false;
        var before = unit.Now.AddDays(-days);
        var old = await unit.Db.Mails
            .Where(m => m.AccountId == unit.Account.Id && m.SettledAt < before && m.DueAt == null
                && unit.Db.MailContents.Any(c => c.MailId == m.Id)
                && !unit.Db.MailParts.Any(p => p.MailId == m.Id && unit.Db.Conversations.Any(c => c.Id == p.ConversationId && !c.Resolved))
                && !unit.Db.Conversations.Any(c => c.Id == m.ConversationId && !c.Resolved))
            .OrderBy(m => m.SettledAt).Take(RowsAtOnce).Select(m => m.Id).ToListAsync();
        await unit.Db.MailContents.Where(c => old.Contains(c.MailId)).ExecuteDeleteAsync();
        await unit.Db.MailAttempts.Where(a => old.Contains(a.MailId))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Reply, "").SetProperty(a => a.Transcript, (string?)null));
        return old.Count == RowsAtOnce;
    }

    private static async Task<bool> ForgetDeliveries(Unit unit)
    {
        var kept = unit.Account.KeepLogsDays is { } days && days < DeliveryLife.TotalDays ? TimeSpan.FromDays(days) : DeliveryLife;
        var before = unit.Now - kept;
        var old = await unit.Db.WebhookDeliveries.Where(d => d.AccountId == unit.Account.Id && d.SettledAt < before)
            .OrderBy(d => d.SettledAt).Take(RowsAtOnce).Select(d => d.Id).ToListAsync();
        await unit.Db.WebhookAttempts.Where(a => old.Contains(a.DeliveryId)).ExecuteDeleteAsync();
        await unit.Db.WebhookDeliveries.Where(d => old.Contains(d.Id)).ExecuteDeleteAsync();
        return old.Count == RowsAtOnce;
    }

    private static async Task ForgetExports(Unit unit)
    {
        var old = await unit.Db.Exports.Where(e => e.AccountId == unit.Account.Id && e.ExpiresAt <= unit.Now).Select(e => e.Id).ToListAsync();
        await unit.Db.ExportParts.Where(p => old.Contains(p.ExportId)).ExecuteDeleteAsync();
        await unit.Db.Exports.Where(e => old.Contains(e.Id)).ExecuteDeleteAsync();
    }
}
