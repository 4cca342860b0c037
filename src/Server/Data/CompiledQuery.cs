using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Nightbell.Data;

/// <summary>
/// A question that is asked at every turn. Building its expression, reading it and finding its plan anew were a quarter of a busy server's
/// work (ADR 38); here that is done once for each kind of database.
/// </summary>
/// <remarks>Says itself whether its rows are tracked: the way of the context that asks first would count for all others.</remarks>
/// <param name="query">Nothing but its parameters may change from one time to the next: a captured variable keeps its first value.</param>
public sealed class CompiledQuery<TParameter, T>(Expression<Func<Db, TParameter, IQueryable<T>>> query)
{
    private readonly ConcurrentDictionary<IModel, Func<Db, TParameter, IAsyncEnumerable<T>>> compiled = new();

    /// <summary>Asks; the rows come as they are read.</summary>
    public IAsyncEnumerable<T> In(Db db, TParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(db);
        return compiled.GetOrAdd(db.Model, _ => EF.CompileAsyncQuery(query))(db, parameter);
    }
}

/// <inheritdoc cref="CompiledQuery{TParameter, T}"/>
public sealed class CompiledQuery<TFirst, TSecond, T>(Expression<Func<Db, TFirst, TSecond, IQueryable<T>>> query)
{
    private readonly ConcurrentDictionary<IModel, Func<Db, TFirst, TSecond, IAsyncEnumerable<T>>> compiled = new();

    /// <inheritdoc cref="CompiledQuery{TParameter, T}.In"/>
    public IAsyncEnumerable<T> In(Db db, TFirst first, TSecond second)
    {
        ArgumentNullException.ThrowIfNull(db);
        return compiled.GetOrAdd(db.Model, _ => EF.CompileAsyncQuery(query))(db, first, second);
    }
}
