using System.CommandLine;
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

            app.Lifetime.ApplicationStarted.Register(() => _ = Heap.Tend(app.Lifetime.ApplicationStopping));
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
}
