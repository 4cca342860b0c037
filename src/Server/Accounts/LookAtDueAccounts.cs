using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>Makes the changes that the clock makes: a device's grace runs out, office hours begin or end.</summary>
public sealed class LookAtDueAccounts(Store store, TimeProvider clock) : Worker
{
    private const int AccountsAtOnce = 16;

    public override async Task<bool> RunOnce(CancellationToken cancel)
    {
        var now = clock.Now();
        List<Guid> accounts;
        await using (var db = store.Read())
        {
            accounts = await db.Accounts.Where(a => a.LookAt <= now).OrderBy(a => a.LookAt)
                .Select(a => a.Id).Take(AccountsAtOnce).ToListAsync(cancel);
        }

        await Task.WhenAll(accounts.Select(id => store.Write(
            id,
            async unit =>
            {
                // What the clock changed may flip nobody's state and still be a fact, as when a grace ended within office hours closed.
                await unit.RefreshTeams();
                await unit.WakeWaiting();
            },
            cancel)));
        return accounts.Count > 0;
    }

    public override async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        await using var db = store.Read();
        return await db.Accounts.MinAsync(a => a.LookAt, cancel);
    }
}
