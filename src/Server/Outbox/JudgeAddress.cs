using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Mail.Reports;

namespace Nightbell.Outbox;

/// <summary>What the fate of a mail says about its address, for everybody whose present address it is.</summary>
public static class JudgeAddress
{
    /// <summary>Soft failures in a row that make an address unusable, and the time they must span at least.</summary>
    private const int SoftFailuresToUnusable = 3;
    private static readonly TimeSpan SoftFailureSpan = TimeSpan.FromHours(24);

    private static readonly CompiledQuery<Guid, string, Agents.Agent> AgentsAt = new((db, accountId, normalized) => db.Agents.AsTracking()
        .Where(a => a.AccountId == accountId && a.NormalizedEmail == normalized));

    private static readonly CompiledQuery<Guid, Notices.AdditionalRecipient> AdditionalOf = new((db, accountId) => db.AdditionalRecipients.AsTracking()
        .Where(r => r.AccountId == accountId));

    /// <summary>The next server accepted a mail; true when that is news about the address.</summary>
    public static async Task<bool> Worked(Unit unit, OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var changed = false;
        foreach (var health in await HealthOf(unit, mail.Address))
            changed |= Works(health, mail, unit.Now);
        return changed;
    }

    /// <summary>A mail failed for good; true when the address's state changed.</summary>
    /// <param name="unit">Holds the mail's account.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="failure">Why, in which words, and how that was learned.</param>
    public static async Task<bool> Failed(Unit unit, OutgoingMail mail, Failure failure)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(failure);
        if (!Causes.CountsAgainstAddress(failure.Cause))
            return false;
        var changed = false;
        foreach (var health in await HealthOf(unit, mail.Address))
        {
            // What was sent before the address was changed or confirmed says nothing about it now.
            if (!health.Judges(mail))
                continue;
            if (health.ByReport && await OneBeforeArrived(unit, mail))
                (health.SoftFailures, health.FirstSoftFailureAt) = (0, null);
            changed |= Fails(health, failure, unit.Now);
        }

        return changed;
    }

    /// <summary>Agents and additional recipients whose present address this is.</summary>
    public static async Task<(IReadOnlyList<Agents.Agent> Agents, IReadOnlyList<Notices.AdditionalRecipient> Additional)> OwnersOf(Unit unit, string address)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(address);
        var normalized = address.ToUpperInvariant();
        var agents = await AgentsAt.In(unit.Db, unit.Account.Id, normalized).ToListAsync();
        var additional = await AdditionalOf.In(unit.Db, unit.Account.Id).ToListAsync();
        return (agents, [.. additional.Where(r => string.Equals(r.Email, address, StringComparison.OrdinalIgnoreCase))]);
    }

    private static async Task<IReadOnlyList<AddressHealth>> HealthOf(Unit unit, string address)
    {
        var (agents, additional) = await OwnersOf(unit, address);
        return [.. agents.Select(a => a.Address), .. additional.Select(r => r.Address)];
    }

    /// <summary>
    /// An acceptance ends what a refusal had begun, and mails before it that failed say nothing any more; the accepted mail itself may still
    /// come back. After a report it ends the state alone: the mail that came back had been accepted, too, so the news it carried is not sent
    /// again, and if the next one comes back the row goes on.
    /// </summary>
    private static bool Works(AddressHealth health, OutgoingMail mail, DateTimeOffset now)
    {
        var wasUsable = health.State == AddressState.Usable;
        if (wasUsable && (health.SoftFailures == 0 || health.ByReport))
            return false;
        var (renewed, failures, first) = (health.RenewedAt, health.SoftFailures, health.FirstSoftFailureAt);
        var byReport = health.ByReport;
        health.Renew(now);
        if (byReport)
            (health.RenewedAt, health.SoftFailures, health.FirstSoftFailureAt, health.ByReport) = (renewed, failures, first, true);
        else
            health.RenewedAt = renewed > mail.QueuedAt ? renewed : mail.QueuedAt;
        return true;
    }

    private static bool Fails(AddressHealth health, Failure failure, DateTimeOffset now)
    {
        health.SoftFailures++;
        health.FirstSoftFailureAt ??= now;
        var inARow = health.SoftFailures >= SoftFailuresToUnusable && now - health.FirstSoftFailureAt >= SoftFailureSpan;
        var state = failure.Hard || inARow || health.State == AddressState.Unusable ? AddressState.Unusable : AddressState.Doubtful;
        var changed = health.State != state;
        health.State = state;
        health.Cause = failure.Cause;
        health.Words = failure.Words;
        health.ByReport = failure.ByReport;
        health.Since = changed ? now : health.Since;
        return changed;
    }

    /// <summary>Whether the mail to this address before this one arrived, as far as anybody knows: then this failure is the first of a row.</summary>
    private static async Task<bool> OneBeforeArrived(Unit unit, OutgoingMail mail) =>
        await unit.Db.Mails
            .Where(m => m.AccountId == mail.AccountId && m.Address == mail.Address && m.QueuedAt < mail.QueuedAt
                && (m.State == MailState.Accepted || m.State == MailState.Bounced || m.State == MailState.Expired))
            .OrderByDescending(m => m.QueuedAt)
            .Select(m => m.State)
            .FirstOrDefaultAsync() == MailState.Accepted;
}

/// <summary>Why a mail failed for good.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Hard">Whether it makes the address unusable at once.</param>
/// <param name="Words">The server's own words.</param>
/// <param name="ByReport">Whether a report told it, after the next server had accepted the mail.</param>
public sealed record Failure(Cause Cause, bool Hard, string? Words, bool ByReport);
