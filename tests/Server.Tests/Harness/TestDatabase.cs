using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Nightbell.Server.Tests.Harness;

/// <summary>A database of one test's own, SQLite or PostgreSQL, that survives restarts and crashes of the server and goes with the test.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    /// <summary>What every scenario is a theory over.</summary>
    public static TheoryData<string> Both => new(Sqlite, Postgres);

    public abstract string ConnectionString { get; }

    /// <summary>A fresh database of the kind; skips the test in words when the kind is not installed here.</summary>
    public static async Task<TestDatabase> Create(string kind)
    {
        if (kind == Sqlite)
        {
            return new SqliteFile();
        }

        Missing.SkipsUnless(PostgresCluster.Binaries is not null, "PostgreSQL is not installed (Debian: postgresql).");
        var cluster = await TestRun.Postgres();
        return new PostgresDatabase(cluster, await cluster.CreateDatabase());
    }

    /// <summary>As <see cref="Create"/>, with the schema of this program.</summary>
    public static async Task<TestDatabase> CreateMigrated(string kind)
    {
        if (kind == Sqlite)
        {
            var made = new SqliteFile();
            await TestRun.CopySqlite(made.File);
            return made;
        }

        Missing.SkipsUnless(PostgresCluster.Binaries is not null, "PostgreSQL is not installed (Debian: postgresql).");
        var cluster = await TestRun.Postgres();
        return new PostgresDatabase(cluster, await TestRun.CopyPostgres());
    }

    /// <summary>From here on nothing that the present user of the database writes is kept: the machine it ran on is dead.</summary>
    public abstract Task CrashItsUser();

    /// <summary>After the dead user has been cleared away: the database as the crash left it.</summary>
    public abstract Task Recover();

    /// <summary>Programs that run as somebody else may use it, too.</summary>
    public virtual void LetEverybodyWrite()
    {
    }

    /// <summary>Runs one statement behind the server's back.</summary>
    public async Task<object?> Execute(string sql)
    {
        await using DbConnection connection = this is SqliteFile ? new SqliteConnection(ConnectionString) : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of tests alone.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    public abstract ValueTask DisposeAsync();

    private sealed class SqliteFile : TestDatabase
    {
        private readonly string folder = Scratch.Folder("nightbell-db-").FullName;
        private int life = 1;

        public string File => PathOf(life);

        public override string ConnectionString => "Data Source=" + File;

        // What a power cut leaves is what was committed: the next life starts from a copy of that.
        public override async Task CrashItsUser()
        {
            await using var connection = new SqliteConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $path";
            command.Parameters.AddWithValue("$path", PathOf(life + 1));
            await command.ExecuteNonQueryAsync();

            // Files are whole and on disk before a row names them.
            var (left, next) = (new DirectoryInfo(PathOf(life) + ".files"), PathOf(life + 1) + ".files");
            foreach (var file in left.Exists ? left.EnumerateFiles("*", SearchOption.AllDirectories) : [])
            {
                var copy = Path.Combine(next, Path.GetRelativePath(left.FullName, file.FullName));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                file.CopyTo(copy);
            }
        }

        public override void LetEverybodyWrite()
        {
            const UnixFileMode Everything = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
#pragma warning disable CA1416 // Mail servers are started on Linux alone.
            System.IO.File.SetUnixFileMode(folder, Everything);
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                System.IO.File.SetUnixFileMode(file, Everything);
            }
#pragma warning restore CA1416
        }

        public override Task Recover()
        {
            life++;
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        private string PathOf(int life) => Path.Combine(folder, $"nightbell-{life}.db");
    }

    private sealed class PostgresDatabase(PostgresCluster cluster, string connectionString) : TestDatabase
    {
        public override string ConnectionString => connectionString;

        public override Task CrashItsUser() => cluster.CutOff(connectionString);

        public override Task Recover() => cluster.Reconnect(connectionString);

        public override async ValueTask DisposeAsync() => await cluster.DropDatabase(connectionString);
    }
}
