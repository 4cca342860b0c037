using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Widgets;

/// <summary>Which sites the widget may stand on: CORS for those, a refusal for others. An account without a list allows any.</summary>
public sealed class AllowedSites(RequestDelegate next)
{
    private const string PreflightLife = "600";

    private static readonly CompiledQuery<Guid, string> SitesOf = new((db, accountId) => db.Accounts.Where(a => a.Id == accountId).Select(a => a.AllowedSites));

    /// <remarks>Nothing is awaited here: a stream of hours would keep what awaits it in memory.</remarks>
    public Task Invoke(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (request, headers) = (context.Request, context.Response.Headers);
        var origin = request.Headers.Origin.ToString();
        if (!request.Path.StartsWithSegments("/widget/v1", StringComparison.OrdinalIgnoreCase) || origin.Length == 0)
        {
            return next(context);
        }

        // When the answer begins: a refusal, which is written upon a cleared answer, must be readable on the other site as well.
        context.Response.OnStarting(() =>
        {
            headers.Vary = "Origin";
            if (context.Items.ContainsKey(typeof(AllowedSites)))
                return Task.CompletedTask;
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlExposeHeaders = "Retry-After";
            return Task.CompletedTask;
        });

        // A preflight carries no token yet; whether the site is allowed is decided by the request it asks for.
        if (HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey("Access-Control-Request-Method"))
        {
            headers.AccessControlAllowMethods = "GET, POST, PUT";
            headers.AccessControlAllowHeaders = "Authorization, Content-Type, Last-Event-ID";
            headers.AccessControlMaxAge = PreflightLife;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return next(context);
    }

    /// <summary>For requests whose account is known by the visitor's token.</summary>
    public static ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        return context.HttpContext.Request.Headers.Origin.Count > 0 ? CheckFirst(context, next) : next(context);
    }

    private static async ValueTask<object?> CheckFirst(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        await CheckAccount(context.HttpContext);
        return await next(context);
    }

    private static async Task CheckAccount(HttpContext context)
    {
        if (context.Items[typeof(Guest)] is not Guest guest)
            return;
        await using var db = context.RequestServices.GetRequiredService<Store>().Read();
        Check(await SitesOf.In(db, guest.AccountId).SingleOrDefaultAsync() ?? throw Problem.NotFound(), context);
    }

    /// <param name="sites"><see cref="Account.AllowedSites"/>.</param>
    /// <param name="context">The request.</param>
    /// <exception cref="Problem">403 <c>site_not_allowed</c>.</exception>
    public static void Check(string sites, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(sites);
        ArgumentNullException.ThrowIfNull(context);
        var origin = context.Request.Headers.Origin.ToString();
        var own = $"{context.Request.Scheme}://{context.Request.Host}";
        if (sites.Length == 0 || origin.Length == 0 || string.Equals(origin, own, StringComparison.OrdinalIgnoreCase)
            || sites.Split(' ').Contains(origin, StringComparer.OrdinalIgnoreCase))
            return;
        context.Items[typeof(AllowedSites)] = context;
        throw Problem.Forbidden("site_not_allowed");
    }
}
