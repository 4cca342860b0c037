using System.Globalization;
using Nightbell.Agents;

namespace Nightbell.Bench.Lines;

/// <summary>
/// A busy hour: agents at open desks have accepted everybody, and visitors with open panels and agents write in turns. From a message's place in
/// the schedule until it is in the event stream of the other side.
/// </summary>
internal static class DeliveryLine
{
    private const int Accounts = 20;
    private const int AtOnce = 16;
    private const double TargetP99 = 50;

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var rate = options.Number("rate", 200);
        var span = TimeSpan.FromSeconds(options.Number("seconds", 30));
        var visitors = options.Number("visitors", 2_000);
        await using var cluster = await Postgres.For(options);
        await using var seed = await Seed.New(options, cluster);
        var accounts = await seed.Accounts(Accounts, agents: 3);
        var owners = new List<Agent>();
        foreach (var account in accounts)
            owners.Add(await seed.LetOwnerIn(account));
        await using var server = await Server.Start(options, seed.ConnectionString, ("Nightbell__Limits__SignInPerMinute", "0"));
        var desks = new List<Desk>();
        foreach (var owner in owners)
            desks.Add(await Desk.Open(server, owner));
        var shoppers = await Shopper.Come(server.Http, accounts, visitors);
        using var panels = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        var chats = new Chat[visitors];
        await Parallel.ForAsync(0, visitors, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
            chats[i] = await Chat.Begin(shoppers[i], desks[i % Accounts], panels));

        // Even numbers are written by visitors and read at desks, odd ones the other way round; a writer's own stream has them, too.
        Schedule? running = null;
        Action<string> Hearing(int remainder) => text =>
        {
            if (int.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var number) && number % 2 == remainder)
                running?.Ended(number);
        };
        var reading = desks.Select(desk => desk.Stream.Read(Hearing(0))).Concat(chats.Select(chat => chat.Panel.Read(Hearing(1)))).ToList();

        async Task<Schedule> Chatter(TimeSpan time)
        {
            running = new Schedule(rate, time);
            await running.Run(i => chats[i / 2 % visitors].Say(i % 2 == 0, string.Create(CultureInfo.InvariantCulture, $"{i} Is the blue one still in stock?")));
            return running;
        }

        // A server that is this busy was so a moment ago, and has compiled what it runs.
        await Chatter(TimeSpan.FromSeconds(options.Number("warm", 30)));
        var before = server.Processor();
        var schedule = await Chatter(span);
        var load = (server.Processor() - before) / span;
        foreach (var chat in chats)
            chat.Panel.Dispose();
        desks.ForEach(desk => desk.Dispose());
        await Task.WhenAll(reading);
        var sample = schedule.Times;
        return
        [
            new Row(
                $"{rate:N0} messages/s for {span.TotalSeconds:0} s between {visitors:N0} visitors and {Accounts} agents, {(options.IsPostgres ? "PostgreSQL" : "SQLite")}: p50 / p99 / max until the other side has it",
                $"{sample.Median:0.0} / {sample.At(0.99):0.0} / {sample.Max:0} ms; {sample.Count:N0} of {schedule.Count:N0} came; {load / rate * 1000:0.00} ms of processor each",
                $"p99 < {TargetP99} ms",
                sample.At(0.99) < TargetP99 && sample.Count == schedule.Count),
        ];
    }

    /// <summary>A conversation that an agent has accepted, and the visitor's open panel.</summary>
    private sealed record Chat(Shopper Visitor, Desk Agent, Guid Id, EventLines Panel)
    {
        public static async Task<Chat> Begin(Shopper visitor, Desk agent, HttpClient panels)
        {
            var panel = await EventLines.OfVisitor(panels, visitor.Token);
            var id = await visitor.Begin("Good evening");
            await agent.Accept(id);
            return new(visitor, agent, id, panel);
        }

        public Task Say(bool isVisitor, string text) => isVisitor ? Visitor.Tell(text) : Agent.Answer(Id, text);
    }
}
