using System.CommandLine;
using System.Diagnostics;

namespace Nightbell.Simulation;

/// <summary><c>eng/simulate</c>: many stories, each on a server of its own, several at once.</summary>
public static class Simulator
{
    public const string DefaultDatabases = "both";

    /// <summary>A story waits now and then, for a stream to end or for PostgreSQL: another one takes its place.</summary>
    public static readonly int AtOnce = 2 * Environment.ProcessorCount;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(string[] args)
    {
        var seeds = new Option<int>("--seeds") { DefaultValueFactory = _ => 100, Description = "How many stories." };
        var first = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "The first of them." };
        var hours = new Option<double>("--hours") { DefaultValueFactory = _ => 6, Description = "Simulated hours each." };
        var database = new Option<string>("--database") { DefaultValueFactory = _ => DefaultDatabases, Description = "sqlite, postgres or both." };
        var plan = new Option<string?>("--plan") { Description = "One story as it was printed, instead of seeds." };
        var verbose = new Option<bool>("--tell") { Description = "Prints every story, also those that end well." };
        var all = new Option<bool>("--all") { Description = "Goes on after a broken story, and on the other database." };
        var command = new RootCommand("Lives stories on the production server with a false clock, and judges it.") { seeds, first, hours, database, plan, verbose, all };
        command.SetAction(async parsed =>
        {
            var length = TimeSpan.FromHours(parsed.GetValue(hours));
            var plans = parsed.GetValue(plan) is { } line
                ? [Plan.Parse(line)]
                : Enumerable.Range(parsed.GetValue(first), parsed.GetValue(seeds)).Select(seed => PlanMaker.Make(seed, length));
            var kinds = parsed.GetValue(database) is { } one and not DefaultDatabases ? new[] { one } : [World.Sqlite, World.Postgres];
            var failed = 0;
            foreach (var kind in kinds)
            {
                failed += await LiveAll(kind, [.. plans], parsed.GetValue(first), parsed.GetValue(verbose), parsed.GetValue(all));
                if (failed > 0 && !parsed.GetValue(all))
                    break;
            }

            return failed == 0 ? 0 : 1;
        });
        try
        {
            return await command.Parse(args).InvokeAsync();
        }
        finally
        {
            await using var run = new Server.Tests.Harness.TestRun();
        }
    }

    /// <summary>Lives plans on one kind of database, up to the first that breaks or all of them; the shortest broken one is shrunk and told.</summary>
    private static async Task<int> LiveAll(string kind, IReadOnlyList<Plan> plans, int first, bool verbose, bool all)
    {
        await using var world = await World.Prepare(kind);
        var since = Stopwatch.GetTimestamp();
        var (done, failures, shown) = (0, new List<(int Seed, Plan Plan, Ending Ending)>(), Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(Enumerable.Range(0, plans.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            lock (failures)
            {
                if (failures.Count > 0 && !all)
                    return;
            }

            var ending = await Life.Live(world, plans[i]);
            lock (failures)
            {
                done++;
                if (ending.Broken is not null)
                {
                    failures.Add((first + i, plans[i], ending));
                    Console.WriteLine($"{kind}: seed {first + i}: {ending.Broken}");
                }

                if (verbose)
                    Console.WriteLine($"--- seed {first + i}\n{ending.Told}");
                if (Stopwatch.GetElapsedTime(shown) > ProgressEvery)
                {
                    shown = Stopwatch.GetTimestamp();
                    Console.WriteLine($"{kind}: {done:N0} of {plans.Count:N0} stories, {failures.Count} broken, {Stopwatch.GetElapsedTime(since).TotalSeconds / done:0.00} s each");
                }
            }
        });
        Console.WriteLine($"{kind}: {done:N0} stories in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s, {failures.Count} broken");
        if (failures.Count > 0)
        {
            var (seed, plan, _) = failures.MinBy(f => f.Plan.Steps.Count);
            var (shortest, ending) = await Shrink.Shortest(world, plan);
            Console.WriteLine($"\nSeed {seed}, as short as it gets:\n\n{ending.Told}\n\nKeep it as a test with this line in tests/Simulation/Kept.cs:\n\n  \"{shortest}\",\n");
        }

        return failures.Count;
    }
}
