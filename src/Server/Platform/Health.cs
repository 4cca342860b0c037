using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>For whoever runs the server: alive, ready, and figures for Prometheus.</summary>
public static class Health
{
    /// <summary>
    /// A conversation or an account this long overdue means that a worker is behind. Mails do not count, nor do accounts that are left alone:
    /// neither a mail server that hangs nor the trouble of one account must take this server out of a load balancer.
    /// </summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => TypedResults.Text("alive\n")).WithTags("Operator").WithSummary("Alive")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
        app.MapGet("/readyz", Ready).WithTags("Operator").WithSummary("Database reachable, workers not behind")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .Produces<string>(StatusCodes.Status503ServiceUnavailable, "text/plain");
        app.MapGet("/metrics", (Metrics metrics, CancellationToken cancel) => metrics.Write(cancel)).WithTags("Operator")
            .WithSummary("Figures for Prometheus")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
    }

    private static async Task<IResult> Ready(Store store, LeftAlone leftAlone, TimeProvider clock, ILogger<Store> log, CancellationToken cancel)
    {
        try
        {
            await using var db = store.Read();
            var late = clock.Now() - Behind;
            if (await leftAlone.Others(db.Conversations).AnyAsync(c => c.LookAt < late, cancel) || await leftAlone.Others(db.Accounts).AnyAsync(a => a.LookAt < late, cancel))
                return TypedResults.Text("behind\n", statusCode: StatusCodes.Status503ServiceUnavailable);
            return TypedResults.Text("ready\n");
        }
        catch (Exception trouble) when (trouble is System.Data.Common.DbException or InvalidOperationException)
        {
            log.LogError(trouble, "The database cannot be reached");
            return TypedResults.Text("database unreachable\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
