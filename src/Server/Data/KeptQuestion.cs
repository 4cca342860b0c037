using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Nightbell.Data;

/// <summary>
/// Whether a query has any row, asked by SQLite's one writer with the statement that EF wrote the first time. Of what such a question costs through EF
/// the database's part is the smallest (ADR 40).
/// </summary>
public sealed class KeptQuestion
{
    private readonly DbCommand command;
    private readonly (DbParameter Parameter, Func<object?, object?> InDatabase)[] arguments;

    /// <param name="db">The writer's context.</param>
    /// <param name="query">From a context and arguments.</param>
    /// <param name="given">Has one property for each argument, in their order; EF gives its parameters the names of these.</param>
    /// <exception cref="InvalidOperationException">EF writes the arguments in a way that is not known here: ask through EF.</exception>
    public KeptQuestion(Db db, LambdaExpression query, object given)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(given);
        var named = given.GetType().GetProperties();
        var values = named.Select(property => (Expression)Expression.Property(Expression.Constant(given), property));
        var asked = Expression.Lambda<Func<IQueryable>>(new Replace(query.Parameters, [Expression.Constant(db, typeof(Db)), .. values]).Visit(query.Body));
        command = asked.Compile()().CreateDbCommand();
        arguments = [.. named.Select(argument => (ParameterOf(argument.Name), InDatabaseOf(db, argument.PropertyType)))];
        foreach (var (argument, (parameter, inDatabase)) in named.Zip(arguments))
        {
            if (!Equals(inDatabase(argument.GetValue(given)), parameter.Value))
                throw new InvalidOperationException($"EF writes {argument.Name} in another way: {command.CommandText}");
        }
    }

    public bool HasAny(Db db, params ReadOnlySpan<object?> values)
    {
        ArgumentNullException.ThrowIfNull(db);
        for (var i = 0; i < values.Length; i++)
            arguments[i].Parameter.Value = arguments[i].InDatabase(values[i]);
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        return command.ExecuteScalar() is not null;
    }

    /// <summary>As columns of the type hold it: all of one type are alike here.</summary>
    private static Func<object?, object?> InDatabaseOf(Db db, Type type) =>
        db.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).FirstOrDefault(property => property.ClrType == type)
            ?.GetRelationalTypeMapping().Converter?.ConvertToProvider ?? (value => value);

    private DbParameter ParameterOf(string name) =>
        command.Parameters.Cast<DbParameter>().SingleOrDefault(p => p.ParameterName == $"@{name}")
        ?? throw new InvalidOperationException($"No parameter {name}: {command.CommandText}");

    private sealed class Replace(IReadOnlyList<ParameterExpression> parameters, Expression[] by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node)
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                if (parameters[i] == node)
                    return by[i];
            }

            return node;
        }
    }
}
