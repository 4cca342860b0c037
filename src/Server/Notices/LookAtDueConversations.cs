using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>Looks at the conversations that are due, account by account.</summary>
public sealed class LookAtDueConversations(Store store, TimeProvider clock, LeftAlone leftAlone) : Worker
{
    /// <summary>Accounts found at once: looking for them goes over everything that is due.</summary>
    private const int AccountsFound = 256;

    /// <summary>Accounts looked at side by side: enough to fill a commit of the one writer.</summary>
    private const int AccountsAtOnce = 16;

    /// <summary>Conversations in one unit: a digest counts them, and the writer is not held for long.</summary>
    private const int ConversationsAtOnce = 250;

    private static readonly CompiledQuery<Guid, DateTimeOffset, Conversation> DueOf = new((db, accountId, now) => db.Conversations.AsTracking()
        .Where(c => c.AccountId == accountId && c.LookAt <= now).OrderBy(c => c.LookAt).Take(ConversationsAtOnce));

    public override DueColumn? GoesBy => DueColumn.Conversations;

    public override async Task<bool> RunOnce(CancellationToken cancel)
    {
        var now = clock.Now();
        List<Guid> accounts;
        await using (var db = store.Read())
        {
            accounts = await leftAlone.Others(db.Conversations)
                .Where(c => c.LookAt <= now)
                .GroupBy(c => c.AccountId)
                .OrderBy(g => g.Min(c => c.LookAt))
                .Select(g => g.Key)
                .Take(AccountsFound)
                .ToListAsync(cancel);
        }

        await Parallel.ForEachAsync(
            accounts,
            new ParallelOptions { MaxDegreeOfParallelism = AccountsAtOnce, CancellationToken = cancel },
            async (id, stop) => await leftAlone.Try(id, () => store.WriteBehindRequests(id, LookAtAccount, stop)));
        return accounts.Count > 0;
    }

    public override async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        await using var db = store.Read();
        return LeftAlone.Earlier(await leftAlone.Others(db.Conversations).MinAsync(c => c.LookAt, cancel), leftAlone.Next);
    }

    private static async Task LookAtAccount(Unit unit)
    {
        var due = await DueOf.In(unit.Db, unit.Account.Id, unit.Now).ToListAsync();
        if (due.Count > 0)
            await unit.LookAt(due);
    }
}
