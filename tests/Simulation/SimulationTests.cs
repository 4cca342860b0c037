using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>The promise, tried by stories that nobody thought of; and the judge, tried by faults that somebody planted.</summary>
public sealed class SimulationTests(Worlds worlds) : IClassFixture<Worlds>
{
    /// <summary>What a continuous integration run has time for; <c>eng/simulate</c> lives as many as are wanted.</summary>
    private const int Seeds = 300;

    private const int SeedsToCompare = 10;
    private const int SeedsForAFault = 500;

    private static readonly TimeSpan Length = TimeSpan.FromHours(6);

    public static TheoryData<string> Faults => [.. Planted.All.Select(p => p.Name)];

    [Theory]
    [InlineData(World.Sqlite)]
    [InlineData(World.Postgres)]
    public async Task No_story_breaks_the_promise(string database)
    {
        var world = await worlds.Of(database);
        var broken = await FirstBroken(world, Seeds, planted: null);
        Assert.True(broken is null, broken is var (seed, ending) ? $"Seed {seed} (eng/simulate --seed {seed} --seeds 1):\n{ending.Told}" : "");
    }

    [Theory]
    [MemberData(nameof(Kept.Stories), MemberType = typeof(Kept))]
    public async Task A_kept_story_keeps_the_promise(string plan)
    {
        await Task.WhenAll(KeptOn(World.Sqlite), KeptOn(World.Postgres));

        async Task KeptOn(string database)
        {
            var ending = await Life.Live(await worlds.Of(database), Plan.Parse(plan));
            Assert.True(ending.Broken is null, ending.Told);
        }
    }

    [Fact]
    public async Task A_seed_tells_the_same_story_on_both_databases()
    {
        var (sqlite, postgres) = (await worlds.Of(World.Sqlite), await worlds.Of(World.Postgres));
        foreach (var seed in Enumerable.Range(1, SeedsToCompare))
        {
            var plan = PlanMaker.Make(seed, Length);
            var endings = await Task.WhenAll(Life.Live(sqlite, plan), Life.Live(postgres, plan));
            Assert.Equal(endings[0].Told, endings[1].Told);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_judge_finds_a_planted_fault(string name)
    {
        var world = await worlds.Of(World.Sqlite);
        var broken = await FirstBroken(world, SeedsForAFault, Planted.All.Single(p => p.Name == name));
        Assert.True(broken is not null, $"In {SeedsForAFault} stories nobody noticed that {name}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {broken.Value.Seed}: {broken.Value.Ending.Broken}");
    }

    [Fact]
    public void A_plan_reads_back_what_it_wrote()
    {
        var plan = PlanMaker.Make(1, Length);
        Assert.Equal(plan.ToString(), Plan.Parse(plan.ToString()).ToString());
    }

    /// <summary>Lives seeds side by side until one breaks the promise.</summary>
    private static async Task<(int Seed, Ending Ending)?> FirstBroken(World world, int seeds, Planted? planted)
    {
        (int Seed, Ending Ending)? first = null;
        var gate = new Lock();
        await Parallel.ForEachAsync(Enumerable.Range(1, seeds), new ParallelOptions { MaxDegreeOfParallelism = Simulator.AtOnce }, async (seed, _) =>
        {
            lock (gate)
            {
                if (first is not null)
                    return;
            }

            var ending = await Life.Live(world, PlanMaker.Make(seed, Length), planted);
            lock (gate)
            {
                if (ending.Broken is not null)
                    first ??= (seed, ending);
            }
        });
        return first;
    }
}

/// <summary>A world a database, made by the first story that needs it.</summary>
public sealed class Worlds : IAsyncDisposable
{
    private readonly Lazy<Task<World>> sqlite = new(() => World.Prepare(World.Sqlite));
    private readonly Lazy<Task<World>> postgres = new(() => World.Prepare(World.Postgres));

    /// <summary>Skips in words where the database is not installed.</summary>
    public Task<World> Of(string database)
    {
        if (database == World.Sqlite)
            return sqlite.Value;
        Missing.SkipsUnless(PostgresCluster.Binaries is not null, "PostgreSQL is not installed (Debian: postgresql).");
        return postgres.Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var world in new[] { sqlite, postgres }.Where(w => w.IsValueCreated))
            await (await world.Value).DisposeAsync();
    }
}
