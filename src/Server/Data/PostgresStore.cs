using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Nightbell.Accounts;
using Nightbell.Platform;
using Npgsql;

namespace Nightbell.Data;

/// <summary>PostgreSQL: a unit is a transaction that locks its account's row first; other servers hear of it by NOTIFY.</summary>
public sealed class PostgresStore : Store
{
    private const string Channel = "nightbell";
    private const string LockAccount = """SELECT * FROM "Accounts" WHERE "Id" = {0} FOR UPDATE""";

    /// <summary>Deadlocks, lost connections and rows that went meanwhile are tried again this often.</summary>
    private const int Tries = 4;

    private const int SecondsBetweenSignsOfLife = 15;

    /// <summary>Statements that a connection keeps prepared: those of a message and of the workers' rounds, with room. Parsing and planning them anew was most of what the database did (ADR 46).</summary>
    private const int StatementsPrepared = 100;

    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    /// <summary>Marks our own notifications; those we have heard of already.</summary>
    private readonly string self = Guid.CreateVersion7().ToString();

    /// <summary>A connection that died without a word (a proxy forgot it) is found out.</summary>
    private readonly string listening;

    private readonly PooledDbContextFactory<PostgresDb> readers;
    private readonly PooledDbContextFactory<PostgresDb> writers;

    public PostgresStore(string connectionString, Signals signals, Settings settings, TimeProvider clock)
        : base(signals, settings, clock)
    {
        connectionString = Preparing(connectionString);
        listening = new NpgsqlConnectionStringBuilder(connectionString) { KeepAlive = SecondsBetweenSignsOfLife }.ToString();

        // Not a data source: EF would build its services and translate every query anew for each store of a process.
        var options = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connectionString);
        writers = new(options.Options);
        readers = new(options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options);
    }

    public override bool IsShared => true;

    public override Db Read() => readers.CreateDbContext();

    public override async Task Migrate(CancellationToken cancel = default)
    {
        await using var db = writers.CreateDbContext();

        // Migrating takes a lock and compares the whole model, also where nothing is to be done.
        if ((await db.Database.GetPendingMigrationsAsync(cancel)).Any())
            await db.Database.MigrateAsync(cancel);
    }

    public override async Task Watch(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(listening);
                await connection.OpenAsync(cancel);
                connection.Notification += (_, told) =>
                {
                    if (told.Payload.Split(' ') is [var account, var teller, var newest] && teller != self
                        && Guid.TryParse(account, out var id) && long.TryParse(newest, CultureInfo.InvariantCulture, out var number))
                        Signals.SomethingChanged(id, number);
                };
                await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(cancel);

                // What was told while nobody listened.
                Signals.SomethingChanged();
                while (true)
                    await connection.WaitAsync(cancel);
            }
            catch (NpgsqlException) when (!cancel.IsCancellationRequested)
            {
                await Task.Delay(ReconnectAfter, TimeProvider.System, cancel);
            }
        }
    }

    protected override async Task<T> Run<T>(Guid? accountId, Func<Unit, Task<T>> work, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnce(accountId, work, cancel);
            }
            catch (Exception trouble) when (attempt < Tries && IsTransient(trouble))
            {
                cancel.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task<T> RunOnce<T>(Guid? accountId, Func<Unit, Task<T>> work, CancellationToken cancel)
    {
        await using var db = writers.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var (unit, answer) = await RunUnit(db, accountId, Lock, work);
        if (unit.HoldsAccount)
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {string.Create(CultureInfo.InvariantCulture, $"{unit.Account.Id} {self} {unit.Account.LastEvent}")})", cancel);
        await transaction.CommitAsync(CancellationToken.None);
        Signals.Committed(unit);
        return answer;
    }

    /// <summary>The connection string of the store's own pool. Statements are prepared unless the operator says how many, perhaps none: a pooler may not know of them.</summary>
    public static string Preparing(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        if (!connection.ShouldSerialize("Max Auto Prepare"))
            connection.MaxAutoPrepare = StatementsPrepared;
        return connection.ToString();
    }

    private static Task<Account?> Lock(Db db, Guid accountId) => db.Accounts.FromSqlRaw(LockAccount, accountId).AsTracking().SingleOrDefaultAsync();

    /// <summary>Units of one account do not overlap, but what is old is deleted by units of none: a row that is gone by now is not found the next time.</summary>
    private static bool IsTransient(Exception trouble) =>
        trouble is NpgsqlException { IsTransient: true } or DbUpdateConcurrencyException
        || (trouble.InnerException is { } inner && IsTransient(inner));
}
