using Npgsql;

namespace Nightbell.Cli;

/// <summary>PostgreSQL brings its own tools for backups; these are the lines to run, without the password.</summary>
public static class PostgresTools
{
    public static string DumpLine(string connectionString, string file) => $"pg_dump --format=custom --file={file} {Target(connectionString)}";

    public static string RestoreLine(string connectionString, string file) =>
        $"pg_restore --clean --if-exists --single-transaction {Target(connectionString)} {file}";

    private static string Target(string connectionString)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        return $"--host={to.Host} --port={to.Port}{(to.Username is { } user ? $" --username={user}" : "")} --dbname={to.Database}";
    }
}
