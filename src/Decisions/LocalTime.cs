namespace Nightbell.Decisions;

/// <summary>Local times as moments.</summary>
public static class LocalTime
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    /// <summary>
    /// The moment that a clock on a wall of the zone shows: a local time that occurs twice is its first occurrence, and one that does not
    /// occur is read with the offset from before the gap (RFC 5545, 3.3.5).
    /// </summary>
    /// <param name="zone">Where the clock hangs.</param>
    /// <param name="date">The date it shows.</param>
    /// <param name="timeOfDay">The time it shows; a whole day for the end of the date.</param>
    public static DateTimeOffset ToUtc(this TimeZoneInfo zone, DateOnly date, TimeSpan timeOfDay)
    {
        ArgumentNullException.ThrowIfNull(zone);

        // Read as if it were UTC, the moment meant is less than a day away;
        // so a day before and a day after tell the offsets on both sides of a change.
        var asUtc = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).Plus(timeOfDay);
        var before = zone.GetUtcOffset(asUtc.Plus(-OneDay));
        var after = zone.GetUtcOffset(asUtc.Plus(OneDay));
        var first = asUtc.Plus(-before);
        var second = asUtc.Plus(-after);
        return zone.GetUtcOffset(first) != before && zone.GetUtcOffset(second) == after ? second : first;
    }
}
