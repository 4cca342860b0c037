namespace Nightbell.Platform;

/// <summary>
/// Refuses changes that another site makes a signed-in browser do (CSRF): by Fetch metadata, and by Origin for older browsers.
/// Calls without the cookie's power are exempt: bearer tokens, one-click unsubscribe (RFC 8058). Routes match whatever the case, so this does too.
/// </summary>
public sealed class CrossSite(RequestDelegate next)
{
    public Task Invoke(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.Request;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
        var exempt = request.Bearer() is not null
            || !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        return changes && !exempt && IsForeign(request)
            ? Problems.Write(context, Problem.Forbidden("cross_site"))
            : next(context);
    }

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
            return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
