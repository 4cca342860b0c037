using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Outbox;

/// <summary>
/// A flood of conversations is no flood of mails: beyond <see cref="Platform.LimitSettings.MailsPerRecipientPerHour"/> in any hour, what an
/// address is to be told is gathered in one digest, which leaves as soon as the hour has room for it. Until then the digest is a mail that
/// is queued, so that whoever it tells of is announced and nothing needs to be remembered elsewhere.
/// </summary>
public static class HoldFlood
{
    private static readonly TimeSpan Span = TimeSpan.FromHours(1);

    /// <summary>
    /// When the mails to each address left within the hour, or are to leave. A retry is no further mail, a withdrawn one none. Empty when there
    /// is no limit.
    /// </summary>
    public static async Task<ILookup<string, DateTimeOffset>> MailsOfTheHour(this Unit unit, IReadOnlyCollection<string> addresses)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Settings.Limits.MailsPerRecipientPerHour <= 0)
            return Array.Empty<string>().ToLookup(a => a, _ => unit.Now);
        var (hourAgo, since) = (unit.Now - Span, unit.Now - RecordAttempt.Life - Span);
        var mails = await unit.Db.Mails.AsNoTracking()
            .Where(m => m.AccountId == unit.Account.Id && m.QueuedAt > since && addresses.Contains(m.Address)
                && (m.Purpose == MailPurpose.Notification || m.Purpose == MailPurpose.Digest)
                && m.State != MailState.Withdrawn && (m.DueAt != null || m.SettledAt > hourAgo))
            .Select(m => new { m.Address, At = m.SettledAt ?? m.DueAt!.Value })
            .ToListAsync();
        return mails.ToLookup(m => m.Address, m => m.At, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>When one more mail may leave: now, or when the hour has room again. Null when so many more have room now.</summary>
    /// <param name="unit">Holds the account.</param>
    /// <param name="left">What <see cref="MailsOfTheHour"/> says of the address.</param>
    /// <param name="more">Mails that are to be queued, one at least.</param>
    public static DateTimeOffset? HeldUntil(this Unit unit, IEnumerable<DateTimeOffset> left, int more)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var limit = unit.Settings.Limits.MailsPerRecipientPerHour;
        var times = left.OrderDescending().ToList();
        if (limit <= 0 || times.Count + more <= limit)
            return null;
        return times.Count < limit || times[limit - 1] + Span < unit.Now ? unit.Now : times[limit - 1] + Span;
    }
}
