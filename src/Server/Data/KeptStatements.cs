using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Nightbell.Data;

/// <summary>
/// SQLite's one writer runs the same few hundred statements again and again: each is prepared once, and from then on only given other
/// values. Preparing them anew was a third of what writing a message costs (ADR 38). So does whoever reads by a connection that stays open (ADR 41).
/// </summary>
/// <remarks>For one connection that stays open, and one thread of work at a time.</remarks>
public sealed class KeptStatements : DbCommandInterceptor, IDisposable
{
    /// <summary>More than anybody has; beyond it, a statement that is new is prepared each time.</summary>
    private const int Most = 512;

    private readonly Dictionary<string, KeptCommand> idle = new(StringComparer.Ordinal);
    private int kept;

    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result is not SqliteCommand given || HoldsOctets(given))
            return result;
        if (!idle.Remove(given.CommandText, out var command))
        {
            if (kept == Most)
                return given;
            kept++;
            command = new KeptCommand(this) { CommandText = given.CommandText, Connection = given.Connection };
        }

        command.Transaction = given.Transaction;
        command.CommandTimeout = given.CommandTimeout;
        foreach (SqliteParameter parameter in given.Parameters)
            command.Parameters.Add(parameter);
        given.Parameters.Clear();
        given.Dispose();
        return command;
    }

    public void Dispose()
    {
        foreach (var command in idle.Values)
            command.End();
        idle.Clear();
    }

    /// <summary>A statement holds the values it was last given: what is large, such as a part of a file, is not to stay in memory with it.</summary>
    private static bool HoldsOctets(SqliteCommand command)
    {
        foreach (SqliteParameter parameter in command.Parameters)
        {
            if (parameter.Value is byte[])
                return true;
        }

        return false;
    }

    /// <summary>Whoever is done with it disposes of it, and thereby gives it back.</summary>
    private sealed class KeptCommand(KeptStatements owner) : SqliteCommand
    {
        public void End() => base.Dispose(disposing: true);

#pragma warning disable CA2215 // It lives on until End.
        protected override void Dispose(bool disposing)
        {
            if (!disposing)
            {
                base.Dispose(disposing);
                return;
            }

            Parameters.Clear();
            Transaction = null;
            if (owner.idle.TryAdd(CommandText, this))
                return;

            // It was wanted twice at once: one is enough from now on.
            owner.kept--;
            End();
        }
#pragma warning restore CA2215
    }
}
