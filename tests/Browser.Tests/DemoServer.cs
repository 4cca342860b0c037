using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Nightbell.Platform;

namespace Nightbell.Browser.Tests;

/// <summary>
/// The demo in the tests' own process, for nearly all of them: what is compiled for one serves all. As programs they took half of the
/// processor's time of these tests, since each starts, and compiles its first requests, anew.
/// </summary>
public sealed class DemoServer : RunningServer
{
    private WebApplication? app;

    private protected override async Task Start()
    {
        app = App.Build([.. Configuration, "--environment=Development"], builder => builder.Logging.ClearProviders());
        await app.StartAsync();
    }

    private protected override async Task Stop()
    {
        if (app is null)
            return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }
}
