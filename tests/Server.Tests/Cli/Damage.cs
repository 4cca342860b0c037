using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>Damages rows behind the server's back, and expects <c>check</c> to say so.</summary>
internal static class Damage
{
    /// <summary>The one visitor of these stories.</summary>
    public static Visitor FirstVisitor(this Story story) => story.Visitors.Count > 0 ? story.Visitors[0] : story.Visitor();

    /// <summary>The promise holds before; after one statement it is broken, by this rule and in these words.</summary>
    public static async Task Breaks(this Story story, string? sql, string rule, string words)
    {
        if (sql is not null)
        {
            await story.CheckHolds();
            await story.App.Tamper(sql);
        }

        var (exit, output, error) = await story.App.Command(["check"]);
        Assert.True(exit == 1, $"check ended with {exit}:\n{output}{error}");
        Assert.True(
            output.Split('\n').Any(l => l.StartsWith($"BROKEN {rule}: ", StringComparison.Ordinal) && l.Contains(words, StringComparison.Ordinal)),
            $"No line of {rule} says “{words}”:\n{output}");
        var (jsonExit, json, _) = await story.App.Command(["check", "--json"]);
        Assert.Equal(1, jsonExit);
        var report = JsonDocument.Parse(json).RootElement;
        Assert.False(report.GetProperty("holds").GetBoolean());
        Assert.Contains(report.GetProperty("broken").EnumerateArray(), b => b.GetProperty("rule").GetString() == rule);
    }
}
