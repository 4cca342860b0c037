namespace Nightbell.Decisions.Tests;

/// <summary>The page <c>docs/reasons.md</c> stands in the order of the ladder and leaves nothing out.</summary>
public sealed class ReasonsPageTests
{
    private static readonly string[] Sections =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "reasons.md")).ReplaceLineEndings("\n").Split("\n## ")[1..];

    public static TheoryData<Reason> Reasons => [.. Enum.GetValues<Reason>()];

    [Fact]
    public void The_page_has_one_heading_per_reason_in_the_order_of_the_ladder() =>
        Assert.Equal(Enum.GetNames<Reason>().Select(name => $"`{name}`"), Sections.Select(section => section.Split('\n')[0]));

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Each_reason_has_its_verdict_when_it_applies_its_evidence_and_what_to_do(Reason reason)
    {
        var lines = Sections.Single(section => section.StartsWith($"`{reason}`", StringComparison.Ordinal)).Split('\n');
        var points = lines.Where(line => line.StartsWith("* ", StringComparison.Ordinal)).ToArray();

        Assert.Collection(
            points,
            verdict => Assert.StartsWith($"* **Verdict:** {VerdictOf(reason)}", verdict),
            when => Assert.StartsWith("* **When:** ", when),
            evidence => Assert.StartsWith("* **Evidence stored:** ", evidence),
            whatToDo => Assert.StartsWith("* **What to do:** ", whatToDo));
    }

    private static string VerdictOf(Reason reason) => reason switch
    {
        Reason.CameBackOnline or Reason.Throttled or Reason.OfflineDelay or Reason.AcceptDelay => "wait",
        Reason.OfflineMessage or Reason.UnacceptedConversation or Reason.Fallback => "send",
        _ => "skip",
    };
}
