using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Nightbell.Data;

/// <summary>What a failure says of the database.</summary>
public static class DatabaseTrouble
{
    /// <summary>SQLite's primary result codes for values it does not take: too big, a constraint, the wrong type.</summary>
    private const int TooBig = 18, Constraint = 19, Mismatch = 20;

    /// <summary>Whether it comes of the database, whatever is around it.</summary>
    public static bool IsOfDatabase(this Exception trouble) => Innermost(trouble) is not null;

    /// <summary>
    /// Whether the database itself is well and refuses these values: SQLSTATE classes 22 (data exception) and 23 (integrity constraint
    /// violation) of PostgreSQL, and what SQLite has for them. Other values may pass.
    /// </summary>
    public static bool IsOfItsData(this Exception trouble) => Innermost(trouble) switch
    {
        PostgresException postgres => postgres.SqlState.StartsWith("22", StringComparison.Ordinal) || postgres.SqlState.StartsWith("23", StringComparison.Ordinal),
        SqliteException sqlite => sqlite.SqliteErrorCode is TooBig or Constraint or Mismatch,
        _ => false,
    };

    private static DbException? Innermost(Exception? trouble) => trouble switch
    {
        null => null,
        DbException database => database,
        _ => Innermost(trouble.InnerException),
    };
}
