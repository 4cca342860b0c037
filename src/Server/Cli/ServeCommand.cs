using System.CommandLine;
using System.Runtime;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell serve</c>: runs the server until it is told to stop.</summary>
public static class ServeCommand
{
    /// <summary>They report a failed start with a stack trace; the sentence on the error output says it better.</summary>
    private static readonly string[] LoudAtStart =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Hosting.Diagnostics"];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("serve", "Run the server (the default).");
        command.SetAction(_ => Serve(terminal));
        return command;
    }

    /// <summary>By then every worker has run, and its queries are compiled.</summary>
    private static readonly TimeSpan FirstRounds = TimeSpan.FromSeconds(5);

    /// <exception cref="Refusal">The server could not start.</exception>
    public static async Task<int> Serve(Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var started = false;
        WebApplication app;
        try
        {
            app = App.Build([.. terminal.Configuration], builder =>
            {
                foreach (var category in LoudAtStart)
                    builder.Logging.AddFilter(category, level => started && level >= LogLevel.Warning);
                if (terminal.Clock is { } clock)
                    builder.Services.Replace(ServiceDescriptor.Singleton(clock));
            });

            app.Lifetime.ApplicationStarted.Register(() => _ = SettleMemory(app.Lifetime.ApplicationStopping));
        }
        catch (Exception trouble)
        {
            throw new Refusal($"The server could not start. {Trouble.InWordsAlways(trouble)}");
        }

        await using (app)
        {
            try
            {
                await app.StartAsync();
            }
            catch (Exception trouble)
            {
                throw new Refusal($"The server could not start. {Trouble.InWordsAlways(trouble)}");
            }

            started = true;
            await app.WaitForShutdownAsync();
            return 0;
        }
    }

    /// <summary>
    /// Starting, and the first round of every worker, take memory that resting does not need: given back once. From then on the whole heap is
    /// collected while everybody goes on, and compacted only when the machine is short of memory: a busy server stood still for 130 ms otherwise.
    /// </summary>
    private static async Task SettleMemory(CancellationToken stopping)
    {
        await Task.Delay(FirstRounds, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
    }
}
