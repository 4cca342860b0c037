using Nightbell.Cli;

[assembly: AssemblyFixture(typeof(Nightbell.Server.Tests.Harness.TestRun))]

namespace Nightbell.Server.Tests.Harness;

/// <summary>What lives as long as the whole test run.</summary>
public sealed class TestRun : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> Cluster = new(PostgresCluster.Start);
    private static readonly DirectoryInfo Folder = Scratch.Folder("nightbell-templates-");
    private static readonly Lazy<Task<string>> SqliteTemplate = new(MigrateSqlite);
    private static readonly Lazy<Task<string>> PostgresTemplate = new(MigratePostgres);

    /// <summary>The one PostgreSQL of this run, started by the first test that needs it.</summary>
    public static Task<PostgresCluster> Postgres() => Cluster.Value;

    /// <summary>A copy of the database file as <c>nightbell migrate</c> leaves an empty one: migrating takes longer than most tests.</summary>
    public static async Task CopySqlite(string path) => File.Copy(await SqliteTemplate.Value, path);

    /// <inheritdoc cref="CopySqlite"/>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CopyPostgres() => await (await Postgres()).CopyDatabase(await PostgresTemplate.Value);

    public async ValueTask DisposeAsync()
    {
        Folder.Delete(recursive: true);
        if (Cluster.IsValueCreated && Cluster.Value.IsCompletedSuccessfully)
        {
            await (await Cluster.Value).DisposeAsync();
        }
    }

    private static async Task<string> MigrateSqlite()
    {
        var path = Path.Combine(Folder.FullName, "template.db");
        await Migrate($"Data Source={path}");
        return path;
    }

    private static async Task<string> MigratePostgres()
    {
        var connectionString = await (await Postgres()).CreateDatabase();
        await Migrate(connectionString);
        return connectionString;
    }

    private static async Task Migrate(string connectionString)
    {
        using var input = new StringReader("");
        await using var said = new StringWriter();
        var exit = await CommandLine.Run(["migrate", $"--ConnectionStrings:Nightbell={connectionString}"], input, said, said, TimeProvider.System);
        Assert.True(exit == 0, said.ToString());
    }
}
