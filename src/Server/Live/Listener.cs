namespace Nightbell.Live;

/// <summary>
/// What one stream waits for: events of its account, what passes by unstored, and the beat that keeps a quiet line open. Thousands of
/// them wait at once, so it is small, has no timer of its own, and <see cref="Feed"/> wakes it for little that is none of its reader's business.
/// </summary>
public sealed class Listener
{
    private readonly Lock gate = new();
    private TaskCompletionSource? waiting;
    private List<Event>? whispers;
    private bool rung;
    private bool beaten;

    /// <summary>Something passes by that is not stored, such as typing.</summary>
    public void Whisper(Event passing)
    {
        lock (gate)
            (whispers ??= []).Add(passing);
        Ring();
    }

    /// <summary>It is time for a sign of life.</summary>
    public void Beat()
    {
        lock (gate)
            beaten = true;
        Ring();
    }

    /// <summary>There may be something to read.</summary>
    public void Ring()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            rung = true;
            (woken, waiting) = (waiting, null);
        }

        woken?.TrySetResult();
    }

    /// <summary>Completes when there is something, at once if it came since <see cref="Take"/>.</summary>
    public Task Wait()
    {
        lock (gate)
            return rung ? Task.CompletedTask : (waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>What passed by, and whether a sign of life is due. Ask before reading events, and nothing is missed.</summary>
    public (IReadOnlyList<Event> Whispers, bool Beaten) Take()
    {
        lock (gate)
        {
            var taken = (whispers ?? (IReadOnlyList<Event>)[], beaten);
            (whispers, beaten, rung) = (null, false, false);
            return taken;
        }
    }
}
