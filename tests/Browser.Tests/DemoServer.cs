using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Nightbell.Platform;

namespace Nightbell.Browser.Tests;

/// <summary>
/// The demo in the tests' own process, for nearly all of them: what is compiled for one serves all. As a program each would take two seconds of
/// processor to start and three more for its first requests, which was half of what the browser's tests took.
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
