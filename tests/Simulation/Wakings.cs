using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Simulation;

/// <summary>
/// When each worker has something to do, as its own loop knows it: from what commits have written to its column, and from what it
/// found when it last came to rest. Who has not come to rest yet has something to do.
/// </summary>
public sealed class Wakings
{
    /// <summary>A worker that never comes to rest fails instead of hanging.</summary>
    private const int MaxRuns = 500;

    private readonly Lock gate = new();
    private readonly Dictionary<Worker, DateTimeOffset> due = [];

    /// <summary>A unit has been committed.</summary>
    public void Committed(Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        lock (gate)
        {
            foreach (var worker in due.Keys.Where(w => unit.Due.ContainsKey(w.GoesBy!)).ToList())
                Note(worker, unit.Due[worker.GoesBy!]);
        }
    }

    /// <summary>Everybody looks once more: after a start, after trouble, and where the clock was set.</summary>
    public void Forget()
    {
        lock (gate)
            due.Clear();
    }

    /// <summary>Whether a worker's loop would run it now.</summary>
    public bool IsDue(Worker worker, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(worker);
        lock (gate)
            return !due.TryGetValue(worker, out var at) || at <= now;
    }

    /// <summary>Lets a worker do what is due, until it comes to rest.</summary>
    /// <param name="worker">Whose turn it is.</param>
    /// <param name="run">True when there may be more.</param>
    /// <returns>Whether it did anything.</returns>
    /// <exception cref="BrokenPromiseException">It never comes to rest.</exception>
    public async Task<bool> Run(Worker worker, Func<Task<bool>> run)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(run);
        if (worker.GoesBy is null)
            return await RunToRest(worker, run);

        // From here on commits are noted: one that comes while it rests is not lost.
        lock (gate)
            due[worker] = DateTimeOffset.MaxValue;
        try
        {
            var any = await RunToRest(worker, run);
            if (await worker.NextDue(CancellationToken.None) is { } next)
            {
                lock (gate)
                    Note(worker, next);
            }

            return any;
        }
        catch
        {
            lock (gate)
                due.Remove(worker);
            throw;
        }
    }

    private static async Task<bool> RunToRest(Worker worker, Func<Task<bool>> run)
    {
        for (var runs = 0; runs < MaxRuns; runs++)
        {
            if (!await run())
                return runs > 0;
        }

        throw new BrokenPromiseException($"{worker.Name} did not come to rest in {MaxRuns} runs.");
    }

    /// <summary>The next moment at which a worker has something to do; null when none has.</summary>
    public DateTimeOffset? Next(DateTimeOffset now)
    {
        lock (gate)
            return due.Values.Where(at => at > now && at < DateTimeOffset.MaxValue).Select(at => (DateTimeOffset?)at).Min();
    }

    private void Note(Worker worker, DateTimeOffset at)
    {
        if (at < due[worker])
            due[worker] = at;
    }
}
