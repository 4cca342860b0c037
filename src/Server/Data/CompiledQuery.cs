using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
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
    private readonly ConditionalWeakTable<Db, KeptQuestion> kept = [];

    /// <summary>Asks; the rows come as they are read.</summary>
    public IAsyncEnumerable<T> In(Db db, TParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(db);
        return compiled.GetOrAdd(db.Model, _ => EF.CompileAsyncQuery(query))(db, parameter);
    }

    /// <summary>Whether there is any row; the cheapest way to ask.</summary>
    public async ValueTask<bool> AnyIn(Db db, TParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Kept is null)
            return await In(db, parameter).AnyAsync();
        if (!kept.TryGetValue(db, out var question))
            kept.Add(db, question = new KeptQuestion(db, query, new { First = parameter }));
        return question.HasAny(db, parameter);
    }
}

/// <inheritdoc cref="CompiledQuery{TParameter, T}"/>
public sealed class CompiledQuery<TFirst, TSecond, T>(Expression<Func<Db, TFirst, TSecond, IQueryable<T>>> query)
{
    private readonly ConcurrentDictionary<IModel, Func<Db, TFirst, TSecond, IAsyncEnumerable<T>>> compiled = new();
    private readonly ConditionalWeakTable<Db, KeptQuestion> kept = [];

    /// <inheritdoc cref="CompiledQuery{TParameter, T}.In"/>
    public IAsyncEnumerable<T> In(Db db, TFirst first, TSecond second)
    {
        ArgumentNullException.ThrowIfNull(db);
        return compiled.GetOrAdd(db.Model, _ => EF.CompileAsyncQuery(query))(db, first, second);
    }

    /// <inheritdoc cref="CompiledQuery{TParameter, T}.AnyIn"/>
    public async ValueTask<bool> AnyIn(Db db, TFirst first, TSecond second)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Kept is null)
            return await In(db, first, second).AnyAsync();
        if (!kept.TryGetValue(db, out var question))
            kept.Add(db, question = new KeptQuestion(db, query, new { First = first, Second = second }));
        return question.HasAny(db, first, second);
    }
}
