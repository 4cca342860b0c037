namespace Nightbell.Server.Tests.Harness;

/// <summary>
/// The only false thing in these tests. Time stands still until <see cref="Advance"/>; timers fire on the way, each at its own moment.
/// The wall clock can be set back without the monotonic time following, as on a real machine.
/// </summary>
public sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    /// <summary>A Tuesday morning, winter time in Europe.</summary>
    public static readonly DateTimeOffset Morning = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private DateTimeOffset wall = start;
    private long elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return wall;
        }
    }

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return elapsed;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the wall clock and the monotonic time on.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target;
        lock (gate)
        {
            target = elapsed + by.Ticks;
        }

        while (TakeDue(target) is { } due)
        {
            due.Fire();
        }

        lock (gate)
        {
            MoveTo(target);
        }
    }

    /// <summary>Somebody corrects the machine's clock; nothing that measures durations notices.</summary>
    public void SetBack(TimeSpan by) => Set(-by);

    /// <summary>Somebody corrects the machine's clock by so much, forward or back.</summary>
    public void Set(TimeSpan by)
    {
        lock (gate)
        {
            wall += by;
        }
    }

    private FakeTimer? TakeDue(long target)
    {
        lock (gate)
        {
            var due = timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            if (due is null)
            {
                return null;
            }

            MoveTo(due.Due);
            due.Rearm();
            return due;
        }
    }

    private void MoveTo(long moment)
    {
        if (moment > elapsed)
        {
            wall += TimeSpan.FromTicks(moment - elapsed);
            elapsed = moment;
        }
    }

    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? context = ExecutionContext.Capture();
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                this.period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.elapsed + Math.Max(dueTime.Ticks, 1);
                    clock.timers.Add(this);
                }
            }

            return true;
        }

        /// <summary>Called under the clock's lock when this timer is due.</summary>
        public void Rearm()
        {
            if (period > TimeSpan.Zero)
            {
                Due += period.Ticks;
            }
            else
            {
                clock.timers.Remove(this);
            }
        }

        public void Fire()
        {
            if (context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(context, s => callback(s), state);
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
