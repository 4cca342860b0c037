using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>Forgets what nobody asks for any more: old events, used ids, spent secrets, mails that came in, ended sessions and their devices.</summary>
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

    protected override async Task<bool> RunOnce(DateTimeOffset now, CancellationToken cancel)
    {
        await store.WriteOutside(
            async unit =>
            {
                var (events, ids, stretches, secrets) = (now - EventLife, now - ClientIdLife, now - StretchLife, now - SecretLife);
                var inbound = now - InboundLife;
                await unit.Db.Events.Where(e => e.At < events).ExecuteDeleteAsync(cancel);
                await unit.Db.ClientIds.Where(c => c.At < ids).ExecuteDeleteAsync(cancel);
                await unit.Db.OnlineStretches.Where(s => s.Until < stretches).ExecuteDeleteAsync(cancel);
                await unit.Db.Secrets.Where(s => s.ExpiresAt < secrets).ExecuteDeleteAsync(cancel);
                await unit.Db.InboundMails.Where(m => m.At < inbound).ExecuteDeleteAsync(cancel);
                await unit.Db.Sessions.Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(cancel);
                await unit.Db.Devices.Where(d => d.AliveUntil < now && !unit.Db.Sessions.Any(s => s.Id == d.SessionId)).ExecuteDeleteAsync(cancel);
                return true;
            },
            cancel);
        return false;
    }
}
