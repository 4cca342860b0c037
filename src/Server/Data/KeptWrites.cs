using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.EntityFrameworkCore.Update;

namespace Nightbell.Data;

/// <summary>
/// Writes additions and modifications of SQLite's one writer with statements that are made once. EF sorts its statements, and writes them anew each time,
/// which was a fourth of what a busy server did (ADR 39). Whatever needs EF's order is left to EF: deletions, owned rows, and unique values that change.
/// </summary>
/// <remarks>One of it belongs to one context. A context without a transaction of its own saves as EF does.</remarks>
public sealed class KeptWrites(DatabaseDependencies dependencies, RelationalDatabaseDependencies relational)
    : RelationalDatabase(dependencies, relational), IDisposable
{
    private readonly Dictionary<IEntityType, Table> tables = [];

    /// <inheritdoc/>
    /// <exception cref="DbUpdateException">The database refuses a row.</exception>
    /// <exception cref="DbUpdateConcurrencyException">A row that was modified is gone.</exception>
    public override async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (RelationalDependencies.Connection is not { CurrentTransaction: { } transaction, DbConnection: SqliteConnection connection }
            || !entries.All(entry => TableOf(entry.EntityType).CanWrite(entry)))
            return await base.SaveChangesAsync(entries, cancellationToken);
        foreach (var entry in entries)
            TableOf(entry.EntityType).Write(entry, connection, (SqliteTransaction)transaction.GetDbTransaction());
        return entries.Count;
    }

    /// <summary>Writes an addition that the context does not follow.</summary>
    /// <exception cref="InvalidOperationException">The context has no transaction, or the row is not as plain as a kept statement needs it.</exception>
    /// <exception cref="DbUpdateException">The database refuses the row.</exception>
    public void Append(IEntityType type, IAppendOnly row)
    {
        if (RelationalDependencies.Connection is not { CurrentTransaction: { } transaction, DbConnection: SqliteConnection connection } || !TableOf(type).IsPlain)
            throw new InvalidOperationException($"{type.DisplayName()}: not to be written without being followed.");
        TableOf(type).Append(row, connection, (SqliteTransaction)transaction.GetDbTransaction());
    }

    public void Dispose()
    {
        foreach (var table in tables.Values)
            table.Dispose();
        tables.Clear();
    }

    private Table TableOf(IEntityType type)
    {
        ref var table = ref CollectionsMarshal.GetValueRefOrAddDefault(tables, type, out _);
        return table ??= new Table(type);
    }

    /// <summary>A table, and the statements that wrote to it so far: one for additions, and one for each set of columns that changed together.</summary>
    private sealed class Table(IEntityType type) : IDisposable
    {
        private const int BitsOfSet = 128;

        private readonly IProperty[] columns = [.. type.GetProperties()];
        private readonly UInt128 unique = Set([.. type.GetProperties()], property => property.GetContainingIndexes().Any(index => index.IsUnique));
        private readonly Dictionary<UInt128, Statement> updates = [];
        private Statement? insert;

        /// <summary>
        /// One object to a row, which has all that is in it, and nothing that the database makes or EF compares. And no octets: a statement holds the values it was last
        /// given, and what is large, such as a part of a file, is not to stay in memory with it.
        /// </summary>
        public bool IsPlain { get; } = !type.IsOwned() && type.BaseType is null && !type.GetDerivedTypes().Any()
            && type.GetProperties().Count() <= BitsOfSet
            && type.GetProperties().All(p => p.ClrType != typeof(byte[]) && !p.IsShadowProperty() && p.ValueGenerated == ValueGenerated.Never && !p.IsConcurrencyToken);

        public bool CanWrite(IUpdateEntry entry) => IsPlain && entry.SharedIdentityEntry is null && entry.EntityState switch
        {
            EntityState.Added => true,
            EntityState.Modified => Set(columns, entry.IsModified) is var changed && changed != 0 && (changed & unique) == 0,
            _ => false,
        };

        /// <inheritdoc cref="SaveChangesAsync"/>
        public void Write(IUpdateEntry entry, SqliteConnection connection, SqliteTransaction transaction)
        {
            var row = entry.ToEntityEntry().Entity;
            if (entry.EntityState == EntityState.Added)
            {
                Append(row, connection, transaction);
                return;
            }

            var changed = Set(columns, entry.IsModified);
            ref var update = ref CollectionsMarshal.GetValueRefOrAddDefault(updates, changed, out _);
            update ??= Statement.Update(type, [.. columns.Where(entry.IsModified)], connection);
            if (update.Write(row, transaction) != 1)
                throw new DbUpdateConcurrencyException($"{type.DisplayName()}: the row is gone.", [entry]);
        }

        /// <inheritdoc cref="KeptWrites.Append"/>
        public void Append(object row, SqliteConnection connection, SqliteTransaction transaction) =>
            (insert ??= Statement.Insert(type, columns, connection)).Write(row, transaction);

        public void Dispose()
        {
            insert?.Dispose();
            foreach (var update in updates.Values)
                update.Dispose();
        }

        private static UInt128 Set(IProperty[] columns, Func<IProperty, bool> isIn)
        {
            var set = UInt128.Zero;
            for (var i = 0; i < columns.Length; i++)
            {
                if (isIn(columns[i]))
                    set |= UInt128.One << i;
            }

            return set;
        }
    }

    private sealed class Statement : IDisposable
    {
        private readonly SqliteCommand command;
        private readonly IProperty[] values;
        private readonly ValueConverter?[] converters;
        private readonly SqliteParameter[] parameters;

        private Statement(SqliteConnection connection, string sql, IProperty[] values)
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            this.values = values;
            converters = [.. values.Select(property => property.GetRelationalTypeMapping().Converter)];
            parameters = [.. values.Select((property, i) =>
                (SqliteParameter)property.GetRelationalTypeMapping().CreateParameter(command, $"$p{i}", null, property.IsNullable))];
            command.Parameters.AddRange(parameters);
        }

        public static Statement Insert(IEntityType type, IProperty[] columns, SqliteConnection connection) =>
            new(connection, $"INSERT INTO {NameOf(type)} ({string.Join(", ", columns.Select(NameOf))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})", columns);

        public static Statement Update(IEntityType type, IProperty[] changed, SqliteConnection connection)
        {
            var key = type.FindPrimaryKey()!.Properties;
            var sets = changed.Select((property, i) => $"{NameOf(property)} = $p{i}");
            var wheres = key.Select((property, i) => $"{NameOf(property)} = $p{changed.Length + i}");
            return new(connection, $"UPDATE {NameOf(type)} SET {string.Join(", ", sets)} WHERE {string.Join(" AND ", wheres)}", [.. changed, .. key]);
        }

        /// <summary>How many rows it wrote.</summary>
        public int Write(object row, SqliteTransaction transaction)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i].GetGetter().GetClrValue(row);
                parameters[i].Value = (converters[i] is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
            }

            command.Transaction = transaction;
            try
            {
                return command.ExecuteNonQuery();
            }
            catch (SqliteException refused)
            {
                throw new DbUpdateException(refused.Message, refused);
            }
        }

        public void Dispose() => command.Dispose();

        private static string NameOf(IEntityType type) => Quoted(type.GetTableName()!);

        private static string NameOf(IProperty property) => Quoted(property.GetColumnName());

        private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
