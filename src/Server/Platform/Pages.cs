using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.FileProviders;

namespace Nightbell.Platform;

/// <summary>The built web pages. They hold no data: everything they show, they ask the API for.</summary>
public static class Pages
{
    private static readonly string[] Folders = ["/app", "/assets"];
    private static readonly string[] Names = ["demo", "mailbox", "reset", "invitation", "email", "docs"];

    public static void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot", "built");
        if (!Directory.Exists(folder))
            return;
        var files = new PhysicalFileProvider(folder);
        app.UseWhen(IsPublic, built => built.UseResponseCompression());
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = prepared => Prepare(prepared.Context),
        });
        foreach (var name in Names)
            app.MapGet($"/{name}", () => Page(files, $"pages/{name}")).ExcludeFromDescription();
        // The dashboard finds its way below its own address.
        app.MapGet("/app/{**page}", () => Page(files, "dashboard/index")).ExcludeFromDescription();
        app.MapGet("/", () => TypedResults.Redirect("/app")).ExcludeFromDescription();
        app.MapGet("/unsubscribe/{token}", () => Page(files, "pages/unsubscribe")).ExcludeFromDescription();
    }

    /// <summary>
    /// What is the same for everybody may be compressed. What answers one person stays as it is: its length would tell of secrets
    /// that stand beside what somebody else put there (the BREACH attack on TLS).
    /// </summary>
    public static void Compress(ResponseCompressionOptions compression)
    {
        ArgumentNullException.ThrowIfNull(compression);
        compression.EnableForHttps = true;
        compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/manifest+json", "image/svg+xml"];
    }

    private static bool IsPublic(HttpContext context)
    {
        var path = context.Request.Path;
        return Folders.Any(folder => path.StartsWithSegments(folder, StringComparison.Ordinal))
            || (path.Value is ['/', .. var name] && (name == "widget.js" || Names.Contains(name)));
    }

    private static void Prepare(HttpContext context)
    {
        var (path, headers) = (context.Request.Path, context.Response.Headers);
        headers.CacheControl = path.StartsWithSegments("/assets", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";

        // The widget's second script is a module, which browsers fetch across sites only where that is allowed (Fetch, 3.2.1).
        if (path.Value?.StartsWith("/assets/widget-", StringComparison.Ordinal) == true)
            headers.AccessControlAllowOrigin = "*";
    }

    private static Microsoft.AspNetCore.Http.HttpResults.FileStreamHttpResult Page(PhysicalFileProvider files, string name)
    {
        var file = files.GetFileInfo($"{name}.html");
        return file.Exists
            ? TypedResults.Stream(file.CreateReadStream(), "text/html; charset=utf-8")
            : throw Problem.NotFound();
    }
}
