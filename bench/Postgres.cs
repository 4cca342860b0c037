using System.Diagnostics;
using Npgsql;

namespace Nightbell.Bench;

/// <summary>A private PostgreSQL, with everything that keeps a commit through a power cut left on.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private const string Debian = "/usr/lib/postgresql";
    private const int Polls = 300;
    private const int MaxConnections = 40;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly string folder;
    private readonly Process process;
    private readonly int port;
    private readonly int connections;
    private int made;

    private Postgres(string folder, Process process, int port, int connections) =>
        (this.folder, this.process, this.port, this.connections) = (folder, process, port, connections);

    /// <summary>Null where the line is measured on SQLite. <c>--connections</c> is how many a server opens at most.</summary>
    public static async Task<Postgres?> For(Options options)
    {
        if (!options.IsPostgres)
            return null;
        var binaries = Path.Combine(Directory.GetDirectories(Debian).OrderDescending(StringComparer.Ordinal).First(), "bin");
        var own = Directory.CreateTempSubdirectory("nightbell-bench-pg-").FullName;
        await Run(["chmod", "755", own]);
        await Run(["chown", "postgres", own]);
        var data = Path.Combine(own, "data");
        await Run(AsPostgres(Path.Combine(binaries, "initdb"), "-D", data, "-A", "trust", "-U", "nightbell", "-E", "UTF8", "--locale=C.UTF-8"));
        var free = Server.FreePort();
        var shell = Launch(AsPostgres(
            "sh", "-c",
            $"'{binaries}/postgres' -D '{data}' -k '{own}' -h 127.0.0.1 -p {free} & server=$!; read -r _; kill -INT $server; wait $server"));
        var cluster = new Postgres(own, shell, free, options.Number("connections", MaxConnections));
        for (var poll = 0; poll < Polls; poll++)
        {
            try
            {
                await cluster.Execute("SELECT 1");
                return cluster;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(PollEvery, TimeProvider.System);
            }
        }

        throw new InvalidOperationException("PostgreSQL did not start.");
    }

    public async Task<string> CreateDatabase()
    {
        await Execute($"CREATE DATABASE b{++made}");
        return ConnectionString($"b{made}");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();

        // The shell around it stops the server when its input ends, also when this process is killed.
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(StopPatience);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string[] AsPostgres(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. command] : command;

    private static Process Launch(string[] command)
    {
        var launched = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        launched.ErrorDataReceived += (_, _) => { };
        launched.OutputDataReceived += (_, _) => { };
        launched.BeginErrorReadLine();
        launched.BeginOutputReadLine();
        return launched;
    }

    private static async Task Run(string[] command)
    {
        using var launched = Launch(command);
        await launched.WaitForExitAsync();
        if (launched.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {launched.ExitCode}");
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username=nightbell;Database={database};Maximum Pool Size={connections}";

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this file alone.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
