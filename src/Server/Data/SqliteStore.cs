using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Nightbell.Accounts;
using Nightbell.Platform;
using SQLitePCL;

namespace Nightbell.Data;

/// <summary>
/// SQLite has one writer, so this process has one too: it commits together whatever is waiting, each unit behind a savepoint of
/// its own, so that a refused one fails alone and one fsync serves many.
/// </summary>
public sealed class SqliteStore : Store, IAsyncDisposable
{
    private const int UnitsPerCommit = 256;
    private const int QueueLength = 4096;

    /// <summary>What goes behind requests has its turn after this at the latest, however many there are.</summary>
    private static readonly TimeSpan LongestBehind = TimeSpan.FromMilliseconds(250);

    /// <summary>A commit does so much for those behind requests at most: the next request waits for its end.</summary>
    private static readonly TimeSpan TurnOfThoseBehind = TimeSpan.FromMilliseconds(5);

    /// <summary>Who is done is told after the commit: it comes after this however many go on coming, unless <see cref="ManyWaiting"/> do.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(16);

    /// <summary>So many waiting requests are served soonest by one commit for all.</summary>
    private const int ManyWaiting = 64;

    /// <summary>How long another process (a command, a backup) may hold the database before a unit fails.</summary>
    private const int BusyTimeoutSeconds = 60;

    /// <summary>Eight times SQLite's own default: the indexes of a busy moment stay in memory.</summary>
    private const int WriterCacheKibibytes = 16_000;

    /// <summary>Four times SQLite's own default, 16 MB of log: in a flood, pages that change again and again are copied back less often.</summary>
    private const int PagesPerCheckpoint = 4_000;

    private const string ForgetLostLock = """
        CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY,
            "Timestamp" TEXT NOT NULL);
        DELETE FROM "__EFMigrationsLock";
        """;

    private static readonly CompiledQuery<Guid, Account> Accounts = new((db, id) => db.Accounts.AsTracking().Where(a => a.Id == id));

    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(500);

    private readonly Channel<WaitingUnit> requests = Channel.CreateBounded<WaitingUnit>(QueueLength);
    private readonly Channel<WaitingUnit> behind = Channel.CreateBounded<WaitingUnit>(QueueLength);
    private readonly string connectionString;
    private readonly KeptReaders readers;
    private readonly KeptRows kept = new();
    private readonly Lazy<Task> writer;
    private object? lastVersion;

