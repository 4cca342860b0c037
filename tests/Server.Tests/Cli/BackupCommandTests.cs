using System.Text.Json;
using Microsoft.Data.Sqlite;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>Backing up, restoring and migrating.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nightbell-backup-").FullName;

    private string Backup => Path.Combine(folder, "backup.db");

    [Fact]
    public async Task I_can_back_up_beside_a_running_server_and_restore_once_it_has_stopped()
    {
        await using var story = await Story.Begin(TestDatabase.Sqlite);
        await story.Agent("Anna");
        await story.FirstVisitor().Writes("Before.");
        var (exit, output, error) = await story.App.Command(["backup", Backup, "--json"]);
        Assert.True(exit == 0, error);
        Assert.Equal(Backup, JsonDocument.Parse(output).RootElement.GetProperty("file").GetString());
        await story.FirstVisitor().Writes("After.");

        var (served, _, refusal) = await story.App.Command(["restore", Backup]);
        Assert.Equal(1, served);
        Assert.Contains("A server runs on this database", refusal, StringComparison.Ordinal);

        await story.App.Stop();
        var (restored, told, trouble) = await story.App.Command(["restore", Backup, "--json"]);
        Assert.True(restored == 0, trouble);
        var aside = JsonDocument.Parse(told).RootElement.GetProperty("movedAside").GetString()!;
        Assert.Equal(2, await Messages(aside));
        await story.App.Start();
        Assert.Equal(1, (await story.FirstVisitor().Conversation()).GetProperty("messages").GetArrayLength());
        await story.Settle();
        await story.CheckHolds();
    }

    [Fact]
    public async Task A_log_that_a_dead_server_left_is_not_read_into_what_is_restored()
    {
        await using var story = await Story.Begin(TestDatabase.Sqlite);
        await story.Agent("Anna");
        await story.FirstVisitor().Writes("Before.");
        Assert.Equal(0, (await story.App.Command(["backup", Backup])).Exit);
        await story.FirstVisitor().Writes("After.");
        var database = new SqliteConnectionStringBuilder(story.App.ConnectionString).DataSource;
        File.Copy(database + "-wal", Path.Combine(folder, "wal"));
        await story.App.Stop();
        File.Delete(database);
        File.Copy(Path.Combine(folder, "wal"), database + "-wal", overwrite: true);

        Assert.Equal(0, (await story.App.Command(["restore", Backup])).Exit);

        Assert.False(File.Exists(database + "-wal"));
        Assert.Equal(1, await Messages(database));
    }

    [Fact]
    public async Task A_backup_that_lies_beside_its_log_is_restored_with_what_stands_there()
    {
        await using var story = await Story.Begin(TestDatabase.Sqlite);
        await story.Agent("Anna");
        await story.FirstVisitor().Writes("In the log.");
        var database = new SqliteConnectionStringBuilder(story.App.ConnectionString).DataSource;
        File.Copy(database, Backup);
        File.Copy(database + "-wal", Backup + "-wal");
        await story.App.Stop();

        var (exit, _, error) = await story.App.Command(["restore", Backup]);

        Assert.True(exit == 0, error);
        Assert.Equal(1, await Messages(database));
    }

    [Fact]
    public async Task A_backup_replaces_nothing_unless_forced()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        await File.WriteAllTextAsync(Backup, "precious");
        var (exit, _, error) = await app.Command(["backup", Backup]);
        Assert.Equal(1, exit);
        Assert.Contains("say --force", error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Backup));
        Assert.Equal(0, (await app.Command(["backup", Backup, "--force"])).Exit);
        Assert.Equal(0, await Messages(Backup));
        Assert.Equal([Backup], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("no file", "There is no file")]
    [InlineData("no database", "is no database of Nightbell's")]
    [InlineData("somebody else's", "is no database of Nightbell's")]
    [InlineData("newer", "was made by a newer program: it has the migration 99999999999999_Future")]
    [InlineData("damaged", "is damaged")]
    public async Task What_is_no_good_backup_is_not_restored(string what, string words)
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        await Prepare(app, what);
        await app.Stop();
        var (exit, _, error) = await app.Command(["restore", Backup]);
        Assert.Equal(1, exit);
        Assert.Contains(words, error, StringComparison.Ordinal);
        await app.Start();
        Assert.Equal(0, (await app.Command(["check"])).Exit);
    }

    [Theory]
    [InlineData("backup", "pg_dump --format=custom")]
    [InlineData("restore", "pg_restore --clean")]
    public async Task For_PostgreSQL_it_names_the_line_to_run_without_the_password(string command, string line)
    {
        var (exit, _, error) = await CommandLineTests.Run(
            [command, "x.dump", "--ConnectionStrings:Nightbell=Host=db.example;Database=chat;Username=night;Password=secret"]);
        Assert.Equal(2, exit);
        Assert.Contains(line, error, StringComparison.Ordinal);
        Assert.Contains("--host=db.example --port=5432 --username=night --dbname=chat", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_database_is_migrated_once()
    {
        var database = $"--ConnectionStrings:Nightbell=Data Source={Path.Combine(folder, "new", "n.db")}";
        var (exit, output, error) = await CommandLineTests.Run(["migrate", "--json", database]);
        Assert.True(exit == 0, error);
        Assert.NotEqual(0, JsonDocument.Parse(output).RootElement.GetProperty("applied").GetArrayLength());
        Assert.Contains("nothing was to be done", (await CommandLineTests.Run(["migrate", database])).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandLineTests.Run(["check", database])).Exit);
    }

    [Fact]
    public async Task A_program_killed_while_it_migrated_stops_no_later_one()
    {
        var file = Path.Combine(folder, "n.db");
        await Execute(file, "CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL); INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01')");
        var migrating = CommandLineTests.Run(["migrate", $"--ConnectionStrings:Nightbell=Data Source={file}"]);
        var (exit, _, error) = await migrating.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        Assert.True(exit == 0, error);
        Assert.False(File.Exists($"{file}.migrating"));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<long> Messages(string file) => (long)(await Execute(file, "SELECT COUNT(*) FROM Messages"))!;

    private static async Task<object?> Execute(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of tests alone.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    private async Task Prepare(TestApp app, string what)
    {
        if (what is "no database")
            await File.WriteAllTextAsync(Backup, "This is a letter, and it is long enough to be read as a header of something else entirely, I hope.");
        if (what is "somebody else's")
            await Execute(Backup, "CREATE TABLE Songs (Name TEXT)");
        if (what is not ("newer" or "damaged"))
            return;
        Assert.Equal(0, (await app.Command(["backup", Backup])).Exit);
        if (what is "newer")
        {
            await Execute(Backup, "INSERT INTO __EFMigrationsHistory VALUES ('99999999999999_Future', '99.0')");
            return;
        }

        // Rows that an index does not know of.
        await Execute(Backup, "PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'IX_Agents_NormalizedEmail') WHERE name = 'IX_Accounts_WidgetKey'");
    }
}
