namespace Nightbell.Platform;

/// <summary>Work that nobody waits for, such as forgetting: once an hour, and never a reason to wake anybody.</summary>
public abstract class HourlyWorker(TimeProvider clock) : Worker
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private DateTimeOffset next = DateTimeOffset.MinValue;

    public sealed override async Task<bool> RunOnce(CancellationToken cancel)
    {
        var now = clock.Now();
        if (now < next)
            return false;

        // Before the work: what goes wrong is tried again an hour later, and not at once for ever.
        next = now + Every;
        var more = await RunOnce(now, cancel);
        if (more)
            next = now;
        return more;
    }

    public sealed override Task<DateTimeOffset?> NextDue(CancellationToken cancel) => Task.FromResult<DateTimeOffset?>(null);

    /// <summary>Does the work, or a bounded part of it; true when there is more.</summary>
    protected abstract Task<bool> RunOnce(DateTimeOffset now, CancellationToken cancel);
}
