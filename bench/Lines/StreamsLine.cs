namespace Nightbell.Bench.Lines;

/// <summary>Visitors' event streams that are open and quiet: what each costs in resident memory.</summary>
internal static class StreamsLine
{
    private const int Accounts = 50;
    private const int WarmUp = 50;
    private const int AtOnce = 32;

    /// <summary>Longer than a heartbeat, so that every stream has been written to once while quiet.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var count = options.Number("streams", 1_000);
        await using var seed = await Seed.New(options);
        var accounts = await seed.Accounts(Accounts, agents: 3);
        await using var server = await Server.Start(options, seed.ConnectionString);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Http.BaseAddress };
        var shoppers = await Shopper.Come(server.Http, accounts, WarmUp + count);
        var streams = new List<EventLines>(await Open(http, shoppers.Take(WarmUp)));
        await Task.Delay(Settle, TimeProvider.System);
        var (before, _) = server.Memory();

        streams.AddRange(await Open(http, shoppers.Skip(WarmUp)));
        await Task.Delay(Settle, TimeProvider.System);
        var processor = server.Processor();
        await Task.Delay(Settle, TimeProvider.System);
        var idle = (server.Processor() - processor) / Settle;
        var (after, _) = server.Memory();
        streams.ForEach(s => s.Dispose());
        return
        [
            new Row(
                $"{count:N0} idle event streams of visitors",
                $"{(after - before) * 1024 / count:0.0} KiB each (resident {before:0} → {after:0} MiB; {idle:0.00} cores)"),
        ];
    }

    private static async Task<IReadOnlyList<EventLines>> Open(HttpClient http, IEnumerable<Shopper> shoppers)
    {
        var opened = new System.Collections.Concurrent.ConcurrentQueue<EventLines>();
        await Parallel.ForEachAsync(shoppers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (shopper, _) =>
            opened.Enqueue(await EventLines.OfVisitor(http, shopper.Token)));
        return [.. opened];
    }
}
