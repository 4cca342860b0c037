using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
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
    private Task<bool> ForgetDevices(DateTimeOffset now, CancellationToken cancel) =>
        store.WriteOutsideBehindRequests(
            async unit =>
            {
                await unit.Db.Devices.Where(d => d.AliveUntil < now && !unit.Db.Sessions.Any(s => s.Id == d.SessionId)).ExecuteDeleteAsync(cancel);
                return false;
            },
            cancel);

    /// <summary>Deletes the oldest rows whose moment is past, and those of the same moment as the last of them; true when there may be more.</summary>
    private Task<bool> Forget<T>(string moment, DateTimeOffset before, CancellationToken cancel)
        where T : class =>
        store.WriteOutsideBehindRequests(
            async unit =>
            {
                var all = unit.Db.Set<T>();
                var old = all.Where(row => EF.Property<DateTimeOffset>(row, moment) < before);

                // A moment, not a list of keys: whatever the key, one range of the index is deleted, with one end.
                var last = await old.Select(row => (DateTimeOffset?)EF.Property<DateTimeOffset>(row, moment))
                    .Order().Skip(RowsAtOnce - 1).FirstOrDefaultAsync(cancel);
                await (last is null ? old : all.Where(row => EF.Property<DateTimeOffset>(row, moment) <= last)).ExecuteDeleteAsync(cancel);
                return last is not null;
            },
            cancel);
}
