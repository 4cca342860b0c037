namespace Nightbell.Bench;

/// <summary>One row of the table: what was measured, the figure, and what it ought to be.</summary>
/// <param name="What">What, and how much of it.</param>
/// <param name="Figure">As measured, with its unit.</param>
/// <param name="Target">With the same unit; empty where there is none.</param>
/// <param name="Holds">Whether the target is met; null where there is none.</param>
internal sealed record Row(string What, string Figure, string Target = "", bool? Holds = null)
{
    public static void PrintHead()
    {
        Console.WriteLine("| what | figure | target | holds | machine |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
    }

    public void Print() =>
        Console.WriteLine($"| {What} | {Figure} | {Target} | {(Holds is { } holds ? holds ? "yes" : "**no**" : "")} | {Machine()} |");

    /// <summary>Cores, processor and how busy the machine was with other things as well; the load of the last minute.</summary>
    private static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"{Environment.ProcessorCount} × {model}, .NET {Environment.Version}, load {load}";
    }
}

/// <summary>Measured values, in order.</summary>
internal sealed class Sample(IEnumerable<double> values)
{
    private readonly double[] sorted = [.. values.Order()];

    public int Count => sorted.Length;

    public double Median => At(0.50);

    public double Max => sorted[^1];

    /// <summary>The value that this part of all does not exceed.</summary>
    public double At(double part) => sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
}
