using System.Diagnostics;

namespace Nightbell.Server.Tests.Harness;

/// <summary>Bounded waiting in real time, for what happens on another thread or in another process.</summary>
public static class Soon
{
    /// <summary>Real time given to anything that ought to happen at once on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>Asks again and again until the condition holds; fails in words when it does not within <see cref="Patience"/>.</summary>
    public static async Task Holds(string what, Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > limit)
            {
                Assert.Fail($"This did not come true within {limit.TotalSeconds:0} s: {what}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    public static Task Holds(string what, Func<bool> condition, TimeSpan? patience = null) =>
        Holds(what, () => Task.FromResult(condition()), patience);

    /// <summary>The task's result, or a failure in words.</summary>
    public static async Task<T> Within<T>(string what, Task<T> task, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        try
        {
            return await task.WaitAsync(limit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"This did not come within {limit.TotalSeconds:0} s: {what}");
            throw;
        }
    }
}
