using System.CommandLine;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Nightbell.Files;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell restore</c>: puts a backup in the place of the database and of its files, which are moved aside and kept.</summary>
public static class RestoreCommand
{
    /// <summary>The files of one SQLite database: itself, and what its last user may have left.</summary>
    private static readonly string[] Companions = ["", "-wal", "-shm"];

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "A backup." };
        var force = new Option<bool>("--force") { Description = "Even though a server seems to run." };
        var json = Terminal.JsonOption();
        var command = new Command("restore", "Put a backup in the place of the database, and the database aside (SQLite).") { file, force, json };
        command.SetAction(async parsed =>
        {
            await using var installation = Installation.Open(terminal);
            if (installation.SqliteFile is not { } database)
                throw new Misuse($"This is for SQLite. For PostgreSQL run: {PostgresTools.RestoreLine(installation.ConnectionString, parsed.GetRequiredValue(file))}.");
            var backup = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (backup == database)
                throw new Misuse("This is the database itself.");
            if (!File.Exists(backup))
                throw new Refusal($"There is no file {backup}.");
            await MustBeOurs(installation, backup);
            if (File.Exists(database) && !parsed.GetValue(force) && await IsServed(database))
                throw new Refusal("A server runs on this database: stop it first, or say --force if it is dead.");
            var missing = (await SqliteFiles.PathsOfFiles(backup)).Count(path => !File.Exists(Path.Combine(FolderFiles.FolderOf(backup), path)));
            var aside = await Replace(database, backup);
            if (parsed.GetValue(json))
                await terminal.SayJson(new { database, movedAside = aside, missingFiles = missing });
            else
                await terminal.Say($"{database} is restored from {backup}.{(aside is null ? "" : $" The one before is {aside}.")}{Missing(backup, missing)}");
            return 0;
        });
        return command;
    }

    private static string Missing(string backup, int missing) =>
        missing == 0 ? "" : $" {missing} files that its messages name are not in {FolderFiles.FolderOf(backup)}.";

    /// <summary>A backup of an older program is upgraded as the server starts; one of a newer program cannot be read.</summary>
    private static async Task MustBeOurs(Installation installation, string backup)
    {
        var had = await SqliteFiles.Verify(backup);
        await using var db = installation.Store.Read();
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if (had.Count == 0)
            throw new Refusal($"{backup} is no database of Nightbell's: it has no schema.");
        if (had.FirstOrDefault(m => !known.Contains(m)) is { } unknown)
            throw new Refusal($"{backup} was made by a newer program: it has the migration {unknown}.");
    }

    /// <summary>Asks the file itself: its schema may be older than this program's.</summary>
    private static async Task<bool> IsServed(string database)
    {
        try
        {
            await using var connection = await SqliteFiles.Open(database, SqliteOpenMode.ReadWrite);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM ServerLeases WHERE Until > $now";
            command.Parameters.AddWithValue("$now", TimeProvider.System.Now().ToUnixTimeMilliseconds());
            return (long)(await command.ExecuteScalarAsync())! > 0;
        }
        catch (SqliteException)
        {
            // A database that cannot be read is why one restores.
            return false;
        }
    }

    private static async Task<string?> Replace(string database, string backup)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(database)!);
        var partial = $"{database}.{Environment.ProcessId}.partial";
        File.Delete(partial);

        // Not the file as it lies there: what its last user wrote may stand in the log beside it.
        await using (var connection = await SqliteFiles.Open(backup, SqliteOpenMode.ReadOnly))
            await connection.CopyInto(partial);
        SqliteFiles.Flush(partial);
        var (files, partialFiles) = (FolderFiles.FolderOf(database), FolderFiles.FolderOf(partial));
        CopyFolder(FolderFiles.FolderOf(backup), partialFiles);

        // Also a log alone, whose database was moved by hand: it would be read into the one that comes in its place.
        var aside = Companions.Any(c => File.Exists(database + c)) ? await MoveAside(database) : null;
        if (Directory.Exists(files))
            Directory.Move(files, FolderFiles.FolderOf(aside ?? AsideOf(database)));
        if (Directory.Exists(partialFiles))
            Directory.Move(partialFiles, files);
        File.Move(partial, database);
        return aside;
    }

    private static string AsideOf(string database) => $"{database}.before-restore-{TimeProvider.System.Now():yyyyMMdd'T'HHmmssfff'Z'}";

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.Exists(from) ? Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
            SqliteFiles.Flush(copy);
        }
    }

    private static async Task<string> MoveAside(string database)
    {
        var aside = AsideOf(database);
        try
        {
            // What stands in the write-ahead log comes into the file, so that it can be read wherever it is moved.
            await using var connection = await SqliteFiles.Open(database, SqliteOpenMode.ReadWrite);
            await connection.Read("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // A damaged one is moved as it is, with its log.
        }

        foreach (var companion in Companions.Where(c => File.Exists(database + c)))
            File.Move(database + companion, aside + companion);
        return aside;
    }
}
