using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Devices;

/// <summary>
/// Servers hold streams and mails in hand. Each keeps a lease; what a dead one held is taken up by the living: its streams count
/// as broken from that moment (not from the crash), its mails are tried again.
/// </summary>
/// <remarks>Leases run by the machine's clock, not the injected one: they tell whether a process lives, not what time it is.</remarks>
public sealed class TakeOver(Store store, ServerIdentity server, OpenStreams streams, LeftAlone leftAlone)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>This server begins. Where the database is not shared it is the only one, so whatever others hold is held by the dead.</summary>
    public async Task Begin(CancellationToken cancel)
    {
        await store.WriteOutside(
            async unit =>
            {
                if (!store.IsShared)
                    await unit.Db.ServerLeases.ExecuteDeleteAsync();
                unit.Db.Add(new ServerLease { Id = server.Id, Until = Now() + Lease });
                return true;
            },
            cancel);
        await TakeUp(cancel);
    }

    /// <summary>
    /// This server lives on. Where its lease had run out (the database was away, or the machine stood still), others may have taken it for
    /// dead: then nobody counts its streams any more, and they begin anew.
    /// </summary>
    public async Task Renew(CancellationToken cancel)
    {
        var hadLapsed = await store.WriteOutside(
            async unit =>
            {
                var lease = await unit.Db.ServerLeases.AsTracking().SingleOrDefaultAsync(l => l.Id == server.Id);
                var lapsed = lease is null || lease.Until < Now();
                if (lease is null)
                    unit.Db.Add(new ServerLease { Id = server.Id, Until = Now() + Lease });
                else
                    lease.Until = Now() + Lease;
                return lapsed;
            },
            cancel);
        if (hadLapsed && store.IsShared)
            streams.EndAll();
    }

    public Task End(CancellationToken cancel) =>
        store.WriteOutside(unit => unit.Db.ServerLeases.Where(l => l.Id == server.Id).ExecuteDeleteAsync(), cancel);

    private static DateTimeOffset Now() => TimeProvider.System.Now();

    /// <summary>What the dead held is this server's from now on: their streams have ended, their mails are due.</summary>
    public async Task TakeUp(CancellationToken cancel)
    {
        List<OpenStream> broken;
        List<HeldMail> mails;
        var now = Now();
        await using (var db = store.Read())
        {
            // This server lives, however late its own lease is: on a busy machine it must not take its mails from itself.
            var living = db.ServerLeases.Where(l => l.Until > now || l.Id == server.Id).Select(l => l.Id);
            broken = await db.OpenStreams.Where(s => !living.Contains(s.ServerId)).ToListAsync(cancel);
            mails = await db.Mails.Where(m => m.ClaimedBy != null && !living.Contains(m.ClaimedBy.Value))
                .Select(m => new HeldMail(m.Id, m.AccountId, m.ClaimedBy!.Value)).ToListAsync(cancel);
        }

        foreach (var ofAccount in broken.GroupBy(s => s.AccountId))
            await leftAlone.Try(ofAccount.Key, () => store.Write(ofAccount.Key, unit => Break(unit, ofAccount), cancel));
        foreach (var ofAccount in mails.GroupBy(m => m.AccountId))
            await leftAlone.Try(ofAccount.Key, () => store.Write(ofAccount.Key, unit => Release(unit, [.. ofAccount]), cancel));
    }

    private static async Task Break(Unit unit, IEnumerable<OpenStream> streams)
    {
        foreach (var stream in streams)
        {
            if (stream.AgentId is not null)
                await OpenStreams.CloseAgent(unit, stream);
            else
                await OpenStreams.CloseVisitor(unit, stream);
        }
    }

    /// <summary>What nobody else has taken up meanwhile: another survivor may be sending it by now.</summary>
    private static async Task Release(Unit unit, List<HeldMail> held)
    {
        var holders = held.ToDictionary(m => m.Id, m => m.By);
        var mails = await unit.Db.Mails.AsTracking().Where(m => holders.Keys.Contains(m.Id) && m.State == MailState.Sending).ToListAsync();
        foreach (var mail in mails.Where(m => m.ClaimedBy == holders[m.Id]))
            await unit.LetGo(mail);
    }

    /// <summary>A mail in the hands of a dead server.</summary>
    private sealed record HeldMail(Guid Id, Guid AccountId, Guid By);
}
