using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Conversations;

/// <summary>How many conversations each box holds, for whoever asks.</summary>
public sealed class CountTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Boxes_are_counted_as_they_are_listed_with_the_longest_wait_of_each(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        var (repairs, sales) = (await s.Group("Repairs", bela), await s.Group("Sales", cili));
        Assert.Equal([(0, null), (0, null), (0, null), (0, null)], await Counts(anna));
        await anna.ComesOnline();
        await bela.ComesOnline();
        var (first, second, third) = (s.Visitor(), s.Visitor(), s.Visitor());
        await first.Writes("First", repairs);
        await s.At("1:00");
        await second.Writes("Second", sales);
        await s.At("2:00");
        await third.Writes("Third", repairs);
        await bela.Accepts(third);
        await s.At("3:00");
        await anna.Resolves(second);

        var since = s.Moment("0:00");
        Assert.Equal([(1, since), (0, null), (2, since), (1, null)], await Counts(anna));
        Assert.Equal([(1, since), (1, null), (2, since), (0, null)], await Counts(bela));
        Assert.Equal([(0, null), (0, null), (0, null), (1, null)], await Counts(cili));
        await using var neighbour = s.Neighbour();
        Assert.Equal([(0, null), (0, null), (0, null), (0, null)], await Counts(await neighbour.Agent("Zita")));
    }

    private static async Task<List<(int, DateTimeOffset?)>> Counts(Agent agent)
    {
        var counts = (await agent.Api.Get("/api/conversations/counts")).Is(200).Json;
        return [.. new[] { "unassigned", "mine", "open", "resolved" }.Select(box => counts.GetProperty(box)).Select(box => (
            box.GetProperty("conversations").GetInt32(),
            box.GetProperty("waitingSince") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : (DateTimeOffset?)null))];
    }
}
