using System.Collections.Concurrent;
using Nightbell.Data;
using Nightbell.Server.Tests.Harness;
using Npgsql;

namespace Nightbell.Simulation;

/// <summary>
/// Databases on PostgreSQL that stories use one after the other. A new one for each story costs more than the story: hundreds of files,
/// new connections, and every statement planned anew. Each of these keeps what it began with beside its tables, and begins again from that.
/// </summary>
public sealed class PostgresCopies(PostgresCluster cluster, string template)
{
    /// <summary>Deleted rows are swept away after so many stories: they slow every look.</summary>
    private const int StoriesBetweenSweeps = 20;

    private const int RestoreTries = 5;

    /// <summary>Statements are planned once a connection, whatever their parameters; so a story has few connections, and keeps them.</summary>
    private const string Planned =
        ";Max Auto Prepare=300;Auto Prepare Min Usages=2;Options=-c plan_cache_mode=force_generic_plan;Maximum Pool Size=8;Connection Idle Lifetime=300";

    private const string Keep = """
        CREATE SCHEMA pristine;
        DO $$ DECLARE t text; BEGIN
            FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', t, t);
            END LOOP;
        END $$;
        CREATE PROCEDURE pristine.restore() LANGUAGE plpgsql AS $$ DECLARE t text; BEGIN
            SET LOCAL session_replication_role = replica;
            FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'pristine' LOOP
                EXECUTE format('DELETE FROM public.%I', t);
                EXECUTE format('INSERT INTO public.%I SELECT * FROM pristine.%I', t, t);
            END LOOP;
        END $$;
        """;

    /// <summary>Ends whatever a dead server still had under way, and counts it.</summary>
    private const string End = """
        SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
        """;

    private readonly ConcurrentBag<string> free = [];
    private readonly ConcurrentDictionary<string, int> stories = new(StringComparer.Ordinal);

    /// <summary>One that nobody uses, as the world began.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> Take()
    {
        if (!free.TryTake(out var copy))
        {
            copy = PostgresStore.Preparing(await cluster.CopyDatabase(template) + Planned);
            await Execute(copy, Keep);
            return copy;
        }

        await Restore(copy);
        if (stories.AddOrUpdate(copy, 1, (_, count) => count + 1) % StoriesBetweenSweeps == 0)
            await Execute(copy, "VACUUM ANALYZE");
        return copy;
    }

    public void GiveBack(string copy) => free.Add(copy);

    /// <summary>A straggler may begin while others are ended; then it and this wait for each other, and one of both is let go.</summary>
    private static async Task Restore(string copy)
    {
        for (var attempt = 1; ; attempt++)
        {
            await EndStragglers(copy);
            try
            {
                await Execute(copy, "CALL pristine.restore()");
                return;
            }
            catch (PostgresException trouble) when (trouble.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < RestoreTries)
            {
                // Now it is seen.
            }
        }
    }

    private static async Task EndStragglers(string copy)
    {
        await using var connection = new NpgsqlConnection(copy);

        // What came to its end by itself just then is in the pool, and is ended there: the next story would take it for a living one.
        if (await Execute(connection, End) is > 0L)
            NpgsqlConnection.ClearPool(connection);
    }

    private static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await Execute(connection, sql);
    }

    private static async Task<object?> Execute(NpgsqlConnection connection, string sql)
    {
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this file alone.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
