using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Nightbell.Agents;

namespace Nightbell.Bench.Lines;

/// <summary>
/// Visitors post by a schedule, and an agent of each account sits at an open dashboard: from a message's place in the schedule
/// until it is in the agent's event stream.
/// </summary>
internal static class DeliveryLine
{
    private const int Accounts = 20;
    private const int Visitors = 400;
    private const double TargetP99 = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var rate = options.Number("rate", 200);
        var span = TimeSpan.FromSeconds(options.Number("seconds", 30));
        await using var cluster = options.IsPostgres ? await Postgres.Start() : null;
        await using var seed = await Seed.New(options, cluster);
        var accounts = await seed.Accounts(Accounts, agents: 3);
        var owners = new List<Agent>();
        foreach (var account in accounts)
            owners.Add(await seed.LetOwnerIn(account));
        await using var server = await Server.Start(options, seed.ConnectionString, ("Nightbell__Limits__SignInPerMinute", "0"));
        var shoppers = await Shopper.Come(server.Http, accounts, Visitors);
        await Parallel.ForEachAsync(shoppers, async (shopper, _) => await shopper.Post("Good evening"));
        var desks = new List<Desk>();
        foreach (var owner in owners)
            desks.Add(await Desk.Open(server, owner));

        var count = (int)(rate * span.TotalSeconds);
        var times = new ConcurrentQueue<double>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = 0L;
        var reading = desks.Select(desk => desk.Read(text =>
        {
            if (!int.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var number))
                return;
            times.Enqueue((Stopwatch.GetElapsedTime(begun) - TimeSpan.FromSeconds((double)number / rate)).TotalMilliseconds);
            if (times.Count == count)
                all.TrySetResult();
        })).ToList();

        begun = Stopwatch.GetTimestamp();
        await PostsLine.Post(shoppers, rate, span, i => string.Create(CultureInfo.InvariantCulture, $"{i} Is the blue one still in stock?"));
        await Task.WhenAny(all.Task, Task.Delay(Patience, TimeProvider.System));
        desks.ForEach(desk => desk.Dispose());
        await Task.WhenAll(reading);
        var sample = new Sample(times);
        return
        [
            new Row(
                $"{rate:N0} posts/s for {span.TotalSeconds:0} s, {(options.IsPostgres ? "PostgreSQL" : "SQLite")}: p50 / p99 / max until it is at the agent's desk",
                $"{sample.Median:0.0} / {sample.At(0.99):0.0} / {sample.Max:0} ms; {sample.Count:N0} of {count:N0} came",
                $"p99 < {TargetP99} ms",
                sample.At(0.99) < TargetP99 && sample.Count == count),
        ];
    }
}
