using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Asks about the visitors who may have to be told by e-mail what agents wrote, account by account.</summary>
public sealed class TellDueVisitors(Store store, TimeProvider clock, LeftAlone leftAlone) : Worker
{
    private const int AccountsAtOnce = 16;

    /// <summary>Conversations in one unit: the writer is not held for long.</summary>
    private const int ConversationsAtOnce = 100;

    public override DueColumn? GoesBy => DueColumn.Visitors;

    public override async Task<bool> RunOnce(CancellationToken cancel)
    {
        var now = clock.Now();
        List<Guid> accounts;
        await using (var db = store.Read())
        {
            accounts = await leftAlone.Others(db.Conversations).Where(c => c.TellVisitorAt <= now)
                .GroupBy(c => c.AccountId).OrderBy(g => g.Min(c => c.TellVisitorAt)).Select(g => g.Key).Take(AccountsAtOnce).ToListAsync(cancel);
        }

        foreach (var id in accounts)
            await leftAlone.Try(id, () => store.WriteBehindRequests(id, TellDue, cancel));
        return accounts.Count > 0;
    }

    public override async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        await using var db = store.Read();
        return LeftAlone.Earlier(await leftAlone.Others(db.Conversations).MinAsync(c => c.TellVisitorAt, cancel), leftAlone.Next);
    }

    private static async Task TellDue(Unit unit)
    {
        var due = await unit.Db.Conversations.AsTracking()
            .Where(c => c.AccountId == unit.Account.Id && c.TellVisitorAt <= unit.Now)
            .OrderBy(c => c.TellVisitorAt).Take(ConversationsAtOnce).ToListAsync();
        foreach (var conversation in due)
        {
            await unit.Tell(conversation);

            // The next one may share the address, and with it the limit of mails to it.
            await unit.Db.SaveChangesAsync();
        }
    }
}
