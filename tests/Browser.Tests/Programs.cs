using System.Diagnostics;
using Nightbell.Server.Tests.Guides;

namespace Nightbell.Browser.Tests;

/// <summary>What the guides' programs say.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until it has printed a line.</summary>
    public static async Task Prints(this GuideProgram program, string line)
    {
        for (var patience = Stopwatch.StartNew(); !program.Lines.Contains(line); await Task.Delay(Pause, TimeProvider.System))
            Assert.True(patience.Elapsed < Patience, $"It never printed «{line}»:\n{program.Output}");
    }
}
