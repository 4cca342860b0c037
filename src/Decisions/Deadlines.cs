using static Nightbell.Decisions.Moment;

namespace Nightbell.Decisions;

/// <summary>
/// The moments before which nobody is mailed. None of them moves because the visitor writes more:
/// they are counted from the oldest news. A moment that equals a deadline has reached it.
/// </summary>
internal static class Deadlines
{
    /// <summary>
    /// The later of (oldest news, moment the team went offline) + <see cref="Delays.Offline"/>;
    /// but never later than the later of (oldest news, offline since) + <see cref="Delays.Offline"/> + <see cref="Delays.Accept"/>,
    /// so that flicker cannot put it off for ever.
    /// </summary>
    public static DateTimeOffset Offline(DateTimeOffset oldestNews, TeamFacts team, Delays delays)
    {
        var counted = Later(oldestNews, team.Since).Plus(delays.Offline);
        var latest = Later(oldestNews, team.OfflineSince ?? team.Since).Plus(delays.Offline).Plus(delays.Accept);
        return Earlier(counted, latest);
    }

    /// <summary>
    /// One agent's: counted from the later of (oldest news, the first moment since the waiting began at which they were online).
    /// A visitor who leaves at that start or after it shortens it to leaving + <see cref="Delays.VisitorGrace"/>;
    /// it is never later than start + <see cref="Delays.Accept"/>.
    /// </summary>
    public static DateTimeOffset Unaccepted(
        DateTimeOffset oldestNews, DateTimeOffset? firstOnlineAt, DateTimeOffset? visitorLeftAt, Delays delays)
    {
        var start = Later(oldestNews, firstOnlineAt ?? oldestNews);
        var latest = start.Plus(delays.Accept);
        return visitorLeftAt is { } left && left >= start ? Earlier(left.Plus(delays.VisitorGrace), latest) : latest;
    }
}
