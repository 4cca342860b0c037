using System.IO.Compression;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Exports;

/// <summary>The file of an export, piece by piece: however big it is, the server holds one piece.</summary>
public static class DownloadExport
{
    public static void Map(IEndpointRouteBuilder full) => full.MapGet("/exports/{id:guid}/file", Handle).Needs(Scopes.Export)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .Produces<string>(StatusCodes.Status200OK, "application/json", "text/csv")
        .WithSummary("The file of an export that is done, to be saved");

    private static async Task<PushStreamHttpResult> Handle(Guid id, Me me, Store store, TimeProvider clock, CancellationToken cancel)
    {
        await using var db = store.Read();
        var job = await db.FindExport(me, id, clock.Now());
        if (job.State != ExportState.Done)
            throw Problem.Conflict("export_running");
        var (type, ending) = job.Format == ExportFormat.Csv ? ("text/csv; charset=utf-8", "csv") : ("application/json; charset=utf-8", "json");
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"conversations-{job.CreatedAt:yyyy-MM-dd}.{ending}");
        return TypedResults.Stream(output => Write(store, job, output, cancel), type, name);
    }

    private static async Task Write(Store store, ExportJob job, Stream output, CancellationToken cancel)
    {
        for (var number = 1; number <= job.Parts; number++)
        {
            byte[]? part;
            await using (var db = store.Read())
                part = await db.ExportParts.Where(p => p.ExportId == job.Id && p.Number == number).Select(p => p.Content).SingleOrDefaultAsync(cancel);

            // Deleted in this moment: a file that ends early shall not look like a whole one.
            if (part is null)
                throw new IOException("The export was deleted while it was read.");
            await using var packed = new MemoryStream(part);
            await using var plain = new GZipStream(packed, CompressionMode.Decompress);
            await plain.CopyToAsync(output, cancel);
        }
    }
}
