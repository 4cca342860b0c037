using Nightbell.Server.Tests.Guides;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Browser.Tests;

/// <summary>What the guides' programs say.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until it has printed a line.</summary>
    public static Task Prints(this GuideProgram program, string line) =>
        Soon.Holds($"the program prints «{line}»", () => program.Lines.Contains(line), Patience);
}
