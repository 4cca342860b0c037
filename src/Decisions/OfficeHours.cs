using System.Runtime.InteropServices;

namespace Nightbell.Decisions;

/// <summary>One interval of a day in local time; one whose end is not after its start is empty.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="To">The first moment after it; midnight (00:00) means the end of the day.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HoursInterval(TimeOnly From, TimeOnly To);

/// <summary>
/// When an account's office is open, as written on the wall: outside, a team counts as offline whatever its agents' status.
/// What is written happens once, also in the nights that change to and from summer time: a local time that occurs twice
/// is its first occurrence, and one that does not occur is read with the offset from before the gap (RFC 5545, 3.3.5).
/// An interval over midnight is written as two, on two days.
/// </summary>
/// <param name="Zone">The zone in which the times are written.</param>
/// <param name="Days">The intervals of each weekday, in any order; a day that is missing is closed.</param>
/// <param name="Closed">Local dates whose intervals do not happen.</param>
public sealed record OfficeHours(
    TimeZoneInfo Zone,
    IReadOnlyDictionary<DayOfWeek, IReadOnlyList<HoursInterval>> Days,
    IReadOnlySet<DateOnly> Closed)
{
    /// <summary>How far ahead <see cref="NextChange"/> looks, in days: over a year of closed dates.</summary>
    private const int FarAheadDays = 400;

    /// <summary>How far ahead it looks first, in days: an ordinary week's change is within.</summary>
    private const int NearAheadDays = 8;

    /// <summary>Local dates lie at most this many days from the UTC date; zones that moved over the date line included.</summary>
    private const int DateSlackDays = 2;

    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    /// <summary>Whether the office is open at that moment.</summary>
    public bool IsOpen(DateTimeOffset at) => OpenStretches(at, at.Plus(TimeSpan.FromTicks(1))).Count > 0;

    /// <summary>When the office is open between two moments: in UTC, in order, cut at both ends, merged where they touch.</summary>
    public IReadOnlyList<Stretch> OpenStretches(DateTimeOffset from, DateTimeOffset until)
    {
        if (from >= until)
            return [];
        var open = new List<Stretch>();
        var last = LocalDate(until, DateSlackDays);
        for (var date = LocalDate(from, -DateSlackDays); ; date = date.AddDays(1))
        {
            AddIntervals(open, date, from, until);
            if (date == last)
                return Presence.Merge(open);
        }
    }

    /// <summary>When being online counted, as far as these hours can tell: always before they came, and inside them since.</summary>
    /// <param name="since">When they came; the beginning of time when there never were others.</param>
    /// <param name="from">Nobody asks about earlier moments.</param>
    /// <param name="until">Nor about later ones.</param>
    public IReadOnlyList<Stretch> Counted(DateTimeOffset since, DateTimeOffset from, DateTimeOffset until) =>
        Presence.Merge([new Stretch(DateTimeOffset.MinValue, since), .. OpenStretches(Moment.Later(since, from), until)]);

    /// <summary>
    /// The next moment later than <paramref name="after"/> at which the office opens or closes; null when there is none within 400 days.
    /// </summary>
    public DateTimeOffset? NextChange(DateTimeOffset after) => ChangeWithin(after, NearAheadDays) ?? ChangeWithin(after, FarAheadDays);

    private DateTimeOffset? ChangeWithin(DateTimeOffset after, int days)
    {
        var until = after.Plus(TimeSpan.FromDays(days));
        foreach (var open in OpenStretches(after, until))
        {
            if (open.From > after)
                return open.From;
            return open.Until < until ? open.Until : null;
        }

        return null;
    }

    private void AddIntervals(List<Stretch> open, DateOnly date, DateTimeOffset from, DateTimeOffset until)
    {
        if (Closed.Contains(date) || !Days.TryGetValue(date.DayOfWeek, out var intervals))
            return;
        foreach (var interval in intervals)
        {
            var end = interval.To == TimeOnly.MinValue ? OneDay : interval.To.ToTimeSpan();
            if (interval.From.ToTimeSpan() >= end)
                continue;
            var opens = Moment.Later(Zone.ToUtc(date, interval.From.ToTimeSpan()), from.ToUniversalTime());
            var closes = Moment.Earlier(Zone.ToUtc(date, end), until.ToUniversalTime());
            if (opens < closes)
                open.Add(new Stretch(opens, closes));
        }
    }

    private static DateOnly LocalDate(DateTimeOffset moment, int slackDays) =>
        DateOnly.FromDateTime(moment.Plus(TimeSpan.FromDays(slackDays)).UtcDateTime);
}
