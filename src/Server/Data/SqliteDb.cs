using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Nightbell.Data;

/// <summary>The embedded default.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : Db(options)
{
    /// <summary>A name of its own: what takes the place of SQLite's lower(), which knows the letters of ASCII alone, can never be taken back.</summary>
    private const string LowerOfEveryScript = "nightbell_lower";

    /// <summary>What becomes of a context that is lent (<see cref="KeptReaders"/>) when its user is done with it; null for one that ends.</summary>
    public Action? GiveBack { get; set; }

    protected override string LowerInSql => LowerOfEveryScript;

    /// <summary>From now on <see cref="Db.Lower"/> can be asked by this connection, until it is closed.</summary>
    public static void TeachLower(SqliteConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        connection.CreateFunction(LowerOfEveryScript, (string? text) => text?.ToLowerInvariant(), isDeterministic: true);
    }

    public override void Dispose()
    {
        if (GiveBack is { } giveBack)
            giveBack();
        else
            base.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        if (GiveBack is null)
            return base.DisposeAsync();
        Dispose();
        return ValueTask.CompletedTask;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    /// <summary>SQLite cannot compare <see cref="DateTimeOffset"/>; it can compare numbers.</summary>
    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time == DateTimeOffset.MaxValue ? long.MaxValue : time.ToUnixTimeMilliseconds(),
        stored => stored == long.MaxValue ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
