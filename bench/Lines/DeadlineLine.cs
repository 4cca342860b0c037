namespace Nightbell.Bench.Lines;

/// <summary>
/// Visitors write at scattered moments to shops whose agents are offline: how long after its deadline (the message's time and the
/// shop's delay) each mail has wholly arrived at the mail server.
/// </summary>
internal static class DeadlineLine
{
    private const int AgentsEach = 2;
    private const double TargetMilliseconds = 1_000;
    private static readonly TimeSpan OfflineDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ScatteredOver = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var count = options.Number("conversations", 90);
        await using var cluster = await Postgres.For(options);
        await using var sink = new SmtpSink();
        await using var seed = await Seed.New(options, cluster);

        // One conversation a shop: the recipient's address tells which mail it is.
        var accounts = await seed.Accounts(count, AgentsEach, OfflineDelay);
        await using var server = await Server.Start(options, seed.ConnectionString, sink.Configuration);
        var shoppers = await Shopper.Come(server.Http, accounts, count);
        var begin = TimeProvider.System.GetUtcNow();
        var deadlines = (await Task.WhenAll(shoppers.Select(async (shopper, i) =>
        {
            await Soon.Until(begin + (Random.Shared.NextDouble() * ScatteredOver));
            return (accounts[i], Deadline: await shopper.Post("Do you deliver on Saturdays?") + OfflineDelay);
        }))).SelectMany(d => d.Item1.Agents.Select(a => (a.Email, d.Deadline))).ToDictionary(d => d.Email, d => d.Deadline, StringComparer.Ordinal);

        await Soon.Holds("all mails", PollEvery, Patience, () => Task.FromResult(sink.Count >= deadlines.Count));
        var late = new Sample(sink.All.Select(t => (t.At - deadlines[t.Recipient]).TotalMilliseconds));
        return
        [
            new Row(
                $"{count} conversations due within {ScatteredOver.TotalSeconds:0} s, {deadlines.Count} mails, {(options.IsPostgres ? "PostgreSQL" : "SQLite")}: mail at the mail server after its deadline, earliest / p50 / max",
                $"{late.At(0):0} / {late.Median:0} / {late.Max:0} ms",
                $"{TargetMilliseconds / 1000:0} s",
                late.Max <= TargetMilliseconds && late.At(0) >= 0 && late.Count == deadlines.Count),
        ];
    }
}
