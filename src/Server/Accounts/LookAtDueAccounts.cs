using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>Makes the changes that the clock makes: a device's grace runs out, office hours begin or end.</summary>
public sealed class LookAtDueAccounts(Store store, TimeProvider clock, LeftAlone leftAlone) : Worker
{
    private const int AccountsAtOnce = 16;

    /// <summary>Never before the first look: a clock may have been set back while no server ran.</summary>
    private DateTimeOffset lookedAt = DateTimeOffset.MaxValue;

    public override DueColumn? GoesBy => DueColumn.Accounts;

    public override async Task<bool> RunOnce(CancellationToken cancel)
    {
        var now = clock.Now();
        List<Guid> accounts;
        List<Guid> setBack = [];
        await using (var db = store.Read())
        {
            accounts = await leftAlone.Others(db.Accounts).Where(a => a.LookAt <= now).OrderBy(a => a.LookAt)
                .Select(a => a.Id).Take(AccountsAtOnce).ToListAsync(cancel);
            if (now < lookedAt)
                setBack = await WithPastInFuture(db, now, cancel);
        }

        lookedAt = now;

        await Task.WhenAll(accounts.Union(setBack).Select(id => leftAlone.Try(id, () => store.Write(
            id,
            async unit =>
            {
                if (setBack.Contains(id))
                    await unit.PullBackPast();

                // What the clock changed may flip nobody's state and still be a fact, as when a grace ended within office hours closed.
                await unit.RefreshTeams();
                await unit.WakeWaiting();
            },
            cancel))));
        return accounts.Count > 0 || setBack.Count > 0;
    }

    public override async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        await using var db = store.Read();
        return LeftAlone.Earlier(await leftAlone.Others(db.Accounts).MinAsync(a => a.LookAt, cancel), leftAlone.Next);
    }

    /// <summary>
    /// The clock was set back: who went offline at what is a later moment now would be online once more until then, and nothing would
    /// end it; and so with office hours that began to count then, and with addresses that were renewed.
    /// </summary>
    private static Task<List<Guid>> WithPastInFuture(Db db, DateTimeOffset now, CancellationToken cancel) =>
        db.Agents.Where(a => a.OnlineFrom > now || (a.OnlineUntil > now && !a.ToldOnline) || a.Address.RenewedAt > now).Select(a => a.AccountId)
            .Union(db.OnlineStretches.Where(s => s.Until > now).Select(s => s.AccountId))
            .Union(db.Accounts.Where(a => a.HoursSince > now).Select(a => a.Id))
            .Union(db.AdditionalRecipients.Where(r => r.Address.RenewedAt > now).Select(r => r.AccountId))
            .Union(db.Devices.Where(d => d.LastContact > now && d.AliveUntil < DateTimeOffset.MaxValue).Select(d => d.AccountId))
            .ToListAsync(cancel);
}
