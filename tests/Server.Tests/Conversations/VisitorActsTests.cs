using System.Text.Json;
using System.Text.Json.Nodes;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Conversations;

/// <summary>What visitors do besides writing: see, end, rate.</summary>
public sealed class VisitorActsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Either_side_is_told_what_the_other_has_seen(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Arrives();
        (await visitor.Api.Put("/widget/v1/seen", new { number = 1 })).IsProblem(404);
        await visitor.Writes("One");
        await visitor.Writes("Two");
        var (agents, _) = await EventStream.OpenAndGreet(device.Api, $"/api/events?device={device.Id}");
        await using var ofAgents = agents;
        var (visitors, _) = await EventStream.OpenAndGreet(visitor.Api, "/widget/v1/events");
        await using var ofVisitors = visitors;
        Assert.Equal(0, (await visitor.Conversation()).GetProperty("seen").GetInt64());

        await anna.OpensConversation(visitor, device, upTo: 1);
        Assert.Equal("agent 1", Seen(await visitors.Next("seen")));
        await anna.OpensConversation(visitor, device);
        Assert.Equal("agent 2", Seen(await visitors.Next("seen")));
        Assert.Equal(2, (await visitor.Conversation()).GetProperty("seen").GetInt64());

        await anna.Answers(visitor, "Three");
        (await visitor.Api.Put("/widget/v1/seen", new { number = 4 })).IsProblem(400, "invalid");
        (await visitor.Api.Put("/widget/v1/seen", new { number = 0 })).IsProblem(400, "invalid");
        Assert.Equal(0, await SeenByVisitor(anna, visitor));
        (await visitor.Api.Put("/widget/v1/seen", new { number = 3 })).Is(204);
        (await visitor.Api.Put("/widget/v1/seen", new { number = 1 })).Is(204);
        Assert.Equal("visitor 3", Seen(await agents.Next("seen", e => e.GetProperty("from").GetString() == "visitor")));
        Assert.Equal(3, await SeenByVisitor(anna, visitor));
        await s.App.Settle();
        Assert.DoesNotContain(agents.TakeArrived(), e => e.Name == "seen");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_answers_has_seen_what_they_answer(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("One");
        await anna.Answers(visitor, "Two");
        await visitor.Writes("Three");

        Assert.Equal(1, (await visitor.Conversation()).GetProperty("seen").GetInt64());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_answer_tells_what_is_new_and_no_more(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("One");
        await s.App.Settle();
        var (told, _) = await EventStream.OpenAndGreet(device.Api, $"/api/events?device={device.Id}");
        await using var ofAgent = told;

        // No look comes between, which would say what has become of the waiting.
        async Task Answers(string text) => (await anna.Api.Post($"/api/conversations/{visitor.ConversationId}/messages", new { text })).Is(201);
        async Task Writes(string text) => (await visitor.Api.Post("/widget/v1/messages", new { text })).Is(201);
        await Answers("Two");
        await Answers("Three");
        await Writes("Four");
        await Answers("Five");
        await Writes("Six");

        var heard = new List<string>();
        while (heard.LastOrDefault() != "Six")
        {
            var next = await told.Next();
            heard.Add(next.Name switch
            {
                "message" => next.Data.GetProperty("text").GetString()!,
                "seen" => $"seen by {Seen(next)}",
                _ => next.Name,
            });
        }

        // Whose conversation it is was told with the first answer, and nothing was seen by the second.
        Assert.Equal(["seen by agent 1", "Two", "conversation", "Three", "Four", "seen by agent 4", "Five", "Six"], heard);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_was_seen_on_the_site_is_not_mailed(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        await anna.Answers(visitor, "Seen in the last moment");
        (await visitor.Api.Put("/widget/v1/seen", new { number = 2 })).Is(204);
        await s.At("20:00");

        Assert.Empty(s.MailsTo(visitor.Email));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_ends_an_answered_conversation_once_and_may_write_again(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        (await visitor.Api.Put("/widget/v1/conversation/resolution")).IsProblem(404);
        await visitor.Writes("Hello");
        await anna.Answers(visitor, "Good day");

        await Ends(s, visitor);
        await Ends(s, visitor);

        Assert.Equal(("resolved", 3), await StateOf(visitor));
        Assert.Equal("The visitor ended the conversation.", Last(await visitor.Conversation()));
        await visitor.Writes("One thing more");
        Assert.Equal(("open", 4), await StateOf(visitor));
        await s.CheckHolds();
    }

    /// <summary>Nobody is lost: ending is not what answers a question.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_ends_while_waiting_still_waits_and_everybody_hears_of_it_as_before(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Is anybody there?");
        await s.At("1:00");

        await Ends(s, visitor);
        await Ends(s, visitor);

        Assert.Equal(("open", 2), await StateOf(visitor));
        Assert.Equal("The visitor ended the conversation before it was answered. It still waits for an answer.", Last(await visitor.Conversation()));
        (await visitor.Api.Put("/widget/v1/rating", new { value = 1 })).IsProblem(409, "not_resolved");
        await s.At("30:00");
        s.MailsAre(anna.Gets("2:00", "Is anybody there?"));
        await anna.Answers(visitor, "Yes");
        await Ends(s, visitor);
        Assert.Equal(("resolved", 4), await StateOf(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_waited_for_their_mail_is_told_that_the_visitor_ended_it(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("1:00");
        (await visitor.Why()).Stands(anna, "wait", "AcceptDelay");

        // Served and over before anybody has looked at it again.
        (await anna.Api.Put($"/api/conversations/{visitor.ConversationId}/acceptance")).Ok();
        (await visitor.Api.Put("/widget/v1/conversation/resolution")).Is(204);
        await s.At("15:00");

        var why = (await visitor.Why()).StateIs("not_waiting").Stands(anna, "skip", "Answered", "ended");
        Assert.StartsWith("Anna got no e-mail: the visitor ended the conversation at ", why.Latest(anna).GetProperty("text").GetString(), StringComparison.Ordinal);
        s.NoMails();
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_ends_while_somebody_serves_them_waits_for_nobody(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);
        await anna.Answers(visitor, "Good day");
        await visitor.Writes("Thank you, goodbye");

        await Ends(s, visitor);

        Assert.Equal(("resolved", 4), await StateOf(visitor));
        Assert.Equal("not_waiting", (await visitor.Why()).State);
        await device.BreaksOff();
        await s.At("3:00:00");
        s.NoMails();
        await s.CheckHolds();
    }

    /// <summary>The one who had it is gone when the visitor ends it: nobody has the question before them.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_ends_after_their_agent_vanished_is_told_of(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);
        await visitor.Writes("Can you hear me?");
        await device.BreaksOff();
        await s.At("2:30");

        await Ends(s, visitor);

        Assert.Equal("open", (await StateOf(visitor)).State);
        await s.At("30:00");
        Assert.Contains("Can you hear me?", Assert.Single(s.MailsTo(anna.Email)).Text, StringComparison.Ordinal);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_resolved_conversation_is_rated_and_rated_anew_after_it_was_open_again(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var bela = await s.Agent("Bela");
        var device = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await bela.Answers(visitor, "Good day");
        await anna.Answers(visitor, "From me, too");
        (await visitor.Api.Put("/widget/v1/rating", new { value = 5 })).IsProblem(409, "not_resolved");
        await anna.Resolves(visitor);
        var (agents, _) = await EventStream.OpenAndGreet(device.Api, $"/api/events?device={device.Id}");
        await using var ofAgents = agents;

        foreach (var bad in (object[])[new { value = 0 }, new { value = 6 }, new { value = 5, comment = new string('x', 1001) }])
            (await visitor.Api.Put("/widget/v1/rating", bad)).IsProblem(400, "invalid");
        (await visitor.Api.Put("/widget/v1/rating", new { value = 2 })).Is(204);
        (await visitor.Api.Put("/widget/v1/rating", new { value = 4, comment = "Kind, my card is 4111 1111 1111 1111" })).Is(204);
        Assert.Equal(4, (await agents.Next("rating", e => e.GetProperty("value").GetInt32() == 4)).Data.GetProperty("value").GetInt32());
        var shown = (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json.GetProperty("rating");
        Assert.Equal("Kind, my card is •••• •••• •••• 1111", shown.GetProperty("comment").GetString());
        Assert.Equal(shown.ToString(), (await visitor.Conversation()).GetProperty("rating").ToString());

        await s.Advance("1:00");
        await visitor.Writes("Once more");
        Assert.Equal(JsonValueKind.Null, (await visitor.Conversation()).GetProperty("rating").ValueKind);
        await bela.Answers(visitor, "Yes?");
        await s.Advance("1:00");
        await Ends(s, visitor);
        (await visitor.Api.Put("/widget/v1/rating", new { value = 1 })).Is(204);

        var report = (await anna.Api.Get("/api/reports/ratings")).Is(200).Json;
        Assert.Equal("2 2.5", $"{report.GetProperty("all").GetProperty("count")} {report.GetProperty("all").GetProperty("average")}");
        Assert.Equal(
            ["Anna 1 4 [0,0,0,1,0]", "Bela 1 1 [1,0,0,0,0]"],
            report.GetProperty("agents").EnumerateArray().Select(a => $"{a.GetProperty("name").GetString()} {a.GetProperty("count")} {a.GetProperty("average")} {a.GetProperty("values").GetRawText()}"));
        Assert.Contains("Anna,1,4,0,0,0,1,0", (await anna.Api.Get("/api/reports/ratings?format=csv")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_account_switched_off_is_refused()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Answers(visitor, "Good day");
        await anna.Resolves(visitor);
        var settings = JsonNode.Parse((await anna.Api.Get("/api/settings/widget")).Is(200).Text)!;
        (settings["rating"], settings["transcript"]) = (false, false);
        (await anna.Api.Put("/api/settings/widget", settings)).Is(200);

        (await visitor.Api.Put("/widget/v1/rating", new { value = 5 })).IsProblem(403, "switched_off");
        (await visitor.Api.Post("/widget/v1/transcript", new { })).IsProblem(403, "switched_off");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Card_numbers_are_masked_before_anything_is_stored(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();

        await visitor.Writes("My card: 5500-0000-0000-0004, thank you");
        await s.At("3:00");

        Assert.Equal("My card: ••••-••••-••••-0004, thank you", Last(await visitor.Conversation()));
        Assert.Contains("••••-••••-••••-0004", Assert.Single(s.MailsTo(anna.Email)).Text, StringComparison.Ordinal);
        Assert.Equal(0L, Convert.ToInt64(await s.App.Tamper("SELECT COUNT(*) FROM \"Events\" WHERE \"Data\" LIKE '%5500%'"), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Seen(ServerEvent e) => $"{e.Data.GetProperty("from").GetString()} {e.Data.GetProperty("number").GetInt64()}";

    private static async Task<long> SeenByVisitor(Agent agent, Visitor visitor) =>
        (await agent.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json.GetProperty("seenByVisitor").GetInt64();

    private static async Task Ends(Story s, Visitor visitor)
    {
        (await visitor.Api.Put("/widget/v1/conversation/resolution")).Is(204);
        await s.App.Settle();
    }

    private static async Task<(string State, int Messages)> StateOf(Visitor visitor)
    {
        var conversation = await visitor.Conversation();
        return (conversation.GetProperty("state").GetString()!, conversation.GetProperty("messages").GetArrayLength());
    }

    private static string Last(JsonElement conversation) => conversation.GetProperty("messages").EnumerateArray().Last().GetProperty("text").GetString()!;
}
