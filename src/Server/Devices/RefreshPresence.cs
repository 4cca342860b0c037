using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Groups;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Devices;

/// <summary>Keeps what is known of who is online equal to devices, statuses, groups, office hours and the clock.</summary>
public static class RefreshPresence
{
    private static readonly CompiledQuery<Guid, Agent> AgentsOf = new((db, accountId) => db.Agents.AsTracking()
        .Where(a => a.AccountId == accountId && a.DeletedAt == null));

    private static readonly CompiledQuery<Guid, DateTimeOffset, Device> LivingDevicesOf = new((db, accountId, now) => db.Devices.AsNoTracking()
        .Where(d => d.AccountId == accountId && d.AliveUntil > now));

    private static readonly CompiledQuery<Guid, Group> GroupsOf = new((db, accountId) => db.Groups.AsTracking()
        .Where(g => g.AccountId == accountId));

    /// <summary>
    /// Brings agents' stretches up to date, tells agents and widgets what changed, wakes the waiting conversations when anything
    /// did, and notes the next moment at which the clock alone changes it. Call it after every change of such a fact.
    /// </summary>
    /// <param name="unit">Holds the account.</param>
    /// <param name="tellAll">Widgets are told of every team, changed or not: theirs may be another one from now on.</param>
    public static async Task RefreshTeams(this Unit unit, bool tellAll = false)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await unit.Db.SaveChangesAsync();
        var (account, now) = (unit.Account, unit.Now);
        var agents = await AgentsOf.In(unit.Db, account.Id).ToListAsync();
        var devices = await LivingDevicesOf.In(unit.Db, account.Id, now).ToListAsync();
        var changed = false;
        foreach (var agent in agents)
            changed |= UpdateStretch(unit, agent, devices);

        var hours = unit.OfficeHours();
        var open = hours?.IsOpen(now) ?? true;
        var groups = unit.Package.Groups
            ? await GroupsOf.In(unit.Db, account.Id).ToListAsync()
            : [];
        var members = await Team.MembersOf.In(unit.Db, account.Id).ToListAsync();
        var team = new Team(agents, members, unit.Package.Groups);

        // Whose team was offline and is offline may be so for another reason now.
        var reasonChanged = open != account.ToldOpen;
        account.ToldOpen = open;
        var online = open && team.Of(null).Any(a => a.IsOnline(now));
        if (tellAll || online != account.ToldOnline || (reasonChanged && !online))
        {
            changed |= online != account.ToldOnline;
            account.ToldOnline = online;
            unit.Emit("online", new OnlineEvent(online, Reason: Why(open, online)), Audience.Everybody);
        }

        foreach (var group in groups)
        {
            online = open && team.Of(group.Id).Any(a => a.IsOnline(now));
            if (!tellAll && online == group.ToldOnline && (online || !reasonChanged))
                continue;
            changed |= online != group.ToldOnline;
            group.ToldOnline = online;
            unit.Emit("online", new OnlineEvent(online, group.Id, Why(open, online)), Audience.Everybody, groupId: group.Id);
        }

        account.LookAt = devices
            .Where(d => d.AliveUntil < DateTimeOffset.MaxValue)
            .Select(d => (DateTimeOffset?)d.AliveUntil)
            .Append(hours?.NextChange(now))
            .Min();
        if (changed)
            await unit.WakeWaiting();
    }

    /// <summary>Asks the worker to look at every conversation of the account that may wait.</summary>
    public static Task WakeWaiting(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        foreach (var tracked in unit.Db.ChangeTracker.Entries<Conversation>().Where(e => e.Entity.IsUnanswered))
            tracked.Entity.LookAt = unit.Now;
        unit.Db.NoteDue(DueColumn.Conversations, unit.Now);
        return unit.Db.Conversations
            .Where(c => c.AccountId == unit.Account.Id && !c.Resolved && c.UnansweredSince != null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LookAt, unit.Now));
    }

    private static OfflineReason? Why(bool open, bool online) =>
        online ? null : open ? OfflineReason.NobodyOnline : OfflineReason.OfficeHours;

    /// <summary>True when the agent came online or went offline.</summary>
    private static bool UpdateStretch(Unit unit, Agent agent, List<Device> devices)
    {
        var now = unit.Now;
        var until = agent.Active && agent.Status == AgentStatus.Online
            ? devices.Where(d => d.AgentId == agent.Id).Select(d => (DateTimeOffset?)d.AliveUntil).Max()
            : null;
        if (until > now)
        {
            if (agent.OnlineUntil >= now)
            {
                agent.OnlineUntil = until;
            }
            else
            {
                if (agent is { OnlineFrom: { } from, OnlineUntil: { } ended })
                {
                    unit.Db.Add(new OnlineStretch
                    {
                        Id = now.NewId(),
                        AccountId = agent.AccountId,
                        AgentId = agent.Id,
                        From = from,
                        Until = ended,
                    });
                }

                agent.OnlineFrom = now;
                agent.OnlineUntil = until;
            }
        }
        else if (agent.OnlineUntil > now)
        {
            agent.OnlineUntil = now;
        }

        var online = agent.IsOnline(now);
        if (online == agent.ToldOnline)
            return false;
        agent.ToldOnline = online;
        unit.Emit("presence", new PresenceEvent(agent.Id, agent.Status, online));
        return true;
    }
}

/// <summary>The team's state as the widget shows it, and why it is offline. The group is left out for the whole account, so reading must do without.</summary>
public sealed record OnlineEvent(
    bool Online,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    Guid? GroupId = null,
    OfflineReason? Reason = null);

public sealed record PresenceEvent(Guid AgentId, AgentStatus Status, bool Online);
