using Microsoft.OpenApi;

namespace Nightbell.Platform;

public static class RawBody
{
    /// <summary>The endpoint's body is octets and not JSON: so many at most, and described as of these media types.</summary>
    public static RouteHandlerBuilder TakesOctets(this RouteHandlerBuilder endpoint, long most, string? description, params IReadOnlyList<string> mediaTypes)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.WithMetadata(new BodyLimit.Octets(most))
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Description = description,
                    Content = mediaTypes.ToDictionary(type => type, _ => new OpenApiMediaType(), StringComparer.Ordinal),
                };
                return Task.CompletedTask;
            });
    }
}
