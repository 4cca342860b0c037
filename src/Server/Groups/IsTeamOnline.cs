using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;

namespace Nightbell.Groups;

/// <summary>Why a team counts as offline, as widgets are told.</summary>
public enum OfflineReason
{
    /// <summary>It is outside office hours, whoever is at the desk.</summary>
    OfficeHours,

    /// <summary>Nobody of the team is online.</summary>
    NobodyOnline,
}

public static class IsTeamOnlineNow
{
    private static readonly CompiledQuery<Guid, DateTimeOffset, Guid> OnlineAgentsOf = new((db, accountId, now) => db.Agents
        .Where(a => a.AccountId == accountId && a.Active && a.DeletedAt == null && a.OnlineUntil > now).Select(a => a.Id));

    /// <summary>What the widget shows: inside office hours, somebody of the team is online. True to the clock, not to the last telling.</summary>
    public static async Task<bool> IsTeamOnline(this Unit unit, Guid? groupId) => await unit.WhyTeamIsOffline(groupId) is null;

    /// <inheritdoc cref="IsTeamOnline(Unit, Guid?)"/>
    public static async Task<bool> IsTeamOnline(Db db, Account account, Platform.PackageSettings package, DateTimeOffset now, Guid? groupId) =>
        await WhyTeamIsOffline(db, account, package, now, groupId) is null;

    /// <summary>Null while the team is online.</summary>
    public static Task<OfflineReason?> WhyTeamIsOffline(this Unit unit, Guid? groupId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return WhyTeamIsOffline(unit.Db, unit.Account, unit.Settings.Package(unit.Account.Package), unit.Now, groupId);
    }

    /// <inheritdoc cref="WhyTeamIsOffline(Unit, Guid?)"/>
    public static async Task<OfflineReason?> WhyTeamIsOffline(
        Db db, Account account, Platform.PackageSettings package, DateTimeOffset now, Guid? groupId)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        if (OfficeHoursOfAccounts.Of(account, package) is { } hours && !hours.IsOpen(now))
            return OfflineReason.OfficeHours;
        var online = await OnlineAgentsOf.AnyIn(db, account.Id, now);
        if (online && groupId is { } id && await db.Groups.AnyAsync(g => g.Id == id && g.AccountId == account.Id))
        {
            var team = new Team([], await Team.MembersOf.In(db, account.Id).ToListAsync(), package.Groups);
            online = await OnlineAgentsOf.In(db, account.Id, now).AnyAsync(agent => team.Belongs(agent, id));
        }

        return online ? null : OfflineReason.NobodyOnline;
    }

    /// <summary>The group whose team it is: the one that is named, as long as it exists and the package includes groups; else the whole account's.</summary>
    public static async Task<Guid?> GroupThatCounts(Db db, Platform.Settings settings, Guid accountId, Guid? named)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(settings);
        if (named is not { } id)
            return null;
        var package = await db.Groups.Where(g => g.Id == id && g.AccountId == accountId)
            .Join(db.Accounts, g => g.AccountId, a => a.Id, (_, a) => a.Package).SingleOrDefaultAsync();
        return package is not null && settings.Package(package).Groups ? named : null;
    }
}
