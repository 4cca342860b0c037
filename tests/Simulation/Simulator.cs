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
        var first = new Option<int?>("--seed") { Description = "The first of them, and no kept stories before it." };
        var hours = new Option<double>("--hours") { DefaultValueFactory = _ => 6, Description = "Simulated hours each." };
        var database = new Option<string>("--database") { DefaultValueFactory = _ => DefaultDatabases, Description = "sqlite, postgres or both." };
        var plan = new Option<string?>("--plan") { Description = "One story as it was printed, instead of seeds." };
        var verbose = new Option<bool>("--tell") { Description = "Prints every story, also those that end well." };
        var all = new Option<bool>("--all") { Description = "Goes on after a broken story, and on the other database." };
        var command = new RootCommand("Lives stories on the production server with a false clock, and judges it.") { seeds, first, hours, database, plan, verbose, all };
        command.SetAction(async parsed =>
        {
            var length = TimeSpan.FromHours(parsed.GetValue(hours));
            List<Story> stories = parsed.GetValue(plan) is { } line
                ? [new("The story", Plan.Parse(line))]
                : [.. parsed.GetValue(first) is null ? Story.Kept : [], .. Story.Random(parsed.GetValue(first) ?? 1, parsed.GetValue(seeds), length)];
            var kinds = parsed.GetValue(database) is { } one and not DefaultDatabases ? new[] { one } : [World.Sqlite, World.Postgres];
            var failed = 0;
            foreach (var kind in kinds)
            {
                failed += await LiveAll(kind, stories, parsed.GetValue(verbose), parsed.GetValue(all));
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

    /// <summary>Lives stories on one kind of database, up to the first that breaks or all of them; the shortest broken one is shrunk and told.</summary>
    private static async Task<int> LiveAll(string kind, List<Story> stories, bool verbose, bool all)
    {
        await using var world = await World.Prepare(kind);
        var since = Stopwatch.GetTimestamp();
        var (done, failures, shown) = (0, new List<Story>(), Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(stories, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (story, _) =>
        {
            lock (failures)
            {
                if (failures.Count > 0 && !all)
                    return;
            }

            var ending = await Life.Live(world, story.Plan);
            lock (failures)
            {
                done++;
                if (ending.Broken is not null)
                {
                    failures.Add(story);
                    Console.WriteLine($"{kind}: {story.Name}: {ending.Broken}");
                }

                if (verbose)
                    Console.WriteLine($"--- {story.Name}\n{ending.Told}");
                if (Stopwatch.GetElapsedTime(shown) > ProgressEvery)
                {
                    shown = Stopwatch.GetTimestamp();
                    Console.WriteLine($"{kind}: {done:N0} of {stories.Count:N0} stories, {failures.Count} broken, {Stopwatch.GetElapsedTime(since).TotalSeconds / done:0.00} s each");
                }
            }
        });
        Console.WriteLine($"{kind}: {done:N0} stories in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s, {failures.Count} broken");
        if (failures.Count > 0)
        {
            var simplest = failures.MinBy(f => f.Plan.Steps.Count)!;
            var (shortest, ending) = await Shrink.Shortest(world, simplest.Plan);
            Console.WriteLine($"\n{simplest.Name}, as short as it gets:\n\n{ending.Told}\n");
            Console.WriteLine(simplest.IsKept
                ? $"It stands in tests/Simulation/Kept.cs, where somebody says what it is about:\n\n  \"{simplest.Plan}\",\n"
                : $"Keep it as a test with this line in tests/Simulation/Kept.cs:\n\n  \"{shortest}\",\n");
        }

        return failures.Count;
    }
}

/// <summary>A story to live.</summary>
/// <param name="Name">To begin a line with.</param>
/// <param name="Plan">What happens in it.</param>
/// <param name="IsKept">It is a test already.</param>
public sealed record Story(string Name, Plan Plan, bool IsKept = false)
{
    /// <summary>They show most holes within seconds, the shortest first: so they come before the random ones.</summary>
    public static IEnumerable<Story> Kept =>
        Simulation.Kept.Stories.Select((line, i) => new Story($"Kept story {i + 1}", Plan.Parse(line.Data), IsKept: true)).OrderBy(s => s.Plan.Length);

    public static IEnumerable<Story> Random(int first, int count, TimeSpan length) =>
        Enumerable.Range(first, count).Select(seed => new Story($"Seed {seed}", PlanMaker.Make(seed, length)));
}
