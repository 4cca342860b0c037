using Microsoft.EntityFrameworkCore;

namespace Nightbell.Bench.Lines;

/// <summary>
/// Many conversations come due in one moment: how long until every mail is in the outbox, and until every mail has left. The
/// server runs the whole time and has looked at each conversation once before, so that each waits by a stored verdict.
/// </summary>
internal static class DueLine
{
    private const int ConversationsEach = 4;
    private const double TargetSeconds = 10;

    /// <summary>The installation's default, which the seeded messages are dated by.</summary>
    private static readonly TimeSpan OfflineDelay = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var count = options.Number("conversations", 10_000);
        var agents = options.Number("agents", 1);
        await using var cluster = await Postgres.For(options);
        await using var sink = new SmtpSink();
        await using var seed = await Seed.New(options, cluster);
        var accounts = await seed.Accounts(count / ConversationsEach, agents);

        // Milliseconds are what is stored.
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(
            TimeProvider.System.GetUtcNow().AddSeconds(options.Number("lead", 60)).ToUnixTimeMilliseconds());
        await seed.Conversations(accounts, count, moment - OfflineDelay);
        await using var server = await Server.Start(options, seed.ConnectionString, sink.Configuration);
        await Soon.Holds("the first look", PollEvery, Patience, async () => await Due(seed, moment.AddMilliseconds(-1)) == 0);
        if (TimeProvider.System.GetUtcNow() >= moment || sink.Count > 0)
            throw new InvalidOperationException("The first look took longer than --lead seconds.");

        await Soon.Until(moment);
        var before = server.Processor();
        await Soon.Holds("all decided", PollEvery, Patience, async () => await Due(seed, moment) == 0);
        var decided = TimeProvider.System.GetUtcNow() - moment;
        var processor = server.Processor() - before;
        var mails = await Mails(seed);
        if (mails == 0)
            throw new InvalidOperationException("Nothing was due in that moment.");
        await Soon.Holds("all sent", PollEvery, Patience, () => Task.FromResult(sink.Count >= mails));
        var sent = sink.All[^1].At - moment;
        var what = $"{count:N0} conversations in {accounts.Count:N0} accounts of {agents} agent{(agents > 1 ? "s" : "")} due at once, {(options.IsPostgres ? "PostgreSQL" : "SQLite")}";
        return
        [
            new Row(
                $"{what}: until every mail is in the outbox",
                $"{decided.TotalSeconds:0.0} s ({mails:N0} mails{(mails == count * agents ? "" : ", **not all**")}; {processor.TotalSeconds:0.0} s of processor)",
                $"{TargetSeconds} s",
                decided.TotalSeconds <= TargetSeconds && mails == count * agents),
            new Row($"{what}: until the last has left", $"{sent.TotalSeconds:0.0} s"),
        ];
    }

    private static async Task<int> Due(Seed seed, DateTimeOffset moment)
    {
        await using var db = seed.Read();
        return await db.Conversations.CountAsync(c => c.LookAt <= moment);
    }

    private static async Task<int> Mails(Seed seed)
    {
        await using var db = seed.Read();
        return await db.Mails.CountAsync();
    }
}
