using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Data;

/// <summary>What the server does with SQLite's file and its log: readers stay open and yet hold nothing, and the log begins anew again and again.</summary>
public sealed class SqliteFileTests
{
    private const int PageBytes = 4_096;

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
        Assert.Equal((0, 0), await CopyWholeLog(s));
        await using var next = store.Read();
        Assert.Equal("Moonlight", (await next.Accounts.SingleAsync(a => a.Id == id, Cancel)).Name);
    }

    [Fact]
    public async Task A_reader_is_given_back_once_and_without_what_it_was_in()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var (store, id) = await StoreTests.StoreOf(s);
        var first = store.Read();
        var transaction = await first.Database.BeginTransactionAsync(Cancel);
        var account = await first.Accounts.AsTracking().SingleAsync(a => a.Id == id, Cancel);
        account.Name = "Never saved";
        await first.DisposeAsync();
        await first.DisposeAsync();

        await using var second = store.Read();
        await using var third = store.Read();
        Assert.NotSame(second, third);
        Assert.Null(second.Database.CurrentTransaction);
        Assert.Empty(second.ChangeTracker.Entries());
        await transaction.DisposeAsync();
        await store.Write(id, unit => Task.FromResult(unit.Account.Name = "Moonlight"), Cancel);
        foreach (var reader in (Db[])[second, third])
            Assert.Equal("Moonlight", (await reader.Accounts.SingleAsync(a => a.Id == id, Cancel)).Name);
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

    /// <summary>Whether somebody was in the way, and how much of the log is left, when another process copies it back and empties it.</summary>
    private static async Task<(long Busy, long Left)> CopyWholeLog(Story s)
    {
        await using var other = new SqliteConnection(s.App.ConnectionString + ";Pooling=false");
        other.Open();
        await using var command = other.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await using var answer = await command.ExecuteReaderAsync(Cancel);
        Assert.True(await answer.ReadAsync(Cancel));
        return (answer.GetInt64(0), answer.GetInt64(1));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
