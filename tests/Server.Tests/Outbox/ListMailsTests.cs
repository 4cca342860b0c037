using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Outbox;

/// <summary>The account's outbox as the API shows it.</summary>
public sealed class ListMailsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Mails_are_listed_by_state_and_agent_newest_first_page_by_page(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await using var neighbour = s.Neighbour();
        var nora = await neighbour.Agent("Nora");
        s.App.Post.Refuses(bela.Email, "552 5.2.2 Mailbox full");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:01");
        (await anna.Api.Post("/api/mails/test")).Is(202);
        await s.Settle();

        var all = await List(anna, "");
        Assert.Equal(["test", "notification", "notification", "invitation"], all.Select(m => m.GetProperty("purpose").GetString()));
        var bounced = Assert.Single(await List(anna, "?state=bounced"));
        Assert.Equal(bela.Email, bounced.GetProperty("to").GetString());
        Assert.Equal("mailbox_full", bounced.GetProperty("cause").GetString());
        var attempt = Assert.Single(bounced.GetProperty("attempts").EnumerateArray());
        Assert.Equal((552, "5.2.2 Mailbox full"), (attempt.GetProperty("code").GetInt32(), attempt.GetProperty("reply").GetString()));
        Assert.Equal(["test", "notification"], (await List(anna, $"?agent={anna.Id}")).Select(m => m.GetProperty("purpose").GetString()));
        Assert.Equal("notification", Assert.Single(await List(anna, $"?agent={bela.Id}&state=bounced")).GetProperty("purpose").GetString());
        Assert.Empty(await List(anna, $"?agent={nora.Id}"));
        Assert.Empty(await List(nora, ""));

        var first = (await anna.Api.Get("/api/mails?limit=3")).Is(200).Json;
        var rest = (await anna.Api.Get($"/api/mails?limit=3&after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}")).Is(200).Json;
        Assert.Equal(all.Select(Id), first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(Id));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);

        var mail = (await anna.Api.Get($"/api/mails/{Id(bounced)}")).Is(200).Json;
        Assert.Contains("Hello", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("rcpt", Assert.Single(mail.GetProperty("attempts").EnumerateArray()).GetProperty("step").GetString());
        Assert.Equal(JsonValueKind.Null, mail.GetProperty("attempts")[0].GetProperty("transcript").ValueKind);
        (await nora.Api.Get($"/api/mails/{Id(bounced)}")).IsProblem(404, "not_found");
        foreach (var wrong in (string[])["?state=lost", "?state=Bounced", "?agent=anna", "?limit=0", "?limit=100000", "?after=forged"])
            (await anna.Api.Get($"/api/mails{wrong}")).IsProblem(400);
    }

    private static string Id(JsonElement mail) => mail.GetProperty("id").GetString()!;

    private static async Task<List<JsonElement>> List(Agent agent, string query) =>
        [.. (await agent.Api.Get($"/api/mails{query}")).Is(200).Json.GetProperty("items").EnumerateArray()];
}
