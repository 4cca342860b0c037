namespace Nightbell.Decisions;

/// <summary>
/// The pause between two mails about one conversation to one recipient: <see cref="Delays.Throttle"/> after the first,
/// doubling with each further one up to <see cref="Delays.ThrottleMax"/>.
/// </summary>
internal static class Throttle
{
    /// <summary>The moment before which there is no further mail; null when there was none that counts.</summary>
    public static DateTimeOffset? Until(int toldCount, DateTimeOffset? lastToldAt, Delays delays) =>
        toldCount > 0 ? lastToldAt?.Plus(Pause(toldCount, delays.Throttle, delays.ThrottleMax)) : null;

    // first × 2^(told − 1), compared by shifting the limit down so that nothing can overflow.
    private static TimeSpan Pause(int told, TimeSpan first, TimeSpan most)
    {
        var doublings = told - 1;
        if (first == TimeSpan.Zero)
            return TimeSpan.Zero;
        return doublings >= 63 || first.Ticks > most.Ticks >> doublings ? most : new TimeSpan(first.Ticks << doublings);
    }
}
