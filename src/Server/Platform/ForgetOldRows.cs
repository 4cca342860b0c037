using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Inbound;
using Nightbell.Live;

namespace Nightbell.Platform;

/// <summary>
/// Forgets what nobody asks for any more: old events, used ids, spent secrets, mails that came in, ended sessions and their devices; a little at
/// a time.
/// </summary>
public sealed class ForgetOldRows(Store store, TimeProvider clock) : HourlyWorker(clock)
{
    /// <summary>A stream that was away for longer reads everything anew.</summary>
    private static readonly TimeSpan EventLife = TimeSpan.FromDays(2);

    /// <summary>A client that retries for longer has a new message, not the old one.</summary>
    private static readonly TimeSpan ClientIdLife = TimeSpan.FromDays(30);

    private static readonly TimeSpan StretchLife = TimeSpan.FromDays(90);

    /// <summary>The same report does not come again so late, and a mail that nobody looked at for so long is not missed.</summary>
    private static readonly TimeSpan InboundLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan SecretLife = TimeSpan.FromDays(30);

    /// <summary>Rows deleted in one unit: nobody who writes waits for more.</summary>
    private const int RowsAtOnce = 1000;

    protected override async Task<bool> RunOnce(DateTimeOffset now, CancellationToken cancel) =>
        await Forget<Event>(nameof(Event.At), now - EventLife, cancel)
        || await Forget<ClientId>(nameof(ClientId.At), now - ClientIdLife, cancel)
        || await Forget<OnlineStretch>(nameof(OnlineStretch.Until), now - StretchLife, cancel)
        || await Forget<Secret>(nameof(Secret.ExpiresAt), now - SecretLife, cancel)
        || await Forget<InboundMail>(nameof(InboundMail.At), now - InboundLife, cancel)
        || await Forget<Session>(nameof(Session.ExpiresAt), now, cancel)
        || await ForgetDevices(now, cancel);

    /// <summary>Devices of sessions that are no more, and that nobody is alive by; a session has few.</summary>
    private async Task<bool> ForgetDevices(DateTimeOffset now, CancellationToken cancel)
    {
        if (await Any(Old))
            await store.WriteOutsideBehindRequests(unit => Old(unit.Db).ExecuteDeleteAsync(cancel), cancel);
        return false;

        IQueryable<Device> Old(Db db) => db.Devices.Where(d => d.AliveUntil < now && !db.Sessions.Any(s => s.Id == d.SessionId));
    }

    /// <summary>Deletes the oldest rows whose moment is past, and those of the same moment as the last of them; true when there may be more.</summary>
    private async Task<bool> Forget<T>(string moment, DateTimeOffset before, CancellationToken cancel)
        where T : class
    {
        return await Any(Old) && await store.WriteOutsideBehindRequests(
            async unit =>
            {
                var (all, old) = (unit.Db.Set<T>(), Old(unit.Db));

                // A moment, not a list of keys: whatever the key, one range of the index is deleted, with one end.
                var last = await old.Select(row => (DateTimeOffset?)EF.Property<DateTimeOffset>(row, moment))
                    .Order().Skip(RowsAtOnce - 1).FirstOrDefaultAsync(cancel);
                await (last is null ? old : all.Where(row => EF.Property<DateTimeOffset>(row, moment) <= last)).ExecuteDeleteAsync(cancel);
                return last is not null;
            },
            cancel);

        IQueryable<T> Old(Db db) => db.Set<T>().Where(row => EF.Property<DateTimeOffset>(row, moment) < before);
    }

    /// <summary>Looked at first: mostly there is nothing, and a unit keeps others from writing.</summary>
    private async Task<bool> Any<T>(Func<Db, IQueryable<T>> old)
    {
        await using var db = store.Read();
        return await old(db).AnyAsync();
    }
}
