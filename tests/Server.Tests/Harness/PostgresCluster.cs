using System.Diagnostics;
using Nightbell.Data;
using Npgsql;

namespace Nightbell.Server.Tests.Harness;

/// <summary>
/// A private PostgreSQL of this test run: made with <c>initdb</c> in a temporary folder, run by an unprivileged user, gone afterwards.
/// It listens on loopback only and trusts everybody, and it does not fsync: a power cut during a test loses nothing of worth.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly string[] UnprivilegedUsers = ["postgres", "nobody"];
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly string folder;
    private readonly Process process;
    private readonly int port;
    private int made;

    private PostgresCluster(string folder, Process process, int port)
    {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /// <summary>The folder with <c>initdb</c> and <c>postgres</c>, or null when PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } = FindBinaries();

    public static async Task<PostgresCluster> Start()
    {
        var binaries = Binaries ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        var folder = Scratch.Folder("nightbell-pg-").FullName;
        var user = UnprivilegedUser();
        if (user is not null)
        {
            await Run("chown", user, folder);
        }

        var data = Path.Combine(folder, "data");
        await Run(As(user, Path.Combine(binaries, "initdb"), "-D", data, "-A", "trust", "-U", "nightbell", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
        var port = FreePort.Next();
        var process = Launch(As(user, "sh", "-c", Script(Path.Combine(binaries, "postgres"), data, folder, port)));
        var cluster = new PostgresCluster(folder, process, port);
        await Soon.Holds("PostgreSQL accepts connections", cluster.Accepts, StartPatience);
        return cluster;
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabase()
    {
        var name = $"t{Interlocked.Increment(ref made)}";
        await Execute($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>A copy of a database that nobody uses.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CopyDatabase(string connectionString)
    {
        var name = $"t{Interlocked.Increment(ref made)}";
        ClearPool(connectionString);
        await Execute($"CREATE DATABASE {name} TEMPLATE {Name(connectionString)}");
        return ConnectionString(name);
    }

    public async Task DropDatabase(string connectionString)
    {
        ClearPool(connectionString);
        await Execute($"DROP DATABASE IF EXISTS {Name(connectionString)} WITH (FORCE)");
    }

    /// <summary>Cuts a database off from whoever uses it, as when their machine died; nothing they still try to write arrives.</summary>
    public async Task CutOff(string connectionString)
    {
        await Execute($"ALTER DATABASE {Name(connectionString)} WITH ALLOW_CONNECTIONS false");
        await Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Name(connectionString)}'");
    }

    public async Task Reconnect(string connectionString)
    {
        ClearPool(connectionString);
        await Execute($"ALTER DATABASE {Name(connectionString)} WITH ALLOW_CONNECTIONS true");
    }

    public async ValueTask DisposeAsync()
    {
        // The shell around the server stops it when its input ends, also when the test process itself is killed.
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Soon.Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static void ClearPool(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    private static string Name(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;

    private static string Script(string postgres, string data, string socket, int port) =>
        $"'{postgres}' -D '{data}' -k '{socket}' -h 127.0.0.1 -p {port} -c fsync=off -c full_page_writes=off -c max_connections=300 " +
        "-c shared_buffers=64MB -c max_wal_size=256MB >&2 & server=$!; read -r _; kill -INT $server; wait $server";

    private static string[] As(string? user, params string[] command) =>
        user is null ? command : ["runuser", "-u", user, "--", .. command];

    // initdb and postgres refuse to run as root.
    private static string? UnprivilegedUser() =>
        !Environment.IsPrivilegedProcess
            ? null
            : UnprivilegedUsers.First(user => File.ReadLines("/etc/passwd").Any(line => line.StartsWith(user + ":", StringComparison.Ordinal)));

    private static string? FindBinaries()
    {
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderDescending(StringComparer.Ordinal).Select(v => Path.Combine(v, "bin"))
            : [];
        return folders
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "postgres")));
    }

    private static Process Launch(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task Run(params string[] command)
    {
        using var process = Launch(command);
        await process.WaitForExitAsync().WaitAsync(StartPatience, TimeProvider.System);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}");
    }

    /// <summary>As the server itself connects, so that its pool and ours are one.</summary>
    private string ConnectionString(string database) => PostgresStore.Preparing(
        $"Host=127.0.0.1;Port={port};Username=nightbell;Database={database};Maximum Pool Size=20;Connection Idle Lifetime=10");

    private async Task<bool> Accepts()
    {
        Assert.False(process.HasExited, "PostgreSQL ended while it started.");
        try
        {
            await Execute("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names and statements of this file alone.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
