namespace Nightbell.Simulation;

/// <summary>Makes a story that breaks the promise shorter, as long as it still does.</summary>
public static class Shrink
{
    /// <summary>Enough for any story to come to its end, and short enough to wait for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static async Task<(Plan Plan, Ending Ending)> Shortest(World world, Plan plan, Planted? planted = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        var best = (Plan: plan, Ending: await Life.Live(world, plan, planted));
        for (var chunk = Math.Max(1, plan.Steps.Count / 2); ; chunk = Math.Max(1, chunk / 2))
        {
            var shorter = await WithoutChunks(world, best, chunk, planted, limit.Token);
            var progress = shorter.Plan.Steps.Count < best.Plan.Steps.Count;
            best = shorter;
            if (limit.IsCancellationRequested || (chunk == 1 && !progress))
                return await CutOff(world, best, planted);
        }
    }

    private static async Task<(Plan Plan, Ending Ending)> WithoutChunks(
        World world, (Plan Plan, Ending Ending) best, int chunk, Planted? planted, CancellationToken limit)
    {
        for (var start = best.Plan.Steps.Count - chunk; start > -chunk && !limit.IsCancellationRequested; start -= chunk)
        {
            var from = Math.Max(0, start);
            var left = best.Plan.Steps.Where((_, i) => i < from || i >= start + chunk).ToList();
            best = await Try(world, best, best.Plan with { Steps = left }, planted);
        }

        return best;
    }

    /// <summary>Ends the story soon after its last step, if that is enough.</summary>
    private static async Task<(Plan Plan, Ending Ending)> CutOff(World world, (Plan Plan, Ending Ending) best, Planted? planted)
    {
        var last = best.Plan.Steps.Count == 0 ? TimeSpan.Zero : best.Plan.Steps[^1].At;
        foreach (var after in new[] { 1, 10, 30 })
        {
            var shorter = await Try(world, best, best.Plan with { Length = last + TimeSpan.FromMinutes(after) }, planted);
            if (shorter != best)
                return shorter;
        }

        return best;
    }

    private static async Task<(Plan Plan, Ending Ending)> Try(World world, (Plan Plan, Ending Ending) best, Plan shorter, Planted? planted)
    {
        var ending = await Life.Live(world, shorter, planted);
        return ending.Kind is not null && ending.Kind == best.Ending.Kind ? (shorter, ending) : best;
    }
}
