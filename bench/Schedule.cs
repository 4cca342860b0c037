using System.Collections.Concurrent;
using System.Diagnostics;

namespace Nightbell.Bench;

/// <summary>Acts at a steady rate that does not wait for answers: time counts from an act's place in the schedule, so that a stall shows in all who came meanwhile.</summary>
internal sealed class Schedule(int rate, TimeSpan span)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<double> times = new();
    private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long begun;

    /// <summary>How many acts there are.</summary>
    public int Count { get; } = (int)(rate * span.TotalSeconds);

    /// <summary>Milliseconds from an act's place to its end, of all that ended.</summary>
    public Sample Times => new(times);

    /// <summary>The act of this number has its end now.</summary>
    public void Ended(int number)
    {
        times.Enqueue((Stopwatch.GetElapsedTime(begun) - PlaceOf(number)).TotalMilliseconds);
        if (times.Count == Count)
            all.TrySetResult();
    }

    /// <summary>Begins each act at its place; over when all acts are, and, as far as patience goes, all have ended.</summary>
    public async Task Run(Func<int, Task> act)
    {
        var acts = new Task[Count];
        begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            if (PlaceOf(i) - Stopwatch.GetElapsedTime(begun) is var early && early > TimeSpan.FromMilliseconds(1))
                await Task.Delay(early, TimeProvider.System);
            var number = i;
            acts[i] = Task.Run(() => act(number));
        }

        await Task.WhenAll(acts).WaitAsync(Patience);
        await Task.WhenAny(all.Task, Task.Delay(Patience, TimeProvider.System));
    }

    private TimeSpan PlaceOf(int number) => TimeSpan.FromSeconds((double)number / rate);
}
