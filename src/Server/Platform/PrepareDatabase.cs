using Nightbell.Data;
using Nightbell.Devices;

namespace Nightbell.Platform;

/// <summary>Before the server listens: the schema is there, this server is known, and streams of dead ones count as broken from now.</summary>
public sealed class PrepareDatabase(Store store, TakeOver takeOver, ILogger<PrepareDatabase> log) : IHostedService
{
    /// <summary>The last thing that a stop does: by then the host's own limit may be used up.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(3);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.Migrate(cancellationToken);
        await takeOver.Begin(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestEnd);
        try
        {
            await takeOver.End(limit.Token);
        }
        catch (Exception trouble)
        {
            log.LogWarning(trouble, "The lease could not be given back; it runs out by itself");
        }
    }
}

/// <summary>Keeps this server's lease, and takes up what dead servers held.</summary>
public sealed class KeepLease(TakeOver takeOver, ILogger<KeepLease> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        var takingUp = Task.CompletedTask;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Try(takeOver.Renew, "The lease could not be renewed; trying again", stoppingToken);

                // A dead server may leave thousands of streams: while they are taken up, this one shall not look dead as well.
                if (takingUp.IsCompleted)
                    takingUp = Try(takeOver.TakeUp, "What a dead server held could not be taken up; trying again", stoppingToken);
            }
        }
        finally
        {
            await takingUp;
        }
    }

    private async Task Try(Func<CancellationToken, Task> act, string otherwise, CancellationToken cancel)
    {
        try
        {
            await act(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception trouble)
        {
            log.LogError(trouble, "{Otherwise}", otherwise);
        }
    }
}

/// <summary>Hears of what other processes commit.</summary>
public sealed class WatchDatabase(Store store, ILogger<WatchDatabase> log) : BackgroundService
{
    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.Watch(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble)
            {
                log.LogError(trouble, "Watching the database failed; trying again");
                await Task.Delay(PauseAfterTrouble, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
