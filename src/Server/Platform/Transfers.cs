namespace Nightbell.Platform;

/// <summary>Files that travel while the server is to stop.</summary>
public static class Transfers
{
    /// <summary>One that is nearly through comes to its end; a slow one does not hold the stop up, and its client asks again.</summary>
    private static readonly TimeSpan GraceAtStop = TimeSpan.FromSeconds(5);

    /// <summary>Breaks the request off soon after the server was told to stop.</summary>
    public static void EndsWithServer(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var limit = new CancellationTokenSource();

        // Let go of in the reverse order, each with the response.
        context.Response.RegisterForDispose(limit);
        context.Response.RegisterForDispose(limit.Token.Register(context.Abort));
        context.Response.RegisterForDispose(stopping.Register(() => limit.CancelAfter(GraceAtStop)));
    }
}
