namespace Nightbell.Bench.Lines;

/// <summary>Time to the first 200 of <c>/readyz</c>, and memory at rest.</summary>
internal static class StartLine
{
    private const int Conversations = 1_000;
    private const int MessagesEach = 10;
    private const double TargetSeconds = 1.5;
    private const double TargetMegabytes = 150;

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var runs = options.Number("runs", 5);
        var rest = TimeSpan.FromSeconds(options.Number("rest", 10));

        // The first start reads the program from disk, and compiles this one's own client.
        await Once(options, Seed.SqliteIn(options), TimeSpan.Zero);

        string existing;
        await using (var seed = await Seed.New(options))
        {
            var accounts = await seed.Accounts(Conversations / 10, agents: 3);
            await seed.Conversations(accounts, Conversations, TimeProvider.System.GetUtcNow().AddHours(-1), MessagesEach);
            existing = seed.ConnectionString;
        }

        // Lets the conversations be looked at and mailed once, as in a database that was in use.
        await Once(options, existing, TimeSpan.FromSeconds(20));
        var fresh = new List<Started>();
        var again = new List<Started>();
        for (var run = 0; run < runs; run++)
        {
            fresh.Add(await Once(options, Seed.SqliteIn(options), rest));
            again.Add(await Once(options, existing, rest));
        }

        return
        [
            .. Rows($"fresh database, median of {runs}", rest, fresh),
            .. Rows($"database of {Conversations:N0} conversations with {MessagesEach} messages each, median of {runs}", rest, again),
        ];
    }

    private static IEnumerable<Row> Rows(string database, TimeSpan rest, List<Started> started)
    {
        var seconds = new Sample(started.Select(s => s.Ready.TotalSeconds));
        var memory = new Sample(started.Select(s => s.All * 1024 * 1024 / 1e6));
        var own = new Sample(started.Select(s => s.Anonymous * 1024 * 1024 / 1e6));
        yield return new Row(
            $"start to ready, {database}", $"{seconds.Median:0.00} s ({seconds.At(0):0.00} to {seconds.Max:0.00})", $"{TargetSeconds} s", seconds.Median <= TargetSeconds);
        yield return new Row(
            $"resident memory after {rest.TotalSeconds:0} s at rest, {database}",
            $"{memory.Median:0} MB (of which {own.Median:0} MB its own, the rest mapped files)", $"< {TargetMegabytes} MB", memory.Median < TargetMegabytes);
    }

    private static async Task<Started> Once(Options options, string connectionString, TimeSpan rest)
    {
        await using var server = await Server.Start(options, connectionString);
        await Task.Delay(rest, TimeProvider.System);
        var (all, anonymous) = server.Memory();
        return new Started(server.TimeToReady, all, anonymous);
    }

    /// <summary>One start: time, and memory in MiB.</summary>
    private sealed record Started(TimeSpan Ready, double All, double Anonymous);
}
