using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.CannedAnswers;
using Nightbell.Data;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Data;

/// <summary>What SQLite's one writer keeps from unit to unit is never seen: a unit finds what PostgreSQL would show it, and writes the same.</summary>
public sealed class WriterTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_unit_finds_the_account_as_the_last_one_left_it_and_not_as_a_refused_one_did(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);

        await Change(account => account.Name = "Moonlight");
        Assert.Equal("Moonlight", await Read(account => account.Name));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Write(
            id,
            async unit =>
            {
                unit.Account.Name = "Nobody";
                await unit.Db.SaveChangesAsync(Cancel);
                throw new InvalidOperationException("Half-way.");
            },
            Cancel));
        Assert.Equal("Moonlight", await Read(account => account.Name));

        await store.WriteOutside(async unit => (await unit.Db.Accounts.AsTracking().SingleAsync(a => a.Id == id, Cancel)).Name = "Sunlight", Cancel);
        Assert.Equal("Sunlight", await Read(account => account.Name));

        // A unit that deletes a row leaves the writing to EF; the account goes on all the same.
        await store.Write(id, async unit => { unit.Account.Name = "Starlight"; unit.Db.Remove(await unit.Db.Agents.AsTracking().FirstAsync(Cancel)); }, Cancel);
        Assert.Equal("Starlight", await Read(account => account.Name));
        await using (var db = store.Read())
            Assert.Equal("Starlight", (await db.Accounts.SingleAsync(Cancel)).Name);

        await store.Write(id, unit => Task.FromResult(unit.Db.Remove(unit.Account)), Cancel);
        Assert.Equal(404, (await Assert.ThrowsAsync<Problem>(() => Read(account => account.Name))).Status);

        Task Change(Action<Account> change) => store.Write(id, unit => { change(unit.Account); return Task.CompletedTask; }, Cancel);
        Task<T> Read<T>(Func<Account, T> read) => store.Write(id, unit => Task.FromResult(read(unit.Account)), Cancel);
    }

    [Fact]
    public async Task A_unit_finds_what_another_process_made_of_the_account()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);
        await store.Write(id, unit => Task.FromResult(unit.Account.Name = "Moonlight"), Cancel);

        await using (var other = new SqliteConnection(s.App.ConnectionString))
        {
            other.Open();
            await using var command = other.CreateCommand();
            command.CommandText = """UPDATE "Accounts" SET "Name" = 'Sunlight'""";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        Assert.Equal("Sunlight", await store.Write(id, unit => Task.FromResult(unit.Account.Name), Cancel));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_accounts_relay_comes_changes_and_goes(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);

        await Change(account => account.OwnRelay = new OwnRelay { Host = "mail.example", Port = 587 });
        Assert.Equal("mail.example", await Host());
        await Change(account => account.OwnRelay = new OwnRelay { Host = "smtp.example", Port = 587 });
        Assert.Equal("smtp.example", await Host());
        await Change(account => account.OwnRelay = null);
        Assert.Null(await Host());

        Task Change(Action<Account> change) => store.Write(id, unit => { change(unit.Account); return Task.CompletedTask; }, Cancel);
        async Task<string?> Host()
        {
            await using var db = store.Read();
            return (await db.Accounts.SingleAsync(a => a.Id == id, Cancel)).OwnRelay?.Host;
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Rows_that_need_an_order_are_written_in_it_and_a_row_that_is_gone_is_noticed(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);
        await store.Write(
            id,
            unit =>
            {
                foreach (var shortcut in (string[])["one", "two"])
                    unit.Db.Add(new CannedAnswer { Id = Guid.NewGuid(), AccountId = id, Shortcut = shortcut, Text = shortcut });
                return Task.CompletedTask;
            },
            Cancel);

        // "two" takes a name that "one" gives up in the same unit, and is found first.
        await store.Write(
            id,
            async unit =>
            {
                var found = await unit.Db.CannedAnswers.AsTracking().OrderByDescending(c => c.Shortcut).ToListAsync(Cancel);
                (found[0].Shortcut, found[1].Shortcut) = ("one", "three");
            },
            Cancel);
        await using (var db = store.Read())
            Assert.Equal(["one was two", "three was one"], await db.CannedAnswers.OrderBy(c => c.Shortcut).Select(c => c.Shortcut + " was " + c.Text).ToListAsync(Cancel));

        // A name that another has is refused, and so is nothing else of the unit's.
        await Assert.ThrowsAsync<DbUpdateException>(() => store.Write(
            id,
            async unit =>
            {
                unit.Account.Name = "Nobody";
                (await unit.Db.CannedAnswers.AsTracking().SingleAsync(c => c.Shortcut == "three", Cancel)).Shortcut = "one";
            },
            Cancel));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => store.Write(
            id,
            async unit =>
            {
                unit.Account.Name = "Nobody";
                var answer = await unit.Db.CannedAnswers.AsTracking().SingleAsync(c => c.Shortcut == "three", Cancel);
                await unit.Db.CannedAnswers.Where(c => c.Id == answer.Id).ExecuteDeleteAsync(Cancel);
                answer.Text = "Too late";
            },
            Cancel));
        await using (var db = store.Read())
        {
            Assert.NotEqual("Nobody", (await db.Accounts.SingleAsync(a => a.Id == id, Cancel)).Name);
            Assert.Equal(2, await db.CannedAnswers.CountAsync(Cancel));
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
