using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Nightbell.Cli;
using Nightbell.Data;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;
using Incoming = Nightbell.Server.Tests.Harness.Inbound;

namespace Nightbell.Simulation;

/// <summary>The production server in this process: false are the clock, the wire to the mail server, and what the machine allows.</summary>
public sealed class Host(string connectionString, FakeClock clock, MailWire wire, Planted? planted = null, Host? first = null) : IAsyncDisposable
{
    /// <summary>What runs by the machine's time would act at moments that no story knows.</summary>
    private static readonly Type[] ByMachineTime = [typeof(KeepLease), typeof(WatchDatabase)];

    private readonly RequestWatch requests = new();
    private WebApplication? app;

    /// <summary>Deaths so far: what a dead process still has under way must not reach the database that its successor is on.</summary>
    private volatile int deaths;

    /// <summary>Of the machine: two servers on one share them.</summary>
    public Faults Faults { get; } = first?.Faults ?? new();

    /// <summary>What one of them commits, the other hears of, too.</summary>
    public Wakings Wakings { get; } = first?.Wakings ?? new();

    public FakeClock Clock => clock;

    public MailWire Wire => wire;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public bool IsUp => app is not null;

    public IServiceProvider Services => (app ?? throw new InvalidOperationException("The server is down.")).Services;

    public async Task Start()
    {
        Wakings.Forget();
        var starting = App.Build([.. Configuration(), $"--Urls={Address.GetLeftPart(UriPartial.Authority)}"], Configure);
        await starting.StartAsync();
        app = starting;
    }

    /// <summary>An orderly end.</summary>
    public async Task Stop()
    {
        var stopping = app!;
        app = null;
        await stopping.StopAsync();
        await stopping.DisposeAsync();
    }

    /// <summary>The process dies: from here on nothing of it reaches disk or network.</summary>
    public async Task Kill()
    {
        Faults.Die();
        deaths++;
        wire.Forget();
        var dying = app!;
        app = null;
        try
        {
            await dying.DisposeAsync();
        }
        catch (Exception trouble) when (trouble is CutException or OperationCanceledException or AggregateException)
        {
            // It lost everything, so it may complain.
        }

        Faults.Revive();
    }

    /// <summary>Waits until the server has noticed the end of a stream.</summary>
    public Task RequestEnded(string mark) => requests.Ended(mark);

    /// <summary>Runs one command of the command line on the same database and clock.</summary>
    public async Task<string> Command(string[] command, string input = "")
    {
        using var reader = new StringReader(input);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await CommandLine.Run([.. command, .. Configuration()], reader, output, error, clock);

        // It is another process: whose writing wakes everybody here.
        Wakings.Forget();
        return exit == 0 ? output.ToString() : throw new InvalidOperationException($"{command[0]} {command[1]} ended with {exit}: {output}{error}");
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await Kill();
    }

    private void Configure(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.RemoveAll<TimeProvider>();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<HandOver>(wire.HandOver);
        services.AddSingleton<IStartupFilter>(requests);
        foreach (var hosted in services.Where(s => ByMachineTime.Contains(s.ImplementationType)).ToList())
            services.Remove(hosted);
        var store = services.Single(s => s.ServiceType == typeof(Store));
        services.Remove(store);
        var born = deaths;
        services.AddSingleton<Store>(provider => new FaultyStore(
            (Store)store.ImplementationFactory!(provider),
            new Process(Faults, () => deaths > born),
            Wakings,
            planted,
            provider.GetRequiredService<Signals>(),
            provider.GetRequiredService<Settings>(),
            clock));
        builder.Logging.ClearProviders();
    }

    private string[] Configuration() =>
    [
        $"--ConnectionStrings:Nightbell={connectionString}",
        "--Nightbell:Demo=false",
        "--Nightbell:Workers=false",
        "--Nightbell:PublicUrl=https://chat.shop.example",
        "--Nightbell:Mail:From=nightbell@shop.example",
        "--Nightbell:PasswordIterations=1",
        "--Nightbell:Limits:SignInPerMinute=0",
        "--Nightbell:Limits:VisitorsPerMinute=0",
        "--Nightbell:Limits:MessagesPerMinute=0",
        .. Incoming.Configuration,
        .. planted?.Configuration ?? [],
    ];
}
