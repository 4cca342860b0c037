using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>Work that is due by the clock: a shell around <see cref="RunOnce"/>, which tests call.</summary>
public abstract class Worker
{
    public string Name => GetType().Name;

    /// <summary>The column that says when it has something to do; null when what it does is in no table, or has no hurry.</summary>
    public virtual DueColumn? GoesBy => null;

    /// <summary>Does what is due now, or a bounded part of it; true when there may be more.</summary>
    public abstract Task<bool> RunOnce(CancellationToken cancel);

    /// <summary>The next moment at which something is due; null when nothing is.</summary>
    public abstract Task<DateTimeOffset?> NextDue(CancellationToken cancel);

    /// <summary>Completes when nothing that it has begun is under way any more; a stop waits for it, and begins nothing new.</summary>
    public virtual Task Finish() => Task.CompletedTask;
}

/// <summary>All workers of the server, in the order in which one hands work to the next.</summary>
public sealed class Workers(IEnumerable<Worker> workers)
{
    /// <summary>More rounds than any real queue needs: beyond it, two workers keep waking each other.</summary>
    private const int MaxRounds = 10_000;

    public IReadOnlyList<Worker> All { get; } = [.. workers];

    /// <summary>Runs every worker until none has anything due now.</summary>
    /// <exception cref="InvalidOperationException">The workers never come to rest.</exception>
    public async Task RunUntilIdle(CancellationToken cancel)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var more = false;
            foreach (var worker in All)
                more |= await worker.RunOnce(cancel);
            if (!more)
                return;
        }

        throw new InvalidOperationException("The workers never come to rest.");
    }

    /// <summary>The earliest moment at which any worker has something to do.</summary>
    public async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        DateTimeOffset? next = null;
        foreach (var worker in All)
        {
            if (await worker.NextDue(cancel) is { } due && !(due >= next))
                next = due;
        }

        return next;
    }
}

/// <summary>Runs one worker for as long as the server lives: when something is due, or when something has changed.</summary>
public sealed class WorkerLoop(Worker worker, Signals signals, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<WorkerLoop> log)
    : BackgroundService
{
    /// <summary>What is due and yet was left alone, such as a mail held back for a digest, is not asked for in a spin.</summary>
    private static readonly TimeSpan ShortestNap = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A stop waits so long for what a worker has in hand, by the machine's time: all of them side by side, and within the host's own limit.
    /// </summary>
    private static readonly TimeSpan LongestFinish = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not only when the host comes to this service: requests that are slow to end may use up all the time that a stop has.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await RunUntilStopped(stopping.Token);
        try
        {
            await worker.Finish().WaitAsync(LongestFinish, TimeProvider.System, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            log.LogWarning("{Worker} had something in hand that did not end within {Limit}; it will be tried again", worker.Name, LongestFinish);
        }
    }

    private async Task RunUntilStopped(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var changed = signals.Next(worker.GoesBy);
                while (!stoppingToken.IsCancellationRequested && await worker.RunOnce(stoppingToken))
                {
                }

                await Nap(changed, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble)
            {
                log.LogError(trouble, "{Worker} failed and will try again", worker.Name);
                await Task.Delay(PauseAfterTrouble, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Nap(Task changed, CancellationToken stoppingToken)
    {
        // What another process made due is found after a nap even if its signal is lost.
        var nap = Signals.LongestNap;
        if (await worker.NextDue(stoppingToken) is { } due)
        {
            var until = due - clock.GetUtcNow();
            nap = until < ShortestNap ? ShortestNap : until < nap ? until : nap;
        }

        using var awake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(changed, Task.Delay(nap, clock, awake.Token));
        await awake.CancelAsync();
    }
}
