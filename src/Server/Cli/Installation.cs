using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Inbound;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary>The installation a command works on: configured exactly as the server is, and nothing of it listens.</summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private Installation(ServiceProvider services, string connectionString)
    {
        this.services = services;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public Settings Settings => services.GetRequiredService<Settings>();

    public Store Store => services.GetRequiredService<Store>();

    public TimeProvider Clock => services.GetRequiredService<TimeProvider>();

    public Passwords Passwords => services.GetRequiredService<Passwords>();

    public ReceiveMail Inbound => services.GetRequiredService<ReceiveMail>();

    public Relay Relay => services.GetRequiredService<Relay>();

    /// <summary>Reads the configuration; opens nothing yet.</summary>
    public static Installation Open(Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. terminal.Configuration],
            ContentRootPath = AppContext.BaseDirectory,
        });
        using var configuration = builder.Configuration;
        var connectionString = App.ConnectionString(configuration);
        var core = new ServiceCollection();
        core.AddLogging();
        App.AddCore(core, Settings.From(configuration, builder.Environment), connectionString);
        if (terminal.Clock is { } clock)
            core.AddSingleton(clock);
        return new Installation(core.BuildServiceProvider(), connectionString);
    }

    /// <summary>Reads the configuration and makes sure that there is a database with the schema of this program.</summary>
    /// <exception cref="Refusal">There is none.</exception>
    public static async Task<Installation> OpenDatabase(Terminal terminal)
    {
        var installation = Open(terminal);
        try
        {
            await installation.MustHaveDatabase();
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Full path of the SQLite database's file; null on PostgreSQL.</summary>
    public string? SqliteFile
    {
        get
        {
            if (App.IsPostgres(ConnectionString))
                return null;
            var source = new SqliteConnectionStringBuilder(ConnectionString).DataSource;
            return Path.GetFullPath(source);
        }
    }

    public async Task<IReadOnlyList<string>> PendingMigrations()
    {
        await using var db = Store.Read();
        return [.. await db.Database.GetPendingMigrationsAsync()];
    }

    /// <summary>Creates or upgrades the schema when it is not that of this program; answers what was applied.</summary>
    public async Task<IReadOnlyList<string>> Migrate()
    {
        var pending = await PendingMigrations();
        if (pending.Count > 0)
            await Store.Migrate();
        return pending;
    }

    /// <summary>A server holds a lease on this database. Leases run by the machine's clock: they tell whether a process lives.</summary>
    public async Task<bool> IsServed()
    {
        var now = TimeProvider.System.Now();
        await using var db = Store.Read();
        return await db.ServerLeases.AnyAsync(l => l.Until > now);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task MustHaveDatabase()
    {
        // Opening would create the file, and its folder.
        if (SqliteFile is { } file && !File.Exists(file))
            throw new Refusal($"There is no database at {file}. The server creates it when it starts, and so does nightbell migrate.");
        if ((await PendingMigrations()).Count > 0)
            throw new Refusal("The database is older than this program: run nightbell migrate, or start the server, which does it too.");
    }
}
