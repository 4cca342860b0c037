using System.CommandLine;
using Microsoft.Data.Sqlite;
using Nightbell.Files;

namespace Nightbell.Cli;

/// <summary><c>nightbell backup</c>: a copy of the database as of one moment, and of the files its messages name, while the server goes on.</summary>
public static class BackupCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "Where the copy goes." };
        var force = new Option<bool>("--force") { Description = "Replace the file, and the files beside it, when they exist." };
        var json = Terminal.JsonOption();
        var command = new Command("backup", "Copy the database into a file, and visitors' and agents' files into a folder beside it; the server may go on running (SQLite).") { file, force, json };
        command.SetAction(async parsed =>
        {
            await using var installation = Installation.Open(terminal);
            if (installation.SqliteFile is not { } database)
                throw new Misuse($"This is for SQLite. For PostgreSQL run: {PostgresTools.DumpLine(installation.ConnectionString, parsed.GetRequiredValue(file))}.");
            var target = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (target == database)
                throw new Misuse("This is the database itself.");
            if (!File.Exists(database))
                throw new Refusal($"There is no database at {database}.");
            var existing = new[] { target, FolderFiles.FolderOf(target) }.FirstOrDefault(Path.Exists);
            if (existing is not null && !parsed.GetValue(force))
                throw new Refusal($"{existing} exists: choose another name, or say --force.");
            var (files, missing) = await Copy(database, target);
            var bytes = new FileInfo(target).Length;
            if (parsed.GetValue(json))
                await terminal.SayJson(new { file = target, bytes, files, missing });
            else
                await terminal.Say($"{target} is a verified copy of {database}, {bytes} bytes{Told(target, files, missing)}.");
            return 0;
        });
        return command;
    }

    private static string Told(string target, int files, int missing) =>
        (files > 0 ? $", and {FolderFiles.FolderOf(target)} has its {files} files" : "") + (missing > 0 ? $"; {missing} files that it names are not there" : "");

    /// <summary>
    /// Writes beside the target and renames: there is never half a backup under the name. First the database, then the files it names: those never
    /// change, and one that a message of the copy names was whole before.
    /// </summary>
    private static async Task<(int Files, int Missing)> Copy(string database, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = $"{target}.{Environment.ProcessId}.partial";
        try
        {
            await using (var connection = await SqliteFiles.Open(database, SqliteOpenMode.ReadWrite))
                await connection.CopyInto(partial);

            await SqliteFiles.Verify(partial);
            SqliteFiles.Flush(partial);
            var copied = await CopyFiles(partial, FolderFiles.FolderOf(database), FolderFiles.FolderOf(partial));
            if (Directory.Exists(FolderFiles.FolderOf(target)))
                Directory.Delete(FolderFiles.FolderOf(target), recursive: true);
            if (Directory.Exists(FolderFiles.FolderOf(partial)))
                Directory.Move(FolderFiles.FolderOf(partial), FolderFiles.FolderOf(target));
            File.Move(partial, target, overwrite: true);
            return copied;
        }
        finally
        {
            File.Delete(partial);
            if (Directory.Exists(FolderFiles.FolderOf(partial)))
                Directory.Delete(FolderFiles.FolderOf(partial), recursive: true);
        }
    }

    /// <summary>Copies the files that a database names; says how many there were, and how many were not.</summary>
    private static async Task<(int Files, int Missing)> CopyFiles(string database, string from, string to)
    {
        var (files, missing) = (0, 0);
        foreach (var path in await SqliteFiles.PathsOfFiles(database))
        {
            var source = new FileInfo(Path.Combine(from, path));
            if (!source.Exists)
            {
                missing++;
                continue;
            }

            var copy = Path.Combine(to, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            source.CopyTo(copy);
            SqliteFiles.Flush(copy);
            files++;
        }

        return (files, missing);
    }
}