    public SqliteStore(string connectionString, Signals signals, Settings settings, TimeProvider clock)
        : base(signals, settings, clock)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = BusyTimeoutSeconds, Pooling = false };
        if (builder.DataSource is not (":memory:" or "") && builder.Mode != SqliteOpenMode.Memory)
        {
            builder.DataSource = Path.GetFullPath(builder.DataSource);
            Directory.CreateDirectory(Path.GetDirectoryName(builder.DataSource)!);
        }

        this.connectionString = builder.ToString();
        readers = new(this.connectionString, OptionsFor);
        writer = new(() => Task.Run(WriteAll));
    }

    /// <summary>Full path of the database file.</summary>
    public string File => new SqliteConnectionStringBuilder(connectionString).DataSource;

    public override bool IsShared => false;

    public override Db Read() => readers.Take();

    public override async Task Migrate(CancellationToken cancel = default)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        await using var db = new SqliteDb(OptionsFor(connection).Options);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancel);
        if (!(await db.Database.GetPendingMigrationsAsync(cancel)).Any())
            return;
        await using var alone = await LockMigrations(cancel);
        await db.Database.ExecuteSqlRawAsync(ForgetLostLock, cancel);
        await db.Database.MigrateAsync(cancel);
    }

    /// <summary>An empty unit now and then lets the writer see whether another process has written.</summary>
    public override async Task Watch(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(WatchEvery, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(cancel))
            await Run(null, _ => Task.FromResult(true), cancel);
    }

    /// <summary>
    /// EF's own lock is a row, which outlives a process that was killed while it migrated and would stop every later one for ever.
    /// This one goes with its holder, and under it a row that is still there is nobody's.
    /// </summary>
    private async Task<FileStream> LockMigrations(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream($"{File}.migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (System.IO.File.Exists($"{File}.migrating"))
            {
                await Task.Delay(WatchEvery, TimeProvider.System, cancel);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        requests.Writer.TryComplete();
        behind.Writer.TryComplete();
        if (writer.IsValueCreated)
            await writer.Value;
        readers.Dispose();
    }

    public override Task<T> WriteBehindRequests<T>(Guid accountId, Func<Unit, Task<T>> work, CancellationToken cancel = default) =>
        Run(behind.Writer, accountId, work, cancel);

    public override Task<T> WriteOutsideBehindRequests<T>(Func<Unit, Task<T>> work, CancellationToken cancel = default) =>
        Run(behind.Writer, null, work, cancel);

    protected override Task<T> Run<T>(Guid? accountId, Func<Unit, Task<T>> work, CancellationToken cancel) =>
        Run(requests.Writer, accountId, work, cancel);

    private async Task<T> Run<T>(ChannelWriter<WaitingUnit> queue, Guid? accountId, Func<Unit, Task<T>> work, CancellationToken cancel)
    {
        _ = writer.Value;
        var waiting = new WaitingUnit<T>(db => RunUnit(db, accountId, work), Signals, cancel);
        await queue.WriteAsync(waiting, cancel);
        return await waiting.Done;
    }

    private async Task<(Unit Unit, T Answer)> RunUnit<T>(SqliteDb db, Guid? accountId, Func<Unit, Task<T>> work)
    {
        kept.Begin();
        var done = await RunUnit(db, accountId, Hold, work);
        kept.PutBack();
        return done;
    }

    private async Task<Account?> Hold(Db db, Guid id) => kept.Take<Account>(db, id, id) ?? await Accounts.In(db, id).SingleOrDefaultAsync();

    private async Task WriteAll()
    {
        try
        {
            await WriteUntilTheEnd();
        }
        catch (Exception trouble)
        {
            // There is no writer any more: whoever waits is told, and whoever comes later is refused. Nobody waits for ever.
            foreach (var queue in (Channel<WaitingUnit>[])[requests, behind])
            {
                queue.Writer.TryComplete(trouble);
                while (queue.Reader.TryRead(out var unit))
                    unit.Fail(trouble);
            }

            throw;
        }
    }

    private async Task WriteUntilTheEnd()
    {
        await using var connection = new SqliteConnection(connectionString);
        connection.Open();

        // What a statement was planned for stays its plan: else SQLite prepares one with a parameter in its LIMIT anew for each value.
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, $"PRAGMA cache_size=-{WriterCacheKibibytes}");

        // What a savepoint may have to undo was a file otherwise, and nearly all that was written: a unit changes some pages, and a bounded number at worst.
        Execute(connection, "PRAGMA temp_store=MEMORY");
        Execute(connection, $"PRAGMA wal_autocheckpoint={PagesPerCheckpoint}");
        Execute(connection, $"PRAGMA busy_timeout={BusyTimeoutSeconds * 1000}");
        using var savepoint = new Savepoint(connection);
        using var statements = new KeptStatements();
        await using var db = new SqliteDb(OptionsFor(connection).AddInterceptors(statements, kept).Options) { Kept = kept };
        kept.Follow(db);
        db.Database.AutoSavepointsEnabled = false;
        var (request, other) = (Waiting(requests), Waiting(behind));

        // Until nobody will write any more, and nothing of either waits.
        while (await await Task.WhenAny(request, other) || await request || await other)
        {
            await CommitWhatIsWaiting(db, connection, savepoint);
            request = request.IsCompleted ? Waiting(requests) : request;
            other = other.IsCompleted ? Waiting(behind) : other;
        }

        static Task<bool> Waiting(Channel<WaitingUnit> queue) => queue.Reader.WaitToReadAsync().AsTask();
    }

    /// <summary>Who is next in the commit that is under way; null when it is to come.</summary>
    private WaitingUnit? Next(long commitBegan)
    {
        var turn = Stopwatch.GetElapsedTime(commitBegan);
        if (turn > LongestTurn && requests.Reader.Count < ManyWaiting)
            return null;
        if (behind.Reader.TryPeek(out var late) && late.Age > LongestBehind && behind.Reader.TryRead(out late))
            return late;
        if (requests.Reader.TryRead(out var request))
            return request;
        return turn < TurnOfThoseBehind && behind.Reader.TryRead(out var next) ? next : null;
    }

    private async Task CommitWhatIsWaiting(SqliteDb db, SqliteConnection connection, Savepoint savepoint)
    {
        var run = new List<WaitingUnit>();
        try
        {
            // Immediate: the write lock is taken before anything is read, so no unit fails half-way because another process wrote.
            await using var transaction = connection.BeginTransaction(deferred: false);
            NoticeOtherWriters(connection, transaction);
            await db.Database.UseTransactionAsync(transaction);
            var began = Stopwatch.GetTimestamp();
            while (run.Count < UnitsPerCommit && Next(began) is { } unit)
            {
                // SQLite may have ended a whole transaction by itself (a full disk): nothing of a refused unit is written by the next.
                db.ChangeTracker.Clear();
                savepoint.Save(transaction);
                if (await unit.Run(db))
                    run.Add(unit);
                else
                    savepoint.Rollback(transaction);
                savepoint.Release(transaction);
            }

            transaction.Commit();
        }
        catch (Exception trouble)
        {
            // A full disk, or a lock held for longer than anybody should: whoever waited is told.
            if (run.Count == 0 && (requests.Reader.TryRead(out var refused) || behind.Reader.TryRead(out refused)))
                run.Add(refused);
            kept.Forget();
            run.ForEach(unit => unit.Fail(trouble));
            run.Clear();
        }
        finally
        {
            db.ChangeTracker.Clear();
            await db.Database.UseTransactionAsync(null);
        }

        run.ForEach(unit => unit.Succeed());
    }

    /// <summary>A connection's data version changes when another connection commits; the other one is another process.</summary>
    private void NoticeOtherWriters(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        command.Transaction = transaction;
        var version = command.ExecuteScalar();
        if (lastVersion is not null && !Equals(version, lastVersion))
        {
            kept.Forget();
            Signals.SomethingChanged();
        }

        lastVersion = version;
    }

    /// <summary>
    /// Readers never save, and yet have the writer's services: EF builds its model once for each set of them. A list is one parameter: as many as it has
    /// members, which is the default, is another statement for each length, written anew each time.
    /// </summary>
    private static DbContextOptionsBuilder<SqliteDb> OptionsFor(SqliteConnection connection) => new DbContextOptionsBuilder<SqliteDb>()
        .UseSqlite(connection, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
        .ReplaceService<IDatabase, KeptWrites>();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private abstract class WaitingUnit
    {
        private readonly long since = Stopwatch.GetTimestamp();

        public TimeSpan Age => Stopwatch.GetElapsedTime(since);

        /// <summary>False when the work refused: its savepoint is rolled back, and its caller knows already.</summary>
        public abstract Task<bool> Run(SqliteDb db);

        public abstract void Succeed();

        public abstract void Fail(Exception trouble);
    }

    private sealed class WaitingUnit<T>(Func<SqliteDb, Task<(Unit Unit, T Answer)>> work, Signals signals, CancellationToken cancel)
        : WaitingUnit
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private (Unit Unit, T Answer) result;

        public Task<T> Done => done.Task;

        public override async Task<bool> Run(SqliteDb db)
        {
            try
            {
                cancel.ThrowIfCancellationRequested();
                result = await work(db);
                return true;
            }
            catch (Exception refused)
            {
                done.TrySetException(refused);
                return false;
            }
        }

        public override void Succeed()
        {
            signals.Committed(result.Unit);
            done.TrySetResult(result.Answer);
        }

        public override void Fail(Exception trouble) => done.TrySetException(trouble);
    }
}
