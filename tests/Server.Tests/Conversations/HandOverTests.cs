using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Conversations;

/// <summary>Handing a conversation over to a colleague or a group, and that no visitor is lost by it.</summary>
public sealed class HandOverTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_handed_to_a_colleague_is_theirs_alone_and_colleagues_read_of_it_but_the_visitor_does_not(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        await anna.ComesOnline();
        var belas = await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.IsOnSite();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);
        await cili.Accepts(visitor);
        belas.Stream.TakeArrived();

        await anna.HandsOver(visitor, bela);
        await anna.HandsOver(visitor, bela);

        var told = await belas.Stream.Next("handover");
        Assert.Equal((anna.Id, bela.Id, 1), (Id(told.Data, "by"), Id(told.Data, "agent"), told.Data.GetProperty("after").GetInt64()));
        var read = await Read(anna, visitor);
        Assert.Equal([bela.Id], read.GetProperty("assignees").EnumerateArray().Select(a => a.GetProperty("id").GetString()!));
        var line = Assert.Single(read.GetProperty("handOvers").EnumerateArray());
        Assert.Equal(("Anna", "Bela"), (line.GetProperty("by").GetProperty("name").GetString(), line.GetProperty("agent").GetProperty("name").GetString()));
        Assert.Equal((0, 1, 0), (await InBox(anna), await InBox(bela), await InBox(cili)));
        Assert.Single((await visitor.Conversation()).GetProperty("messages").EnumerateArray());
        Assert.DoesNotContain("handOver", (await visitor.Conversation()).ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(JsonValueKind.Null, AcceptedAt(read));
        (await visitor.Why()).StateIs("due").Stands(bela, "wait", "AcceptDelay");

        await bela.HandsOver(visitor, bela);
        await anna.HandsOver(visitor, bela);

        Assert.NotEqual(JsonValueKind.Null, AcceptedAt(await Read(anna, visitor)));
        (await visitor.Why()).StateIs("not_waiting").Stands(anna, "skip", "Answered", "served", "Bela");
        await s.At("30:00");
        s.NoMails();
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_is_handed_a_waiting_visitor_and_does_not_accept_serves_nobody(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        await anna.ComesOnline();
        await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.IsOnSite();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);

        await s.At("1:00");
        await anna.HandsOver(visitor, bela);

        Assert.Equal((0, 1), (await InBox(anna), await InBox(bela)));
        (await visitor.Why()).StateIs("due").Stands(cili, "skip", "ColleagueOnline");
        await s.At("5:59");
        s.NoMails();
        await s.At("30:00");
        s.MailsAre(anna.Gets("6:00", "Hello"), bela.Gets("6:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_takes_a_conversation_over_has_accepted_it(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.ComesOnline();
        await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);

        await bela.HandsOver(visitor, bela);

        (await visitor.Why()).StateIs("not_waiting");
        Assert.Equal((0, 1), (await InBox(anna), await InBox(bela)));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_waiting_visitor_who_is_handed_to_somebody_absent_waits_in_front_of_the_team(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);

        await s.At("1:00");
        await anna.HandsOver(visitor, bela);

        Assert.Empty((await Read(anna, visitor)).GetProperty("assignees").EnumerateArray());
        (await visitor.Why()).StateIs("due").Stands(anna, "wait", "AcceptDelay").Stands(bela, "skip", "ColleagueOnline", "Anna");
        await s.At("5:59");
        s.NoMails();
        await s.At("30:00");
        s.MailsAre(anna.Gets("6:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Handing_over_with_everybody_absent_is_an_offline_message_for_the_team(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var device = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);

        await s.At("1:00");
        await anna.HandsOver(visitor, bela);
        await device.SignsOut();

        await s.At("2:59");
        s.NoMails();
        await s.At("30:00");
        s.MailsAre(anna.Gets("3:00", "Hello"), bela.Gets("3:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_answered_conversation_waits_in_the_absent_colleagues_box_until_the_visitor_writes(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var device = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.IsOnSite();
        await visitor.Writes("Hello");
        await anna.Answers(visitor, "Bela knows that.");
        await anna.HandsOver(visitor, bela);
        await device.SignsOut();
        Assert.Equal((0, 1), (await InBox(anna), await InBox(bela)));
        await s.At("20:00");
        s.NoMails();

        await visitor.Writes("And when?");

        Assert.Equal((0, 0), (await InBox(anna), await InBox(bela)));
        await s.At("30:00");
        s.MailsAre(anna.Gets("22:00", "And when?"), bela.Gets("22:00", "And when?"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_handed_to_a_group_is_unassigned_there_and_gone_for_those_who_may_not_see_it(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        var (repairs, sales) = (await s.Group("Repairs", anna, bela), await s.Group("Sales", cili));
        await anna.ComesOnline();
        var belas = await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.IsOnSite();
        await visitor.Writes("Hello", repairs);
        await anna.Accepts(visitor);
        belas.Stream.TakeArrived();

        await s.At("1:00");
        await anna.HandsOver(visitor, sales);

        Assert.Equal(visitor.ConversationId, (await belas.Stream.Next("gone")).Data.GetProperty("conversationId").GetString());
        (await bela.Api.Get($"/api/conversations/{visitor.ConversationId}")).IsProblem(404);
        var read = await Read(cili, visitor);
        Assert.Empty(read.GetProperty("assignees").EnumerateArray());
        Assert.Equal(("Sales", "Sales"), (read.GetProperty("group").GetProperty("name").GetString(),
            Assert.Single(read.GetProperty("handOvers").EnumerateArray()).GetProperty("group").GetProperty("name").GetString()));
        Assert.False((await visitor.Conversation()).GetProperty("online").GetBoolean());
        (await visitor.Why()).StateIs("due").Stands(cili, "wait", "OfflineDelay").Stands(bela, "skip", "OtherGroup", "Sales");
        await s.At("30:00");
        s.MailsAre(cili.Gets("3:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_its_visitor_reopens_in_another_group_is_gone_for_those_who_may_not_see_it_there(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        var (repairs, sales) = (await s.Group("Repairs", bela), await s.Group("Sales", cili));
        var (annas, belas, cilis) = (await anna.ComesOnline(), await bela.ComesOnline(), await cili.ComesOnline());
        var visitor = s.Visitor();
        await visitor.Writes("Hello", repairs);
        await anna.Resolves(visitor);
        belas.Stream.TakeArrived();

        await visitor.Writes("I would like to buy", sales);

        Assert.Equal(visitor.ConversationId, (await belas.Stream.Next("gone")).Data.GetProperty("conversationId").GetString());
        (await bela.Api.Get($"/api/conversations/{visitor.ConversationId}")).IsProblem(404);
        foreach (var stream in (EventStream[])[annas.Stream, cilis.Stream])
        {
            await stream.Next("message", m => m.ToString().Contains("I would like to buy", StringComparison.Ordinal));
            Assert.DoesNotContain(stream.TakeArrived(), e => e.Name == "gone");
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nothing_is_handed_to_who_does_not_chat_may_not_see_it_or_is_not_there(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        var (repairs, sales) = (await s.Group("Repairs", bela), await s.Group("Sales", cili));
        await using var other = s.Neighbour();
        var zita = await other.Agent("Zita");
        var theirs = await other.Group("Theirs", zita);
        var visitor = s.Visitor();
        await visitor.Writes("Hello", repairs);
        var path = $"/api/conversations/{visitor.ConversationId}/assignment";

        (await anna.Api.Put(path, new { })).IsProblem(400, "invalid");
        (await anna.Api.Put(path, new { agentId = bela.Id, groupId = repairs })).IsProblem(400, "invalid");
        (await anna.Api.Put(path, new { agentId = zita.Id })).IsProblem(404);
        (await anna.Api.Put(path, new { groupId = theirs })).IsProblem(404);
        (await anna.Api.Put(path, new { agentId = Guid.NewGuid() })).IsProblem(404);
        (await zita.Api.Put(path, new { agentId = zita.Id })).IsProblem(404);
        (await cili.Api.Put(path, new { agentId = cili.Id })).IsProblem(404);
        (await anna.Api.Put(path, new { agentId = cili.Id })).IsProblem(409, "colleague_elsewhere");
        await s.Deactivates(bela);
        (await anna.Api.Put(path, new { agentId = bela.Id })).IsProblem(409, "colleague_inactive");
        (await bela.Api.Put(path, new { agentId = anna.Id })).IsProblem(403, "agent_inactive");
        await anna.Resolves(visitor);
        (await anna.Api.Put(path, new { groupId = sales })).IsProblem(409, "conversation_resolved");

        Assert.Empty((await Read(anna, visitor)).GetProperty("handOvers").EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Where_the_package_has_no_groups_only_colleagues_take_over(string database)
    {
        await using var s = await Story.Begin(database, package: "standard");
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        (await anna.Api.Put($"/api/conversations/{visitor.ConversationId}/assignment", new { groupId = Guid.NewGuid() })).IsProblem(403, "not_in_package");
        await bela.ComesOnline();
        await anna.HandsOver(visitor, bela);
        Assert.Equal(1, await InBox(bela));
        (await visitor.Why()).StateIs("due").Stands(bela, "wait", "CameBackOnline");
    }

    private static JsonValueKind AcceptedAt(JsonElement conversation) =>
        Assert.Single(conversation.GetProperty("assignees").EnumerateArray()).GetProperty("acceptedAt").ValueKind;

    private static string Id(JsonElement data, string field) => data.GetProperty(field).GetProperty("id").GetString()!;

    private static async Task<JsonElement> Read(Agent agent, Visitor visitor) =>
        (await agent.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;

    private static async Task<int> InBox(Agent agent) =>
        (await agent.Api.Get("/api/conversations?box=mine")).Is(200).Json.GetProperty("items").GetArrayLength();
}
