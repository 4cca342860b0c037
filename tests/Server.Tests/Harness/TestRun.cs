[assembly: AssemblyFixture(typeof(Nightbell.Server.Tests.Harness.TestRun))]

namespace Nightbell.Server.Tests.Harness;

/// <summary>What lives as long as the whole test run.</summary>
public sealed class TestRun : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> Cluster = new(PostgresCluster.Start);

    /// <summary>The one PostgreSQL of this run, started by the first test that needs it.</summary>
    public static Task<PostgresCluster> Postgres() => Cluster.Value;

    public async ValueTask DisposeAsync()
    {
        if (Cluster.IsValueCreated && Cluster.Value.IsCompletedSuccessfully)
        {
            await (await Cluster.Value).DisposeAsync();
        }
    }
}
