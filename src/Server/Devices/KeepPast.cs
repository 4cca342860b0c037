using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Platform;

namespace Nightbell.Devices;

/// <summary>
/// New office hours count from now on. What was before them stays as it was: whoever was outside the hours of last night was not
/// online then, and did not serve anybody, whatever is written on the door today.
/// </summary>
public static class KeepPast
{
    /// <summary>
    /// Stores the stretches so far as the present office hours cut them. Call it before a change of the hours, or of the package
    /// that includes them.
    /// </summary>
    public static async Task KeepPastHours(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var (account, now) = (unit.Account, unit.Now);
        var since = account.HoursSince ?? DateTimeOffset.MinValue;
        account.HoursSince = now;
        if (unit.OfficeHours() is not { } hours)
            return;
        var stored = await unit.Db.OnlineStretches.AsTracking().Where(s => s.AccountId == account.Id && s.Until > since).ToListAsync();
        var agents = await unit.Db.Agents.AsTracking().Where(a => a.AccountId == account.Id && a.OnlineUntil > since).ToListAsync();
        var first = stored.Select(s => s.From).Concat(agents.Select(a => a.OnlineFrom!.Value)).Append(now).Min();
        var counted = hours.Counted(since, first, now);
        foreach (var stretch in stored)
        {
            unit.Db.Remove(stretch);
            Store(unit, stretch.AgentId, Presence.Intersect([new Stretch(stretch.From, stretch.Until)], counted));
        }

        foreach (var agent in agents)
            KeepPastOf(unit, agent, counted);
    }

    /// <summary>
    /// The clock was set back: what began or ended at what is a later moment now did so now. Left in the future it would be read as ending
    /// anew at every moment until then, and the hours would begin once more, with nobody to notice; and failures of mails would not count
    /// against an address until then, so that the same news went out again and again.
    /// </summary>
    public static async Task PullBackPast(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var (account, now) = (unit.Account, unit.Now);
        if (account.HoursSince > now)
            account.HoursSince = now;
        var stretches = unit.Db.OnlineStretches.Where(s => s.AccountId == account.Id && s.Until > now);
        await stretches.Where(s => s.From > now).ExecuteUpdateAsync(set => set.SetProperty(s => s.From, now));
        await stretches.ExecuteUpdateAsync(set => set.SetProperty(s => s.Until, now));
        foreach (var agent in await unit.Db.Agents.AsTracking().Where(a => a.AccountId == account.Id && a.OnlineFrom > now).ToListAsync())
            agent.OnlineFrom = now;
        foreach (var agent in await unit.Db.Agents.AsTracking().Where(a => a.AccountId == account.Id && a.Address.RenewedAt > now).ToListAsync())
            agent.Address.PullBack(now);
        foreach (var recipient in await unit.Db.AdditionalRecipients.AsTracking().Where(r => r.AccountId == account.Id && r.Address.RenewedAt > now).ToListAsync())
            recipient.Address.PullBack(now);

        // A grace lasts no longer than it does: what broke off at a later moment breaks off now.
        foreach (var kind in Enum.GetValues<DeviceKind>())
        {
            var end = now + unit.Settings.Delays.Grace(kind);
            await unit.Db.Devices
                .Where(d => d.AccountId == account.Id && d.Kind == kind && d.AliveUntil > end && d.AliveUntil < DateTimeOffset.MaxValue)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.AliveUntil, end));
        }

        await unit.Db.Devices.Where(d => d.AccountId == account.Id && d.LastContact > now)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.LastContact, now));
    }

    /// <summary>The present stretch begins anew; a past one keeps its last piece in the agent's row.</summary>
    private static void KeepPastOf(Unit unit, Agent agent, IReadOnlyList<Stretch> counted)
    {
        var (from, until) = (agent.OnlineFrom!.Value, agent.OnlineUntil!.Value);
        var pieces = Presence.Intersect(from < until ? [new Stretch(from, until)] : [], counted);
        if (until > unit.Now)
        {
            Store(unit, agent.Id, Presence.Intersect(pieces, [new Stretch(DateTimeOffset.MinValue, unit.Now)]));
            agent.OnlineFrom = unit.Now;
            return;
        }

        Store(unit, agent.Id, pieces.SkipLast(1));
        agent.OnlineFrom = pieces.Count > 0 ? pieces[^1].From : null;
        agent.OnlineUntil = pieces.Count > 0 ? pieces[^1].Until : null;
    }

    private static void Store(Unit unit, Guid agentId, IEnumerable<Stretch> stretches) =>
        unit.Db.AddRange(stretches.Select(s => new OnlineStretch
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            AgentId = agentId,
            From = s.From,
            Until = s.Until,
        }));
}
