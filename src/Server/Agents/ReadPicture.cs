using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Agents;

/// <summary>
/// An agent's picture, for the dashboard and for the widget on any site. Its address names its content, which nobody guesses who was not told,
/// and which never changes: so it may be kept for ever.
/// </summary>
public static class ReadPicture
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/pictures/{agent:guid}/{version}", Handle).WithTags("Widget").WithSummary("An agent's picture")
            .Produces(StatusCodes.Status200OK, contentType: "image/webp", additionalContentTypes: ["image/png", "image/jpeg"])
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<FileContentHttpResult> Handle(Guid agent, string version, HttpContext context, Store store)
    {
        await using var db = store.Read();
        var picture = await db.AgentPictures.SingleOrDefaultAsync(p => p.AgentId == agent && p.Version == version) ?? throw Problem.NotFound();
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";

        // Opened by itself it is a picture and nothing else, whatever its octets look like to a browser.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.File(picture.Octets, picture.ContentType);
    }
}
