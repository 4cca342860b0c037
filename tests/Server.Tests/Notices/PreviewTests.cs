using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Notices;

/// <summary>"If a visitor wrote now": what it says is what then happens.</summary>
public sealed class PreviewTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_it_foretells_at_night_comes_true(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        await s.Deactivates(cili);
        (await bela.Api.Patch("/api/me", new { offlineMessages = false })).Ok();

        var foretold = await Preview(anna, new { });
        Assert.False(foretold.GetProperty("online").GetBoolean());
        Assert.Equal("AgentInactive", Reason(foretold, cili));
        Assert.Equal("TurnedOffByAgent", Reason(foretold, bela));
        Assert.Equal("Cili would get no e-mail: not an active agent.", Text(foretold, cili));
        await ComesTrue(s, foretold, "30:00");
        Assert.Equal([anna.Email], s.App.Post.Delivered.Select(l => l.To));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_it_foretells_while_somebody_is_online_comes_true(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await bela.ComesOnline();

        var foretold = await Preview(anna, new { });
        Assert.True(foretold.GetProperty("online").GetBoolean());
        Assert.Equal("ColleagueOnline", Reason(foretold, anna));
        await ComesTrue(s, foretold, "30:00");
        Assert.Equal([bela.Email], s.App.Post.Delivered.Select(l => l.To));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_it_foretells_before_the_office_closes_comes_true(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.SetsOfficeHours("UTC", AccountSettings.Week, ("08:00", "17:00"));
        await bela.ComesOnline();
        await s.SetsNotifications(settings => settings["unacceptedConversations"] = false);

        // Nobody is mailed of it while Bela is there; when the office closes the team is gone, and it becomes an offline message.
        var foretold = await Preview(anna, new { });
        Assert.True(foretold.GetProperty("online").GetBoolean());
        Assert.Equal("OfflineMessage", Reason(foretold, anna));
        await ComesTrue(s, foretold, "8:30:00");
        Assert.Equal(2, s.App.Post.Delivered.Count);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task It_answers_for_another_time_and_group_and_stores_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.Group("Repairs", anna);
        var sales = await s.Group("Sales", bela);
        await s.SetsOfficeHours("UTC", AccountSettings.Week, ("08:00", "17:00"));
        await bela.ComesOnline();

        var now = await Preview(anna, new { groupId = sales });
        var tonight = await Preview(anna, new { groupId = sales, at = "2026-03-03T20:00:00Z" });

        Assert.True(now.GetProperty("online").GetBoolean());
        Assert.False(tonight.GetProperty("online").GetBoolean());
        Assert.Equal("OtherGroup", Reason(now, anna));
        await s.Advance("1:00:00");
        Assert.Empty(s.App.Post.Delivered);
        Assert.Equal(0, (await anna.Api.Get("/api/conversations?box=open")).Is(200).Json.GetProperty("items").GetArrayLength());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task It_looks_a_year_ahead_and_no_further(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await s.SetsOfficeHours("UTC", AccountSettings.Week, ("08:00", "17:00"));
        var year = s.App.Now + TimeSpan.FromDays(366);

        Assert.False((await Preview(anna, new { at = year })).GetProperty("online").GetBoolean());
        foreach (var at in new[] { year + TimeSpan.FromSeconds(1), new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero) })
        {
            var refused = (await anna.Api.Post("/api/notices/preview", new { at })).IsProblem(400, "invalid");
            Assert.Equal("""{"at":["range"]}""", refused.Json.GetProperty("errors").GetRawText());
        }

        (await anna.Api.Post("/api/notices/preview", new { groupId = Guid.NewGuid() })).IsProblem(404);
    }

    private static async Task<JsonElement> Preview(Agent asker, object question) => (await asker.Api.Post("/api/notices/preview", question)).Is(200).Json;

    private static string? Reason(JsonElement preview, Agent agent) => Of(preview, agent).GetProperty("reason").GetString();

    private static string? Text(JsonElement preview, Agent agent) => Of(preview, agent).GetProperty("text").GetString();

    private static JsonElement Of(JsonElement preview, Agent agent) =>
        preview.GetProperty("recipients").EnumerateArray().Single(r => r.GetProperty("agentId").GetString() == agent.Id);

    /// <summary>A visitor writes now; exactly those who were foretold a mail get it, when it was foretold.</summary>
    private static async Task ComesTrue(Story s, JsonElement foretold, string until)
    {
        await s.Visitor().Writes("Hello");
        await s.At(until);
        var expected = foretold.GetProperty("recipients").EnumerateArray()
            .Where(r => r.GetProperty("verdict").GetString() != "skip")
            .Select(r => (s.Agents.Single(a => a.Id == r.GetProperty("agentId").GetString()).Email, r.GetProperty("at").GetDateTimeOffset()));
        Assert.Equal(expected.Order(), s.App.Post.Delivered.Select(l => (l.To, l.At)).Order());
        Assert.All(foretold.GetProperty("recipients").EnumerateArray(), r => Assert.NotEmpty(r.GetProperty("text").GetString()!));
    }
}
