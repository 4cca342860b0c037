using Microsoft.EntityFrameworkCore;

namespace Nightbell.Data;

/// <summary>When one machine is not enough. Times are <c>timestamptz</c>; <see cref="DateTimeOffset.MaxValue"/> is <c>infinity</c>.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : Db(options);
