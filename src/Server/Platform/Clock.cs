namespace Nightbell.Platform;

public static class Clock
{
    /// <summary>Now, UTC, cut to whole milliseconds: what both databases keep, so that a stored time equals the one decided by.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>An id that sorts by the moment it was made, by the given clock (RFC 9562, version 7).</summary>
    public static Guid NewId(this DateTimeOffset now) => Guid.CreateVersion7(now);
}
