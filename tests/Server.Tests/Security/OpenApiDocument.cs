using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>One operation of the published document.</summary>
public sealed record Operation(HttpMethod Method, string Path, bool HasBody)
{
    /// <summary>As the tables of these tests name it.</summary>
    public string Name => $"{Method} {Path}";

    public override string ToString() => Name;
}

/// <summary>What <c>/openapi/v1.json</c> says the server can be asked.</summary>
public static class OpenApiDocument
{
    private static readonly HashSet<string> Methods = new(["get", "put", "post", "patch", "delete", "head"], StringComparer.Ordinal);

    public static async Task<IReadOnlyList<Operation>> Operations(Caller caller)
    {
        var document = (await caller.Get("/openapi/v1.json")).Is(200).Json;
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where Methods.Contains(operation.Name)
               select new Operation(HttpMethod.Parse(operation.Name), path.Name, operation.Value.TryGetProperty("requestBody", out JsonElement _)),
        ];
    }
}
