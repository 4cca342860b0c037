using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Conversations;

/// <summary>Looking for what was said, and by whom.</summary>
public sealed class SearchTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Capitals_of_every_script_are_found_by_small_letters_and_the_other_way_round(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await s.Visitor("Éva").Writes("ÁRVÍZTŰRŐ, 100%_ΩЖ");
        await s.Visitor("Zoltan").Writes("Hello");

        foreach (var q in (string[])["éva", "Éva", "ÉVA", "árvíztűrő", "ÁRVÍZTŰRŐ", "Víz", "ωж", "100%_", "VISITOR-1@"])
            Assert.Equal(["Éva"], await Found(q));
        foreach (var q in (string[])["arvizturo", "100__", "eva"])
            Assert.Equal([], await Found(q));
        Assert.Equal(["Zoltan"], await Found("hELLO"));

        async Task<IEnumerable<string?>> Found(string q) =>
            (await anna.Api.Get($"/api/conversations?q={Uri.EscapeDataString(q)}")).Is(200).Json.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("visitor").GetProperty("name").GetString());
    }
}
