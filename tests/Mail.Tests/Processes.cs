using System.Diagnostics;

namespace Nightbell.Mail.Tests;

/// <summary>How programs that tests start are ended, in bounded time.</summary>
public static class Processes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Ends it and what it started, whether or not it still runs.</summary>
    public static void End(this Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        MustExit(process);
        process.Dispose();
    }

    /// <summary>
    /// Waits until it has ended, and not until its output has, as <see cref="Process.WaitForExitAsync"/> does: a child that outlives it may
    /// hold that open for ever.
    /// </summary>
    /// <exception cref="TimeoutException">It has not; it is killed now.</exception>
    public static void MustExit(this Process process)
    {
        if (process.WaitForExit(Patience)) return;
        process.Kill(entireProcessTree: true);
        throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end within {Patience.TotalSeconds:0} s.");
    }

    /// <summary>Its output goes nowhere: a program that outlives the tests must not hold open theirs.</summary>
    public static Process StartQuietly(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
