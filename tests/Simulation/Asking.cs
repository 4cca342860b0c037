using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>How programs reach the server: they ask until it answers, and come back when a stream ends.</summary>
public sealed partial class Life
{
    /// <summary>The server ends an agent's streams when their rights change; their pages come back by themselves.</summary>
    private async Task FollowStreams(Person agent)
    {
        foreach (var browser in agent.Browsers.Values.Where(b => b.Line.IsOpen))
        {
            await CloseLine(browser.Line);
            await Persist(browser.Line.Open);
        }
    }

    /// <param name="line">What ends.</param>
    /// <param name="ended">Called when the server knows: an end that it could not store before it died counts from its restart.</param>
    private async Task CloseLine(Line line, Action? ended = null)
    {
        if (await line.Close() is { } mark && !host.Faults.IsDead)
            await host.RequestEnded(mark);
        var isStored = !host.Faults.IsDead || host.Faults.DiedAt == CutPoint.AfterCommit;
        if (isStored)
            ended?.Invoke();
        await ReviveIfDead();
        if (!isStored)
            ended?.Invoke();
    }

    /// <summary>Asks until the server answers, as programs do: it may die or refuse meanwhile.</summary>
    private async Task<Answer> Call(Func<Task<Answer>> request)
    {
        for (var attempt = 1; ; attempt++)
        {
            Answer? answer = null;
            try
            {
                answer = await request();
            }
            catch (HttpRequestException) when (host.Faults.IsDead)
            {
                // The server died before it could answer.
            }

            await ReviveIfDead();
            if (answer is { Status: < 500 })
                return answer;
            host.Faults.HasRefused = false;
            judge.Disturbed();
            if (attempt == Tries)
                throw new BrokenPromiseException($"The server does not answer: {answer}");
        }
    }

    private async Task<Answer> Must(Func<Task<Answer>> request) => (await Call(request)).Ok();

    private async Task Persist(Func<Task> open)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await open();
                return;
            }
            catch (Exception trouble) when (attempt < Tries && trouble is not BrokenPromiseException)
            {
                await ReviveIfDead();
                host.Faults.HasRefused = false;
                judge.Disturbed();
            }
        }
    }
}
