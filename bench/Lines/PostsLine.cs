using Microsoft.EntityFrameworkCore;

namespace Nightbell.Bench.Lines;

/// <summary>
/// Visitors post, and nobody answers: from a post's place in the schedule to its 201. Afterwards every 201 must be a row, and the numbers
/// must have no gap.
/// </summary>
internal static class PostsLine
{
    private const int Accounts = 20;
    private const int AgentsEach = 3;
    private const int Visitors = 400;
    private const double TargetP99 = 50;

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var rate = options.Number("rate", 200);
        var span = TimeSpan.FromSeconds(options.Number("seconds", 30));
        await using var cluster = await Postgres.For(options);
        IReadOnlyList<SeededAccount> accounts;
        string connectionString;
        await using (var seed = await Seed.New(options, cluster))
        {
            accounts = await seed.Accounts(Accounts, AgentsEach);
            connectionString = seed.ConnectionString;
            await using var server = await Server.Start(options, connectionString);
            var shoppers = await Shopper.Come(server.Http, accounts, Visitors);

            // Everybody's first message makes their conversation, and lets the server compile what it runs.
            await Parallel.ForEachAsync(shoppers, async (shopper, _) => await shopper.Post("Good evening"));
            var before = server.Processor();
            var schedule = new Schedule(rate, span);
            await schedule.Run(async i =>
            {
                await shoppers[i % shoppers.Count].Post("Is the blue one still in stock?");
                schedule.Ended(i);
            });
            var times = schedule.Times;
            var load = (server.Processor() - before) / span;
            var lost = await Lost(seed, times.Count + Visitors);
            return
            [
                new Row(
                    $"{rate:N0} posts/s for {span.TotalSeconds:0} s, {(options.IsPostgres ? "PostgreSQL" : "SQLite")}: p50 / p99 / max of the 201",
                    $"{times.Median:0.0} / {times.At(0.99):0.0} / {times.Max:0} ms; {times.Count:N0} answered, {lost}; {load / rate * 1000:0.0} ms of processor each",
                    $"p99 < {TargetP99} ms",
                    times.At(0.99) < TargetP99 && lost == NothingLost),
            ];
        }
    }

    private const string NothingLost = "none lost, no gap";

    private static async Task<string> Lost(Seed seed, int posted)
    {
        await using var db = seed.Read();
        var rows = await db.Messages.CountAsync();
        if (rows != posted)
            return $"**{posted - rows} lost**";
        var conversations = await db.Messages.GroupBy(m => m.ConversationId).CountAsync(g => g.Max(m => m.Number) != g.Count());
        var feeds = await db.Events.GroupBy(e => e.AccountId).CountAsync(g => g.Max(e => e.Number) != g.Count());
        return conversations + feeds == 0 ? NothingLost : $"**gaps in {conversations} conversations and {feeds} feeds**";
    }
}
