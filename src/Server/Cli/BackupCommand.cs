using System.CommandLine;
using Microsoft.Data.Sqlite;

namespace Nightbell.Cli;

/// <summary><c>nightbell backup</c>: a copy of the database as of one moment, while the server goes on.</summary>
public static class BackupCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "Where the copy goes." };
        var force = new Option<bool>("--force") { Description = "Replace the file when it exists." };
        var json = Terminal.JsonOption();
        var command = new Command("backup", "Copy the database into a file; the server may go on running (SQLite).") { file, force, json };
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
            if (Path.Exists(target) && !parsed.GetValue(force))
                throw new Refusal($"{target} exists: choose another name, or say --force.");
            await Copy(database, target);
            var bytes = new FileInfo(target).Length;
            if (parsed.GetValue(json))
                await terminal.SayJson(new { file = target, bytes });
            else
                await terminal.Say($"{target} is a verified copy of {database}, {bytes} bytes.");
            return 0;
        });
        return command;
    }

    /// <summary>Writes beside the target and renames: there is never half a backup under the name.</summary>
    private static async Task Copy(string database, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = $"{target}.{Environment.ProcessId}.partial";
        try
        {
            await using (var connection = await SqliteFiles.Open(database, SqliteOpenMode.ReadWrite))
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "VACUUM INTO $file";
                command.Parameters.AddWithValue("$file", partial);
                await command.ExecuteNonQueryAsync();
            }

            await SqliteFiles.Verify(partial);
            SqliteFiles.Flush(partial);
            File.Move(partial, target, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
