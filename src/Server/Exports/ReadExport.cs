using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Exports;

/// <summary>Exports and how far they are.</summary>
public static class ReadExport
{
    public static void Map(IEndpointRouteBuilder full)
    {
        full.MapGet("/exports", List).Needs(Scopes.Export).WithSummary("The exports there are, newest first; all of them at once");
        full.MapGet("/exports/{id:guid}", Read).Needs(Scopes.Export).WithSummary("How far an export is");
        full.MapDelete("/exports/{id:guid}", Delete).Needs(Scopes.Export).WithSummary("Delete an export with its file, or stop it");
    }

    private static async Task<Ok<Page<ExportItem>>> List(Me me, Store store, TimeProvider clock)
    {
        await using var db = store.Read();
        var now = clock.Now();
        var jobs = await db.Exports.Where(e => e.AccountId == me.AccountId && e.ExpiresAt > now)
            .OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id).ToListAsync();
        return TypedResults.Ok(new Page<ExportItem>([.. jobs.Select(ExportItem.Of)], null));
    }

    private static async Task<Ok<ExportItem>> Read(Guid id, Me me, Store store, TimeProvider clock)
    {
        await using var db = store.Read();
        return TypedResults.Ok(ExportItem.Of(await db.FindExport(me, id, clock.Now())));
    }

    private static async Task<NoContent> Delete(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            await unit.Db.FindExport(me, id, unit.Now);
            await unit.Db.ExportParts.Where(p => p.ExportId == id).ExecuteDeleteAsync();
            await unit.Db.Exports.Where(e => e.Id == id).ExecuteDeleteAsync();
        });
        return TypedResults.NoContent();
    }

    /// <exception cref="Problem">404, also when it has expired.</exception>
    public static async Task<ExportJob> FindExport(this Db db, Me me, Guid id, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(me);
        return await db.Exports.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id && e.AccountId == me.AccountId && e.ExpiresAt > now) ?? throw Problem.NotFound();
    }
}
