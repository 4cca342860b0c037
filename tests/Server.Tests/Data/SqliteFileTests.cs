using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Data;

/// <summary>What the server does with SQLite's file and its log: readers stay open and yet hold nothing, and the log begins anew again and again.</summary>
public sealed class SqliteFileTests
{
    private const int PageBytes = 4_096;
    private const long NobodyInTheWay = 0;

    [Fact]
    public async Task Readers_that_are_done_hold_nothing_however_many_there_were()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);
        var readers = new List<Db>();
        for (var i = 0; i < 100; i++)
        {
            readers.Add(store.Read());
            Assert.True(await readers[^1].Accounts.AnyAsync(a => a.Id == id, Cancel));
        }

        readers.ForEach(reader => reader.Dispose());
        await store.Write(id, unit => Task.FromResult(unit.Account.Name = "Moonlight"), Cancel);
        Assert.Equal(NobodyInTheWay, await EmptyLog(s));
        await using var next = store.Read();
        Assert.Equal("Moonlight", (await next.Accounts.SingleAsync(a => a.Id == id, Cancel)).Name);
    }

    [Fact]
    public async Task A_reader_is_given_back_once_and_tracks_nothing()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);
        var first = store.Read();
        var account = await first.Accounts.AsTracking().SingleAsync(a => a.Id == id, Cancel);
        account.Name = "Never saved";
        await first.DisposeAsync();
        await first.DisposeAsync();

        await using var second = store.Read();
        await using var third = store.Read();
        Assert.NotSame(second, third);
        foreach (var reader in (Db[])[second, third])
        {
            Assert.Empty(reader.ChangeTracker.Entries());
            Assert.NotEqual("Never saved", (await reader.Accounts.AsTracking().SingleAsync(a => a.Id == id, Cancel)).Name);
        }
    }

    /// <summary>Else whoever is lent it next would read as of that moment, and the log could not begin anew.</summary>
    [Fact]
    public async Task A_reader_that_is_given_back_in_a_transaction_is_lent_to_nobody()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);
        var first = store.Read();
        await first.Database.BeginTransactionAsync(Cancel);
        Assert.True(await first.Accounts.AnyAsync(Cancel));
        await first.DisposeAsync();

        await store.Write(id, unit => Task.FromResult(unit.Account.Name = "Moonlight"), Cancel);
        await using var second = store.Read();
        Assert.Null(second.Database.CurrentTransaction);
        Assert.Equal("Moonlight", (await second.Accounts.SingleAsync(a => a.Id == id, Cancel)).Name);
        Assert.Equal(NobodyInTheWay, await EmptyLog(s));
    }

    /// <summary>Sixteen times what the log holds when it is copied back; without that it would be as long as all that was written.</summary>
    [Fact]
    public async Task The_log_begins_anew_while_the_writer_goes_on()
    {
        const int PagesOfUnit = 200;
        const int Units = 320;
        const int LongestLog = 12_000;
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var (store, _) = await StoreTests.StoreOf(s);
        await store.WriteOutside(unit => unit.Db.Database.ExecuteSqlRawAsync("CREATE TABLE much (id INTEGER PRIMARY KEY, octets BLOB)", Cancel), Cancel);
        for (var i = 0; i < Units; i++)
        {
            await store.WriteOutside(
                unit => unit.Db.Database.ExecuteSqlAsync($"INSERT OR REPLACE INTO much VALUES ({i % 10}, randomblob({PagesOfUnit * PageBytes}))", Cancel), Cancel);
        }

        var log = new FileInfo(((SqliteStore)store).File + "-wal").Length / PageBytes;
        Assert.True(log < LongestLog, $"The log has {log} pages.");
    }

    /// <summary>Copies the log back from another connection and empties it; says whether somebody still needed something of it.</summary>
    private static Task<long> EmptyLog(Story s) => s.App.Ask("PRAGMA wal_checkpoint(TRUNCATE)");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
