namespace Nightbell.Decisions;

/// <summary>
/// Arithmetic on moments that stops at the ends of time instead of throwing: facts come from outside,
/// and no delay, however long, may keep a decision from being made.
/// </summary>
internal static class Moment
{
    /// <summary>
    /// The moment plus a span, in UTC, never beyond <see cref="DateTimeOffset.MinValue"/> and <see cref="DateTimeOffset.MaxValue"/>.
    /// </summary>
    public static DateTimeOffset Plus(this DateTimeOffset moment, TimeSpan span)
    {
        var ticks = moment.UtcTicks;
        var most = DateTimeOffset.MaxValue.UtcTicks;
        if (span.Ticks > most - ticks)
            return DateTimeOffset.MaxValue;
        if (span.Ticks < -ticks)
            return DateTimeOffset.MinValue;
        return new DateTimeOffset(ticks + span.Ticks, TimeSpan.Zero);
    }

    public static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a <= b ? a : b;

    public static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a >= b ? a : b;
}
