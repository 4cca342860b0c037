using System.Diagnostics;
using Nightbell.Decisions;
using Nightbell.Notices;

namespace Nightbell.Bench.Lines;

/// <summary>The command as a whole, its start included: a file of situations in, lines through a pipe out.</summary>
internal static class DecideLine
{
    private const int Recipients = 5;
    private const int Runs = 5;
    private const double TargetPerSecond = 20_000;
    private static readonly DateTimeOffset Evening = new(2026, 11, 22, 2, 12, 30, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Row>> Run(Options options)
    {
        var lines = options.Number("lines", 100_000);
        var file = Path.Combine(options.Folder, "situations.jsonl");
        var chance = new Random(lines);
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, lines).Select(_ => SituationJson.Write(Any(chance))));
        var rates = new List<double>();
        for (var run = 0; run < Runs; run++)
            rates.Add(lines / (await Once(await options.Program(), file, lines)).TotalSeconds);
        var perSecond = new Sample(rates);
        return
        [
            new Row(
                $"`nightbell decide` on {lines:N0} situations of {Recipients} recipients, start included, median of {Runs}",
                $"{perSecond.Median:N0} lines/s ({perSecond.At(0):N0} to {perSecond.Max:N0})",
                $"{TargetPerSecond:N0} lines/s",
                perSecond.Median >= TargetPerSecond),
        ];
    }

    private static async Task<TimeSpan> Once(string program, string file, int lines)
    {
        var begun = Stopwatch.GetTimestamp();
        using var decide = Process.Start(new ProcessStartInfo(program, ["decide", file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var buffer = new byte[1 << 20];
        var answered = 0;
        while (await decide.StandardOutput.BaseStream.ReadAsync(buffer) is > 0 and var read)
            answered += buffer.AsSpan(0, read).Count((byte)'\n');
        await decide.WaitForExitAsync();
        var took = Stopwatch.GetElapsedTime(begun);
        return decide.ExitCode == 0 && answered == lines
            ? took
            : throw new InvalidOperationException($"nightbell decide ended with {decide.ExitCode} after {answered:N0} of {lines:N0} answers.");
    }

    private static Situation Any(Random chance)
    {
        var online = chance.Next(2) == 0;
        var messages = Enumerable.Range(1, chance.Next(1, 5))
            .Select(n => new MessageFacts(n, Evening.AddSeconds(n * chance.Next(1, 60)), !online)).ToList();
        return new Situation(
            Evening.AddSeconds(chance.Next(0, 600)),
            new Delays(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromHours(1)),
            new PackageFacts(Usually(chance)),
            new SettingsFacts(Usually(chance), Usually(chance)),
            new ConversationFacts(Usually(chance), messages[0].At, Usually(chance) ? null : Evening.AddMinutes(4), messages),
            new TeamFacts(online, Evening.AddHours(-9), online ? null : Evening.AddHours(-9)),
            [.. Enumerable.Range(0, Recipients).Select(i => Recipient(chance, i, online && i < 2))]);
    }

    private static RecipientFacts Recipient(Random chance, int i, bool online) => new(
        $"agent-{i}",
        i == Recipients - 1 ? RecipientKind.Additional : RecipientKind.Agent,
        Active: Usually(chance),
        InTeam: Usually(chance),
        FullAccess: i == 0,
        AddressUsable: Usually(chance),
        OfflineMessages: Usually(chance),
        UnacceptedConversations: Usually(chance),
        Online: online,
        FirstOnlineAt: online ? Evening : null,
        LastOnlineAt: Evening.AddHours(-9),
        OpenedUpTo: Usually(chance) ? 0 : 1,
        ToldUpTo: Usually(chance) ? 0 : 1,
        FailedUpTo: 0,
        ToldCount: Usually(chance) ? 0 : 1,
        LastToldAt: Evening);

    private static bool Usually(Random chance) => chance.Next(8) > 0;
}
