using System.Text.Json;
using Nightbell.Server.Tests.Harness;
using Nightbell.Server.Tests.Scenarios;

namespace Nightbell.Server.Tests.Visitors;

/// <summary>Blocking a visitor: what they send is refused, nobody is told of them, and the reasons stay true.</summary>
public sealed class BlockTests : RepliesByMail
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nobody_is_told_of_a_blocked_visitor_and_why_says_who_blocked_them(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor("Dóra");
        await visitor.Writes("Buy this");
        var path = await Block(visitor);
        (await visitor.Why()).StateIs("due").Stands(bela, "wait", "OfflineDelay");

        await s.At("1:00");
        (await anna.Api.Put(path)).Is(204);
        (await anna.Api.Put(path)).Is(204);
        await s.Settle();

        (await visitor.Why()).StateIs("not_waiting").Stands(bela, "skip", "Answered", "blocked", "Anna");
        Assert.Contains("Anna blocked the visitor", (await visitor.Why(anna)).Latest(bela).GetProperty("text").GetString(), StringComparison.Ordinal);
        var refused = await visitor.Api.Post("/widget/v1/messages", new { text = "And this" });
        refused.IsProblem(403, "blocked");
        (await visitor.Api.Put("/widget/v1/visitor", new { name = "Another" })).IsProblem(403, "blocked");
        (await anna.Api.Delete($"/api/conversations/{visitor.ConversationId}/resolution")).IsProblem(409, "visitor_blocked");
        Assert.Single((await visitor.Conversation()).GetProperty("messages").EnumerateArray());
        await s.At("30:00");
        s.NoMails();
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_reply_by_mail_of_a_blocked_visitor_is_held(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = await Left(s, anna);
        await anna.Answers(visitor, "Yes?");
        await s.At("1:00");
        var mail = Assert.Single(s.MailsTo(visitor.Email));

        (await anna.Api.Put(await Block(visitor))).Is(204);

        Assert.Equal("held", await Reply(s, mail, visitor.Email, "Buy this"));
        Assert.Equal(["Hello", "Yes?"], await Texts(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_was_blocked_by_mistake_waits_again_when_unblocked(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        var path = await Block(visitor);
        (await anna.Api.Put(path)).Is(204);

        await s.At("20:00");
        (await anna.Api.Delete(path)).Is(204);
        (await anna.Api.Delete(path)).Is(204);
        await s.Settle();

        (await visitor.Why()).StateIs("due").Stands(bela, "wait", "OfflineDelay");
        await s.At("30:00");
        s.MailsAre(anna.Gets("22:00", "Hello"), bela.Gets("22:00", "Hello"));
        await visitor.Writes("Here again");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_was_resolved_before_stays_resolved(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Resolves(visitor);
        var path = await Block(visitor);

        (await anna.Api.Put(path)).Is(204);
        (await anna.Api.Delete(path)).Is(204);

        Assert.Equal("resolved", (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}")).Field("state"));
        await visitor.Writes("Again");
        Assert.Equal("open", (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}")).Field("state"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_blocked_are_listed_the_last_one_first_and_the_audit_tells_who_blocked_them(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela", access: "full"));
        await using var neighbour = s.Neighbour();
        var zita = await neighbour.Agent("Zita");
        var (first, second) = (s.Visitor("Dóra"), s.Visitor("Ede"));
        await first.Writes("Hello");
        await second.Writes("Hello");
        var (firsts, seconds) = (await Block(first), await Block(second));
        (await zita.Api.Put(firsts)).IsProblem(404);
        (await anna.Api.Put(firsts)).Is(204);
        await s.Advance("0:01");
        (await bela.Api.Put(seconds)).Is(204);

        var blocked = await List(anna, "/api/visitors/blocked");
        Assert.Equal([("Ede", "Bela"), ("Dóra", "Anna")], blocked.Select(b => (Text(b, "name"), Text(b, "by"))));
        Assert.Equal(first.ConversationId, Text(blocked[1], "conversationId"));
        Assert.Empty(await List(zita, "/api/visitors/blocked"));
        var page = (await anna.Api.Get("/api/visitors/blocked?limit=1")).Is(200).Json;
        Assert.Equal("Dóra", Text(Assert.Single(await List(anna, $"/api/visitors/blocked?after={page.GetProperty("next").GetString()}")), "name"));
        Assert.True((await anna.Api.Get($"/api/conversations/{first.ConversationId}")).Json.GetProperty("visitor").GetProperty("blocked").GetBoolean());
        await s.Advance("0:01");
        (await anna.Api.Delete(seconds)).Is(204);
        Assert.Equal("Dóra", Text(Assert.Single(await List(anna, "/api/visitors/blocked")), "name"));
        var audit = await List(anna, "/api/audit?setting=visitor.blocked");
        Assert.Equal(["Anna", "Bela", "Anna"], audit.Select(a => Text(a, "agentName")));
        Assert.Equal(("Ede", JsonValueKind.Null), (Text(audit[0].GetProperty("before"), "name"), audit[0].GetProperty("after").ValueKind));
        Assert.Equal("Dóra", Text(audit[2].GetProperty("after"), "name"));
    }

    private static async Task<string> Block(Visitor visitor) => $"/api/visitors/{await visitor.Id()}/block";

    private static async Task<List<JsonElement>> List(Agent agent, string path) =>
        [.. (await agent.Api.Get(path)).Is(200).Json.GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement of, string field) => of.GetProperty(field).GetString();
}
