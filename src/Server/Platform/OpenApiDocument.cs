using Microsoft.AspNetCore.OpenApi;

namespace Nightbell.Platform;

/// <summary>The published description of the API, <c>/openapi/v1.json</c>.</summary>
public static class OpenApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Nightbell";
            document.Info.Version = "v1";
            document.Info.Description = "Live chat whose heart is that nobody is lost: visitors, agents, notices and mails.";
            document.Servers = [];
            return Task.CompletedTask;
        });
    }
}
