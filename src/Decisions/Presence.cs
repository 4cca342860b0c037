using System.Runtime.InteropServices;

namespace Nightbell.Decisions;

/// <summary>A half-open stretch of time: <paramref name="From"/> belongs to it, <paramref name="Until"/> does not.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="Until">The first moment after it; <see cref="DateTimeOffset.MaxValue"/> when its end is not known yet.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Stretch(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>How long it lasts; not positive when it is empty.</summary>
    public TimeSpan Length => Until - From;

    /// <summary>Whether the moment lies in it.</summary>
    public bool Contains(DateTimeOffset moment) => From <= moment && moment < Until;
}

/// <summary>
/// Who is online, and since when, out of stretches of time. "Merged" stretches are in order, not empty, and neither overlap nor touch,
/// as <see cref="Merge"/> and <see cref="Intersect"/> return them.
/// </summary>
public static class Presence
{
    /// <summary>The union: devices that are alive make an agent online, agents that are online make a team online.</summary>
    public static IReadOnlyList<Stretch> Merge(IEnumerable<Stretch> stretches)
    {
        var merged = new List<Stretch>();
        foreach (var next in stretches.Where(s => s.From < s.Until).OrderBy(s => s.From))
        {
            if (merged.Count > 0 && next.From <= merged[^1].Until)
                merged[^1] = merged[^1] with { Until = Moment.Later(merged[^1].Until, next.Until) };
            else
                merged.Add(next);
        }

        return merged;
    }

    /// <summary>The moments that lie in both; both must be merged. Office hours cut an agent's presence this way.</summary>
    public static IReadOnlyList<Stretch> Intersect(IReadOnlyList<Stretch> a, IReadOnlyList<Stretch> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var common = new List<Stretch>();
        for (int i = 0, j = 0; i < a.Count && j < b.Count;)
        {
            var both = new Stretch(Moment.Later(a[i].From, b[j].From), Moment.Earlier(a[i].Until, b[j].Until));
            if (both.From < both.Until)
                common.Add(both);
            if (a[i].Until <= b[j].Until)
                i++;
            else
                j++;
        }

        return common;
    }

    /// <summary>The team's facts at one moment.</summary>
    /// <param name="teamOnline">When at least one of the team was online: merged, and cut to office hours.</param>
    /// <param name="now">The moment; what begins later is not known yet.</param>
    /// <param name="acceptDelay">Online stretches shorter than this are flicker: <see cref="TeamFacts.OfflineSince"/> ignores them.</param>
    /// <param name="beginning">Since when a team that was never online counts as offline.</param>
    public static TeamFacts Team(IEnumerable<Stretch> teamOnline, DateTimeOffset now, TimeSpan acceptDelay, DateTimeOffset beginning)
    {
        ArgumentNullException.ThrowIfNull(teamOnline);
        DateTimeOffset? wentOffline = null;
        DateTimeOffset? wentOfflineForLong = null;
        foreach (var online in teamOnline)
        {
            if (online.Contains(now))
                return new TeamFacts(Online: true, online.From, OfflineSince: null);
            if (online.Until > now)
                continue;
            wentOffline = online.Until;
            if (online.Length >= acceptDelay)
                wentOfflineForLong = online.Until;
        }

        var since = wentOffline ?? beginning;
        return new TeamFacts(Online: false, since, Moment.Earlier(wentOfflineForLong ?? beginning, since));
    }

    /// <summary>
    /// The first moment at or after <paramref name="since"/>, and not after <paramref name="now"/>,
    /// that lies in one of the merged stretches; null for none.
    /// </summary>
    public static DateTimeOffset? FirstOnline(IEnumerable<Stretch> stretches, DateTimeOffset since, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stretches);
        foreach (var online in stretches)
        {
            var first = Moment.Later(online.From, since);
            if (first < online.Until)
                return first <= now ? first : null;
        }

        return null;
    }

    /// <summary>
    /// The last moment, not after <paramref name="now"/>, at which one of the merged stretches lasted; null for never.
    /// For a stretch that is over it is the moment it ended, for one that lasts it is now.
    /// </summary>
    public static DateTimeOffset? LastOnline(IEnumerable<Stretch> stretches, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stretches);
        DateTimeOffset? last = null;
        foreach (var online in stretches)
        {
            if (online.From <= now)
                last = Moment.Earlier(online.Until, now);
        }

        return last;
    }
}
