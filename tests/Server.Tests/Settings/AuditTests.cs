using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Settings;

/// <summary>Who changed which setting, when.</summary>
public sealed class AuditTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_change_is_told_newest_first_with_what_it_was_before(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela", access: "full"));
        await using var neighbour = s.Neighbour();
        var nora = await neighbour.Agent("Nora");
        await s.Advance("1:00");
        await s.SetsNotifications(n => n["offlineMessages"] = false);
        await s.Advance("1:00");
        (await bela.Api.Patch($"/api/agents/{anna.Id}", new { active = false })).Is(200);
        await s.Advance("1:00");
        Assert.Equal(0, (await s.App.Command(["account", "set-package", s.AccountId, "standard"])).Exit);

        var all = await List(anna, "");
        Assert.Equal(["package", "agent.active", "offlineMessages"], all.Take(3).Select(c => c.GetProperty("setting").GetString()));
        Assert.Equal(JsonValueKind.Null, all[0].GetProperty("agentId").ValueKind);
        Assert.Equal(("pro", "standard"), (all[0].GetProperty("before").GetString(), all[0].GetProperty("after").GetString()));
        Assert.Equal(bela.Id, all[1].GetProperty("agentId").GetString());
        Assert.False(all[1].GetProperty("after").GetProperty("active").GetBoolean());
        Assert.Equal("Anna", all[2].GetProperty("agentName").GetString());
        Assert.Equal(JsonValueKind.True, all[2].GetProperty("before").ValueKind);

        Assert.Equal("agent.active", Assert.Single(await List(anna, $"?agent={bela.Id}")).GetProperty("setting").GetString());
        Assert.All(await List(anna, "?setting=agent"), c => Assert.StartsWith("agent", c.GetProperty("setting").GetString(), StringComparison.Ordinal));
        Assert.Empty(await List(nora, "?setting=package"));
        var first = (await anna.Api.Get("/api/audit?limit=2")).Is(200).Json;
        var rest = (await anna.Api.Get($"/api/audit?limit=200&after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}")).Is(200).Json;
        Assert.Equal(all.Count - 2, rest.GetProperty("items").GetArrayLength());
        foreach (var wrong in new[] { "setting=", "setting=a%00", "setting=a%25", "limit=0", "after=forged", "agent=anna" })
            (await anna.Api.Get($"/api/audit?{wrong}")).IsProblem(400);
    }

    private static async Task<List<JsonElement>> List(Agent agent, string query) =>
        [.. (await agent.Api.Get($"/api/audit{query}")).Is(200).Json.GetProperty("items").EnumerateArray()];
}
