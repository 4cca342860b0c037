using Microsoft.Data.Sqlite;

namespace Nightbell.Data;

/// <summary>The one savepoint of SQLite's writer, before each unit; its statements are prepared once.</summary>
public sealed class Savepoint(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand save = Command(connection, "SAVEPOINT unit");
    private readonly SqliteCommand release = Command(connection, "RELEASE unit");
    private readonly SqliteCommand rollback = Command(connection, "ROLLBACK TO unit");

    public void Save(SqliteTransaction transaction) => Run(save, transaction);

    /// <summary>What was written since stays, as far as the transaction does.</summary>
    public void Release(SqliteTransaction transaction) => Run(release, transaction);

    /// <summary>What was written since is undone; the savepoint is still there.</summary>
    public void Rollback(SqliteTransaction transaction) => Run(rollback, transaction);

    public void Dispose()
    {
        save.Dispose();
        release.Dispose();
        rollback.Dispose();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction)
    {
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }
}
