using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Files;

/// <summary>
/// A file, for whoever was told its address: the widget on any site, the dashboard, the reader of a mail. Pictures are shown, everything else is
/// saved; nothing of it is ever run.
/// </summary>
public static class ReadFile
{
    /// <summary>Seconds that a browser may keep it; a file that is erased is not there for longer.</summary>
    private const int KeptFor = 24 * 60 * 60;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/files/{id:guid}/{key}", Handle).WithTags("Widget").WithSummary("A file of a message; a range of it may be asked for")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<FileStreamHttpResult> Handle(Guid id, string key, HttpContext context, Store store, FileStore files)
    {
        ChatFile file;
        await using (var db = store.Read())
            file = await db.Files.SingleOrDefaultAsync(f => f.Id == id && f.Key == key) ?? throw Problem.NotFound();
        var octets = await files.Open(file.AccountId, file.Blob, file.Size, context.RequestAborted) ?? throw Problem.NotFound();
        context.EndsWithServer();
        var headers = context.Response.Headers;
        headers.ContentDisposition = Disposition(file);
        headers.CacheControl = $"private, max-age={KeptFor}, immutable";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";

        // Opened by itself it is a picture and nothing else, whatever its octets look like to a browser.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Stream(octets, file.Type, enableRangeProcessing: true);
    }

    /// <summary>RFC 6266, with the name as RFC 8187 has it and, for old programs, in ASCII.</summary>
    private static string Disposition(ChatFile file)
    {
        var disposition = new ContentDispositionHeaderValue(file.Width is null ? "attachment" : "inline");
        disposition.SetHttpFileName(file.Name);
        return disposition.ToString();
    }
}
