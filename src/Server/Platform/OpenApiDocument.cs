using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Nightbell.ApiTokens;
using Nightbell.Webhooks;

namespace Nightbell.Platform;

/// <summary>The published description of the API, <c>/openapi/v1.json</c>.</summary>
public static class OpenApiDocument
{
    private const string ProblemSchema = "Problem";
    private const string ProblemContent = "application/problem+json";
    private const string CookieScheme = "session";
    private const string VisitorScheme = "visitor";
    private const string TokenScheme = "token";

    public static void Configure(OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.CreateSchemaReferenceId = SchemaName;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    }

    /// <summary>Endpoints call their bodies Request and Answer; the document needs a name for each.</summary>
    private static string? SchemaName(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name
            ? type.Type is { DeclaringType: { } endpoint, IsGenericType: false } ? endpoint.Name + name : name
            : null;

    private static void Describe(OpenApiSchema schema, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (bare == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null, "date-time");
        if (bare.IsEnum && schema.Enum is { } names)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. names.Where(n => n?.GetValueKind() == System.Text.Json.JsonValueKind.String)];
        }

        if (bare == typeof(CreateApiToken.Request))
            Name(schema, "scopes", Scopes.All);
        if (bare == typeof(CreateWebhook.Request) || bare == typeof(ChangeWebhook.Request))
            Name(schema, "events", WebhookEvents.All);

        if (HasClientMadeId(bare) && schema.Properties?["id"] is OpenApiSchema id)
        {
            id.Description = "Client-made, any UUID: the same request with the same id gives the same answer (200 instead of 201) and "
                + "changes nothing; any other use of it is 409 id_taken.";
        }
    }

    /// <summary>The names that a list may hold.</summary>
    private static void Name(OpenApiSchema schema, string list, IReadOnlyList<string> names)
    {
        if (schema.Properties?[list] is OpenApiSchema { Items: OpenApiSchema items })
            items.Enum = [.. names.Select(name => (JsonNode)name)];
    }

    private static bool HasClientMadeId(Type type) =>
        type is { Name: "Request", IsNested: true } && type.GetProperty("Id")?.PropertyType == typeof(Guid?);

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is not { DeclaringType: { } endpoint } handler)
            return;
        if (!handler.Name.Contains('<', StringComparison.Ordinal))
            operation.OperationId = handler.Name == "Handle" ? endpoint.Name : endpoint.Name + handler.Name;
        var policy = metadata.OfType<IAllowAnonymous>().Any() ? null : metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        foreach (var status in Problems(operation, context.Description.RelativePath ?? "", context.Description.HttpMethod, policy, handler))
        {
            operation.Responses ??= [];
            operation.Responses.TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [ProblemContent] = new() },
            });
        }

        if (operation.Responses?.Values.Any(r => r.Content?.ContainsKey("text/event-stream") == true) == true)
            DescribeCursor(operation);
        if (policy is not null)
        {
            operation.Security = [Requirement(policy == SignIn.VisitorPolicy ? VisitorScheme : CookieScheme)];
            if (metadata.OfType<ScopeNeeded>().LastOrDefault() is { } needed)
                operation.Security.Add(Requirement(TokenScheme, needed.Scope));
        }

        OpenApiSecurityRequirement Requirement(string scheme, params List<string> scopes) =>
            new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = scopes };
    }

    /// <summary>A stream goes on after an event, which browsers say in a header when they come again and cannot at first.</summary>
    private static void DescribeCursor(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        foreach (var (name, place) in new[] { ("after", ParameterLocation.Query), ("Last-Event-ID", ParameterLocation.Header) })
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = place,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "Go on after the event with this id. The header counts before the query; of what is too long ago the answer begins with reset.",
            });
        }
    }

    /// <summary>What every endpoint of a kind may answer; what is peculiar to one, it says itself where it is mapped.</summary>
    private static IEnumerable<int> Problems(OpenApiOperation operation, string path, string? method, string? policy, MethodInfo handler)
    {
        var parameters = handler.GetParameters();
        var inPath = operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true;
        var (isApi, isWidget) = (path.StartsWith("api/", StringComparison.Ordinal), path.StartsWith("widget/", StringComparison.Ordinal));
        if (operation.RequestBody is not null || operation.Parameters?.Any(p => p.In == ParameterLocation.Query) == true)
            yield return StatusCodes.Status400BadRequest;
        if (policy is not null)
            yield return StatusCodes.Status401Unauthorized;
        if (policy is not null || isWidget || (isApi && method != HttpMethods.Get))
            yield return StatusCodes.Status403Forbidden;

        // A visitor's account may be deleted.
        if (policy == SignIn.VisitorPolicy || (inPath && (isWidget || policy is not null)))
            yield return StatusCodes.Status404NotFound;
        if (parameters.Any(p => HasClientMadeId(p.ParameterType)))
            yield return StatusCodes.Status409Conflict;
        if (operation.RequestBody is not null)
        {
            yield return StatusCodes.Status413PayloadTooLarge;
            yield return StatusCodes.Status415UnsupportedMediaType;
        }

        if (parameters.Any(p => p.ParameterType == typeof(Limits)))
            yield return StatusCodes.Status429TooManyRequests;
    }

    private static void Describe(Microsoft.OpenApi.OpenApiDocument document)
    {
        document.Info.Title = "Nightbell";
        document.Info.Version = "v1";
        document.Info.Description = "Live chat whose heart is that nobody is lost: visitors, agents, notices and mails.";
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [CookieScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = SignIn.CookieName,
                Description = "Set by POST /api/session.",
            },
            [TokenScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API token, made in the settings under \"API & webhooks\". An operation names the scope that it needs; without it the "
                    + $"answer is 403 scope_needed. Operations that do not name this scheme are for people: 403 person_needed. Scopes: "
                    + string.Join(", ", Scopes.All) + ".",
            },
            [VisitorScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The token of POST /widget/v1/{key}/visitors.",
            },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas.Remove("ProblemDetails");
        document.Components.Schemas[ProblemSchema] = Problem();
        foreach (var response in document.Paths.Values.SelectMany(p => p.Operations ?? []).SelectMany(o => o.Value.Responses ?? []))
        {
            if (response.Value.Content?.TryGetValue(ProblemContent, out var content) == true)
                content.Schema = new OpenApiSchemaReference(ProblemSchema, document);
        }
    }

    /// <summary>RFC 9457, with our stable code.</summary>
    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457).",
        Required = new HashSet<string>(StringComparer.Ordinal) { "title", "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "In the language of Accept-Language." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["code"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "Stable.",
                Enum = [.. Texts.Section(Texts.Default, "problem.").Keys.Order(StringComparer.Ordinal).Select(c => (JsonNode)c)],
            },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "For 400: each field that breaks a rule, and the codes of the rules.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
        },
    };
}
