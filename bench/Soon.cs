using System.Diagnostics;

namespace Nightbell.Bench;

/// <summary>Waiting with an end.</summary>
internal static class Soon
{
    /// <summary>Polls until something holds; how long that took.</summary>
    /// <exception cref="TimeoutException">It did not come to hold in time.</exception>
    public static async Task<TimeSpan> Holds(string what, TimeSpan every, TimeSpan patience, Func<Task<bool>> holds)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(begun) > patience)
                throw new TimeoutException($"{what}: not within {patience.TotalSeconds:0} s");
            await Task.Delay(every, TimeProvider.System);
        }

        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Lets time pass until a moment.</summary>
    public static Task Until(DateTimeOffset moment)
    {
        var left = moment - TimeProvider.System.GetUtcNow();
        return left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System) : Task.CompletedTask;
    }
}
