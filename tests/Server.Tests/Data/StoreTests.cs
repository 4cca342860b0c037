using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nightbell.CannedAnswers;
using Nightbell.Data;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;
using Npgsql;

namespace Nightbell.Server.Tests.Data;

/// <summary>Whom a commit wakes, and who writes first.</summary>
public sealed class StoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Longer than what goes behind requests stays there.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(600);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_happens_wakes_the_workers_that_go_by_it_and_no_others(string database)
    {
        await using var s = await Story.Begin(database, settings: ["--Nightbell:Webhooks:AllowPrivate=true", "--Nightbell:Webhooks:AllowHttp=true"]);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        Assert.Equal([DueColumn.Conversations], await Woken(s, async () => (await visitor.Api.Post("/widget/v1/messages", new { text = "Anybody?" })).Is(201)));
        Assert.Equal([DueColumn.Conversations], await Woken(s, async () => (await anna.Api.Put("/api/me/status", new { status = "offline" })).Is(200)));
        Assert.Equal([DueColumn.Conversations, DueColumn.Visitors], await Woken(s, async () => (await anna.Api.Post($"/api/conversations/{visitor.ConversationId}/messages", new { text = "Good day" })).Is(201)));
        Assert.Equal([DueColumn.Exports], await Woken(s, async () => (await anna.Api.Post("/api/exports", new { format = "json" })).Is(201)));
        Assert.Equal([DueColumn.Mails], await Woken(s, async () => (await anna.Api.Post("/api/mails/test")).Is(202)));
        (await anna.Api.Post("/api/webhooks", new { url = "http://127.0.0.1:9/", events = new[] { "message.created" } })).Is(201);
        Assert.Equal(
            [DueColumn.Conversations, DueColumn.Deliveries],
            await Woken(s, async () => (await visitor.Api.Post("/widget/v1/messages", new { text = "Thank you" })).Is(201)));
        Assert.Equal([], await Woken(s, async () => (await visitor.Api.Put("/widget/v1/typing")).Ok()));
        Assert.Equal([], await Woken(s, async () => (await anna.Api.Post("/api/canned-answers", new { shortcut = "hi", text = "Hello" })).Is(201)));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_due_later_than_anybody_naps_wakes_nobody(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, account) = await StoreOf(s);

        Task LookAt(TimeSpan after) => store.Write(account, unit => Task.FromResult(unit.Account.LookAt = unit.Now + after), TestContext.Current.CancellationToken);
        Assert.Equal([], await Woken(s, () => LookAt(TimeSpan.FromMinutes(1))));
        Assert.Equal([DueColumn.Accounts], await Woken(s, () => LookAt(TimeSpan.Zero)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Write(
            account,
            async unit =>
            {
                unit.Account.LookAt = unit.Now - TimeSpan.FromHours(1);
                await unit.Db.SaveChangesAsync(TestContext.Current.CancellationToken);
                throw new InvalidOperationException("Half-way.");
            },
            TestContext.Current.CancellationToken));
        Assert.Equal([], await Woken(s, () => store.Write(account, _ => Task.CompletedTask, TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(";Max Auto Prepare=0", false)]
    public async Task PostgreSQL_keeps_statements_prepared_unless_the_operator_says_otherwise(string option, bool isPrepared)
    {
        await using var s = await Story.Begin(TestDatabase.Postgres);
        var connection = new NpgsqlConnectionStringBuilder(s.App.ConnectionString);
        connection.Remove("Max Auto Prepare");
        var services = s.App.Services;
        var store = new PostgresStore(connection + option, services.GetRequiredService<Signals>(), services.GetRequiredService<Nightbell.Platform.Settings>(), services.GetRequiredService<TimeProvider>());
        var cancel = TestContext.Current.CancellationToken;
        await using var db = store.Read();
        await db.Database.OpenConnectionAsync(cancel);
        for (var i = 0; i < 20; i++)
            await db.Accounts.CountAsync(cancel);

        var prepared = await db.Database.SqlQueryRaw<string>("SELECT statement AS \"Value\" FROM pg_prepared_statements").ToListAsync(cancel);
        Assert.Equal(isPrepared, prepared.Exists(statement => statement.Contains("\"Accounts\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task With_one_writer_requests_go_before_what_nobody_waits_for_but_not_for_ever()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var cancel = TestContext.Current.CancellationToken;
        var (store, account) = await StoreOf(s);
        foreach (var behind in (Func<Func<Unit, Task<bool>>, Task>[])[work => store.WriteBehindRequests(account, work, cancel), work => store.WriteOutsideBehindRequests(work, cancel)])
        {
            Assert.Equal(["first", "request", "other request", "behind"], await Order(TimeSpan.Zero, behind));
            Assert.Equal(["first", "behind", "request", "other request"], await Order(Long, behind));
        }

        async Task<IReadOnlyList<string>> Order(TimeSpan waiting, Func<Func<Unit, Task<bool>>, Task> writeBehind)
        {
            var order = new List<string>();
            var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
            var first = store.Write(account, async _ => { order.Add("first"); begun.SetResult(); await end.Task; }, cancel);
            await begun.Task.WaitAsync(Patience, cancel);
            var behind = writeBehind(_ => Note("behind"));
            await Task.Delay(waiting, TimeProvider.System, cancel);
            var requests = new[] { store.Write(account, _ => Note("request"), cancel), store.Write(account, _ => Note("other request"), cancel) };
            end.SetResult();
            await Task.WhenAll([first, behind, .. requests]).WaitAsync(Patience, cancel);
            return order;

            Task<bool> Note(string what)
            {
                order.Add(what);
                return Task.FromResult(true);
            }
        }
    }

    [Fact]
    public async Task With_one_writer_who_is_done_does_not_wait_for_all_who_come_after()
    {
        const int AreMany = 64;
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var cancel = TestContext.Current.CancellationToken;
        var (store, account) = await StoreOf(s);

        // The second goes on when the first has its answer: in one commit, neither ever would.
        Assert.True(await IsToldBefore(others: 1));
        Assert.False(await IsToldBefore(others: AreMany));

        async Task<bool> IsToldBefore(int others)
        {
            var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
            var first = store.Write(account, async _ => { begun.SetResult(); await end.Task; }, cancel);
            await begun.Task.WaitAsync(Patience, cancel);
            var second = store.Write(account, async _ => await Task.WhenAny(first, Task.Delay(Long, TimeProvider.System, cancel)) == first, cancel);
            var rest = Enumerable.Range(1, others).Select(_ => store.Write(account, _ => Task.CompletedTask, cancel)).ToList();
            await Task.Delay(Long, TimeProvider.System, cancel);
            end.SetResult();
            var isTold = await second.WaitAsync(Patience, cancel);
            await Task.WhenAll([first, .. rest]).WaitAsync(Patience, cancel);
            return isTold;
        }
    }

    [Fact]
    public async Task What_was_refused_or_left_half_way_spoils_nothing_that_the_one_writer_says_in_the_same_words()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var cancel = TestContext.Current.CancellationToken;
        var (store, account) = await StoreOf(s);

        await Add("one");
        await Assert.ThrowsAsync<DbUpdateException>(() => Add("one"));
        await Add("two");
        Assert.Equal(["one", "two"], await store.Write(account, unit => Shortcuts(unit.Db), cancel));

        var pairs = await store.Write(
            account,
            async unit =>
            {
                var seen = new List<string>();
                await foreach (var first in Answers(unit.Db))
                {
                    // The same question while it is being answered, and then left alone after a row.
                    await foreach (var second in Answers(unit.Db))
                    {
                        seen.Add($"{first.Shortcut} {second.Shortcut}");
                        break;
                    }
                }

                return seen;
            },
            cancel);
        Assert.Equal(["one one", "two one"], pairs);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Write(
            account,
            async unit =>
            {
                await foreach (var answer in Answers(unit.Db))
                    throw new InvalidOperationException("Half-way.");
            },
            cancel));
        await Add("three");
        Assert.Equal(["one", "three", "two"], await store.Write(account, unit => Shortcuts(unit.Db), cancel));

        Task Add(string shortcut) => store.Write(
            account,
            unit =>
            {
                unit.Db.Add(new CannedAnswer { Id = Guid.NewGuid(), AccountId = account, Shortcut = shortcut, Text = "Good evening" });
                return Task.CompletedTask;
            },
            cancel);

        async Task<List<string>> Shortcuts(Db db) => await Answers(db).Select(a => a.Shortcut).ToListAsync(cancel);

        static IAsyncEnumerable<CannedAnswer> Answers(Db db) => db.CannedAnswers.AsNoTracking().OrderBy(c => c.Shortcut).AsAsyncEnumerable();
    }

    [Fact]
    public async Task A_row_that_is_forgotten_while_a_unit_changes_it_costs_a_second_try_and_no_request()
    {
        await using var s = await Story.Begin(TestDatabase.Postgres);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var cancel = TestContext.Current.CancellationToken;
        var (store, account) = await StoreOf(s);
        var found = new List<bool>();

        await store.Write(
            account,
            async unit =>
            {
                var device = await unit.Db.Devices.AsTracking().FirstOrDefaultAsync(cancel);
                found.Add(device is not null);
                if (device is null)
                    return;

                // What is old is deleted without holding the account.
                await store.WriteOutside(other => other.Db.Devices.ExecuteDeleteAsync(cancel), cancel);
                device.Name = "Laptop";
            },
            cancel);

        Assert.Equal([true, false], found);
    }

    /// <summary>The story's store, and the account that it is about.</summary>
    internal static async Task<(Store Store, Guid Account)> StoreOf(Story s)
    {
        var store = s.App.Services.GetRequiredService<Store>();
        await using var db = store.Read();
        return (store, await db.Accounts.Select(a => a.Id).FirstAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The columns whose workers were told, in their order.</summary>
    private static async Task<IReadOnlyList<DueColumn>> Woken(Story s, Func<Task> what)
    {
        await s.Settle();
        var signals = s.App.Services.GetRequiredService<Signals>();
        var bells = DueColumn.All.Select(c => (Column: c, Rung: signals.Next(c))).ToList();
        await what();
        return [.. bells.Where(b => b.Rung.IsCompleted).Select(b => b.Column)];
    }
}
