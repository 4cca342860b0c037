using Microsoft.Data.Sqlite;
using Nightbell.Files;

namespace Nightbell.Cli;

/// <summary>A SQLite database as a file to copy, verify and move.</summary>
public static class SqliteFiles
{
    private const string History = "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId";

    /// <summary>A connection of one's own, outside every pool, so that closing it lets go of the file.</summary>
    public static async Task<SqliteConnection> Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    public static async Task<IReadOnlyList<string>> Read(this SqliteConnection connection, string sql)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of ours alone.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetValue(0).ToString() ?? "");
        return rows;
    }

    /// <summary>Writes everything that is committed, also what stands in the log, into a new file.</summary>
    public static async Task CopyInto(this SqliteConnection connection, string file)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $file";
        command.Parameters.AddWithValue("$file", file);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads every page of a database and the migrations it has had.</summary>
    /// <exception cref="Refusal">It is damaged, or none of ours.</exception>
    public static async Task<IReadOnlyList<string>> Verify(string file)
    {
        try
        {
            await using var connection = await Open(file, SqliteOpenMode.ReadOnly);
            var found = await connection.Read("PRAGMA integrity_check");
            if (found is not ["ok"])
                throw new Refusal($"{file} is damaged: {found[0]}");
            return await connection.Read(History);
        }
        catch (SqliteException trouble)
        {
            throw new Refusal($"{file} is no database of Nightbell's: {trouble.Message}");
        }
    }

    /// <summary>Where the files that a database names are within its folder; none for a schema that knows of none.</summary>
    public static async Task<IReadOnlyList<string>> PathsOfFiles(string database)
    {
        await using var connection = await Open(database, SqliteOpenMode.ReadOnly);
        if ((await connection.Read("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'Files'")).Count == 0)
            return [];
        var blobs = await connection.Read("SELECT AccountId || ' ' || Blob FROM Files");
        return [.. blobs.Select(b => b.Split(' ')).Select(b => FolderFiles.PathOf(Guid.Parse(b[0]), Guid.Parse(b[1])))];
    }

    /// <summary>Makes sure that a file, and its name, are on the disk.</summary>
    public static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
