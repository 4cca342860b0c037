using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Nightbell.Data;

/// <summary>The embedded default.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : Db(options)
{
    /// <summary>A name of its own: what takes the place of SQLite's lower(), which knows the letters of ASCII alone, can never be taken back.</summary>
    protected override string LowerInSql => "nightbell_lower";

    /// <summary>The connection stays open as long as this context is used.</summary>
    public override async Task LearnLower()
    {
        await Database.OpenConnectionAsync();
        ((SqliteConnection)Database.GetDbConnection()).CreateFunction(LowerInSql, (string? text) => text?.ToLowerInvariant(), isDeterministic: true);
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
