namespace Nightbell.Cli;

/// <summary>When the whole heap of a serving program is collected, beside what the runtime does by itself.</summary>
internal static class Heap
{
    /// <summary>By then every worker has run, and its queries are compiled.</summary>
    private static readonly TimeSpan FirstRounds = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A third of the heap of a busy server is free in pieces after some 700: the runtime then compacts it while everybody waits, for 95 to 131 ms.
    /// Collected before, while everybody goes on, the pieces are used again. A server at rest comes to this once in hours.
    /// </summary>
    private const int YoungCollections = 256;

    /// <summary>Gives back once what starting and the first round of every worker took, and then collects whenever it is time, until the server stops.</summary>
    public static async Task Tend(CancellationToken stopping)
    {
        await Pause(FirstRounds);
        if (stopping.IsCancellationRequested)
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        for (var last = GC.CollectionCount(0); !stopping.IsCancellationRequested; await Pause(LookEvery))
        {
            if (GC.CollectionCount(0) - last < YoungCollections)
                continue;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false, compacting: false);
            last = GC.CollectionCount(0);
        }

        async Task Pause(TimeSpan time) => await Task.Delay(time, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
