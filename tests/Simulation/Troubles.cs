using System.Globalization;

namespace Nightbell.Simulation;

/// <summary>What befalls the machine.</summary>
public sealed partial class Life
{
    private async Task Trouble(string kind, string[] words)
    {
        switch (kind)
        {
            case "cut":
                restart = TimeSpan.FromSeconds(int.Parse(words[2], CultureInfo.InvariantCulture));
                host.Faults.CutAt(Point(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture));
                break;
            case "refuse":
                host.Faults.RefuseAt(Point(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture));
                break;
            case "stop":
                await Stop(TimeSpan.FromSeconds(int.Parse(words[0], CultureInfo.InvariantCulture)));
                break;
            case "joins":
                await Join();
                break;
            case "parts":
                await Part();
                break;
            case "clock":
                var by = TimeSpan.FromSeconds(int.Parse(words[1], CultureInfo.InvariantCulture)) * (words[0] == "back" ? -1 : 1);
                Tell($"the machine's clock is set {words[0]} by {Plan.Write(by.Duration())}");

                // Loops nap for a second at most: they have looked just before, and look again.
                host.Wakings.Forget();
                await Settle();
                clock.Set(by);
                host.Wakings.Forget();
                corrected += by;
                judge.ClockWasSet();
                break;
            default:
                throw new FormatException($"No trouble is called {kind}.");
        }
    }

    private static CutPoint Point(string words) => Enum.Parse<CutPoint>(words.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
}
