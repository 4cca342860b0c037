namespace Nightbell.Platform;

public static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>What <c>Authorization: Bearer</c> carries (RFC 6750, 2.1); null where there is no such header.</summary>
    public static string? Bearer(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }
}
