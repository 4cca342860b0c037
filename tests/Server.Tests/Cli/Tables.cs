using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Nightbell.Data;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>Looks into the database behind the server's back.</summary>
internal static class Tables
{
    /// <summary>A statement that gives one number.</summary>
    public static async Task<long> Ask(this TestApp app, string sql) => Convert.ToInt64(await app.Tamper(sql), CultureInfo.InvariantCulture);

    /// <summary>Every column of the model that holds text.</summary>
    public static IReadOnlyList<(string Table, string Column)> Texts()
    {
        using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options);
        return [.. db.Model.GetEntityTypes()
            .SelectMany(t => t.GetProperties().Where(p => p.ClrType == typeof(string)), (t, p) => (t.GetTableName()!, p.GetColumnName(StoreObjectIdentifier.Table(t.GetTableName()!))!))
            .Distinct()
            .Order()];
    }

    /// <summary>The tables of the model that have a column of that name.</summary>
    public static IReadOnlyList<string> Naming(string column)
    {
        using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options);
        return [.. db.Model.GetEntityTypes()
            .Where(t => !t.IsOwned() && t.FindProperty(column) is not null)
            .Select(t => t.GetTableName()!)
            .Order(StringComparer.Ordinal)];
    }
}
