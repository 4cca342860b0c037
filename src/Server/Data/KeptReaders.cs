using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Nightbell.Data;

/// <summary>
/// The contexts that read SQLite. Each has a connection of its own, which stays open and keeps what was prepared on it: opening one teaches it EF's functions
/// and reads the schema, and each statement is planned anew, which costs more than most of what is asked (ADR 41).
/// </summary>
/// <param name="connectionString">Of the database.</param>
/// <param name="configure">What the store's contexts have in common; it is given the connection.</param>
public sealed class KeptReaders(string connectionString, Func<SqliteConnection, DbContextOptionsBuilder<SqliteDb>> configure) : IDisposable
{
    /// <summary>Reading keeps a thread busy, so few read at a time; beyond, a reader is for a burst and ends with it.</summary>
    private static readonly int Most = 8 * Environment.ProcessorCount;

    private readonly ConcurrentStack<Reader> idle = [];
    private volatile bool isOver;

    /// <summary>A context that tracks nothing. Whoever disposes of it gives it back.</summary>
    public SqliteDb Take()
    {
        var reader = idle.TryPop(out var kept) ? kept : Open();
        reader.IsLent = true;
        return reader.Db;
    }

    /// <summary>Nobody reads any more.</summary>
    public void Dispose()
    {
        isOver = true;
        while (idle.TryPop(out var reader))
            reader.End();
    }

    private Reader Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        SqliteDb.TeachLower(connection);
        var statements = new KeptStatements();
        var options = configure(connection).AddInterceptors(statements).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;
        var reader = new Reader(new SqliteDb(options), statements, connection);
        reader.Db.GiveBack = () => GiveBack(reader);
        return reader;
    }

    private void GiveBack(Reader reader)
    {
        // Disposing twice is allowed.
        if (!reader.IsLent)
            return;
        reader.IsLent = false;

        // Whoever failed within a transaction of its own is not followed by another.
        if (isOver || idle.Count >= Most || reader.Db.Database.CurrentTransaction is not null)
        {
            reader.End();
            return;
        }

        reader.Db.ChangeTracker.Clear();
        idle.Push(reader);
        if (isOver)
            Dispose();
    }

    private sealed record Reader(SqliteDb Db, KeptStatements Statements, SqliteConnection Connection)
    {
        public bool IsLent { get; set; }

        public void End()
        {
            Db.GiveBack = null;
            Db.Dispose();
            Statements.Dispose();
            Connection.Dispose();
        }
    }
}
