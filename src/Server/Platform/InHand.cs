using System.Collections.Concurrent;

namespace Nightbell.Platform;

/// <summary>What a worker is doing side by side, each piece once: whatever is in hand is not begun again, and what ends is out of it.</summary>
public sealed class InHand
{
    /// <summary>How late something that became due may begin while other pieces are in hand.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Guid, (Guid Queue, Task Work)> pieces = new();

    public int Count => pieces.Count;

    public bool Holds(Guid id) => pieces.ContainsKey(id);

    /// <summary>Pieces in hand of each queue that has any.</summary>
    public IReadOnlyDictionary<Guid, int> Queues => pieces.Values.CountBy(p => p.Queue).ToDictionary();

    /// <summary>Begins a piece of work, unless it is in hand already.</summary>
    /// <param name="id">What it is done to.</param>
    /// <param name="work">Never throws.</param>
    /// <param name="queue">What it waits for together with others.</param>
    public void Begin(Guid id, Func<Task> work, Guid queue = default)
    {
        ArgumentNullException.ThrowIfNull(work);

        // It starts when it is in the table: one that ended before it was put there would stay there for ever.
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (pieces.TryAdd(id, (queue, Run())))
            start.SetResult();

        async Task Run()
        {
            await start.Task;
            try
            {
                await work();
            }
            finally
            {
                pieces.TryRemove(id, out _);
            }
        }
    }

    /// <summary>Completes when every piece has ended that is in hand now.</summary>
    public Task All() => Task.WhenAll(pieces.Values.Select(p => p.Work));

    /// <summary>
    /// Completes when any piece ends or none is in hand, when something else happens, when it is cancelled, or after a moment: more may have
    /// become due by the clock alone.
    /// </summary>
    public async Task AnyOr(Task other, TimeProvider clock, CancellationToken cancel)
    {
        // The last one may have ended since it was counted: nothing would tell of that.
        var running = pieces.Values.Select(p => p.Work).ToList();
        if (running.Count == 0)
            return;
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny([.. running, other, Task.Delay(LookAgain, clock, awake.Token)]);
        await awake.CancelAsync();
    }
}
