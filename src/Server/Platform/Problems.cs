using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Nightbell.Platform;

/// <summary>Turns whatever goes wrong into RFC 9457 problem details, in the asker's language, with nothing secret in it.</summary>
public sealed partial class Problems(ILogger<Problems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = exception switch
        {
            Problem known => known,
            BadHttpRequestException bad => Read(bad),
            DbUpdateException update when IsDuplicate(update) => Problem.Conflict("conflict"),
            _ => null,
        };
        if (problem is null)
        {
            log.LogError(exception, "{Method} {Path} failed", httpContext.Request.Method, httpContext.Request.Path);
            problem = new Problem(StatusCodes.Status500InternalServerError, "internal");
        }

        await Write(httpContext, problem);
        return true;
    }

    public static async Task Write(HttpContext context, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(problem);
        var locale = Texts.Known(context.Request.Headers.AcceptLanguage.ToString());
        var details = new ProblemDetails { Status = problem.Status, Title = Texts.Get(locale, $"problem.{problem.Code}") };
        details.Extensions["code"] = problem.Code;
        if (problem.Errors is not null)
            details.Extensions["errors"] = problem.Errors;
        if (problem.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        SafeHeaders.Set(context);
        context.Response.StatusCode = problem.Status;
        await context.Response.WriteAsJsonAsync(details, Json.Options, "application/problem+json", context.RequestAborted);
    }

    /// <summary>What the framework refused without words of its own: unknown routes, methods, content types.</summary>
    public static Task WriteEmptyStatus(StatusCodeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.HttpContext.Response;
        return Write(context.HttpContext, ForStatus(response.StatusCode));
    }

    private static Problem ForStatus(int status) => new(status, status switch
    {
        400 => "malformed",
        401 => "sign_in_needed",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        413 => "too_large",
        415 => "json_needed",
        _ => "refused",
    });

    private static Problem Read(BadHttpRequestException bad)
    {
        if (bad.InnerException is not JsonException json)
            return bad.StatusCode == StatusCodes.Status400BadRequest && Parameter().Match(bad.Message) is { Success: true } parameter
                ? Problem.Invalid(parameter.Groups["name"].Value, parameter.Groups["missing"].Success ? "required" : "type")
                : ForStatus(bad.StatusCode);
        if (Unmapped().Match(json.Message) is { Success: true } unknown)
            return Problem.Invalid(Field(json.Path, unknown.Groups["field"].Value), "unknown");
        if (Missing().Match(json.Message) is { Success: true } missing)
        {
            return new Problem(400, "invalid", missing.Groups["fields"].Value.Split(", ")
                .ToDictionary(f => Field(json.Path, f.Trim('\'', '.', ' ')), _ => new[] { "required" }, StringComparer.Ordinal));
        }

        var path = (json.Path ?? "$").TrimStart('$').TrimStart('.');
        return path.Length == 0 ? new Problem(400, "malformed") : Problem.Invalid(path, "type");
    }

    private static string Field(string? path, string name)
    {
        var parent = (path ?? "$").TrimStart('$').TrimStart('.');
        return parent.Length == 0 || parent == name || parent.EndsWith($".{name}", StringComparison.Ordinal)
            ? parent.Length == 0 ? name : parent
            : $"{parent}.{name}";
    }

    /// <summary>Two requests made the same thing at the same moment, and the database let one of them.</summary>
    private static bool IsDuplicate(DbUpdateException update) =>
        update.InnerException is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 }
            or Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation };

    [GeneratedRegex("The JSON property '(?<field>[^']+)' could not be mapped", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties including: (?<fields>.+?)\\.?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Missing();

    /// <summary>A parameter that cannot be read, or one that must be there and is not; never the body, which has fields of its own.</summary>
    [GeneratedRegex("parameter \"[^\"]* (?<name>\\w+)\" (from|(?<missing>was not provided from (query string|route)))", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
