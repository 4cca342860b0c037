using System.Collections.Concurrent;

namespace Nightbell.Platform;

/// <summary>What a worker is doing side by side, each piece once: whatever is in hand is not begun again, and what ends is out of it.</summary>
public sealed class InHand
{
    /// <summary>How late something that became due may begin while other pieces are in hand.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Guid, Task> pieces = new();

    public int Count => pieces.Count;

    public bool Holds(Guid id) => pieces.ContainsKey(id);

    /// <summary>Begins a piece of work, unless it is in hand already.</summary>
    /// <param name="id">What it is done to.</param>
    /// <param name="work">Never throws.</param>
    public void Begin(Guid id, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);

        // It starts when it is in the table: one that ended before it was put there would stay there for ever.
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (pieces.TryAdd(id, Run()))
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

    /// <summary>Completes when any piece ends, when something else happens, or after a moment: more may have become due by the clock alone.</summary>
    public async Task AnyOr(Task other, TimeProvider clock)
    {
        using var awake = new CancellationTokenSource();
        await Task.WhenAny([.. pieces.Values, other, Task.Delay(LookAgain, clock, awake.Token)]);
        await awake.CancelAsync();
    }
}
