using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nightbell.Data;
using Nightbell.Platform;
using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Retention;

/// <summary>What is kept for as long as the account wants, and no longer.</summary>
public sealed class RetentionTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Old_resolved_conversations_are_erased_and_open_or_blocked_ones_are_not(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        Assert.Equal(JsonValueKind.Null, (await anna.Api.Get("/api/settings/retention")).Is(200).Json.GetProperty("conversationsDays").ValueKind);
        var old = new List<Visitor>();
        for (var i = 0; i < 45; i++)
        {
            var visitor = s.Visitor();
            await visitor.Arrives();
            var posted = (await visitor.Api.Post("/widget/v1/messages", new { text = $"Old {i}" })).Is(201);
            (await anna.Api.Put($"/api/conversations/{posted.Field("conversationId")}/resolution")).Is(204);
            old.Add(visitor);
        }

        var (open, blocked) = (s.Visitor(), s.Visitor());
        await open.Writes("Still open");
        await blocked.Writes("Spam");
        (await anna.Api.Put($"/api/visitors/{await blocked.Id()}/block")).Is(204);
        await s.IsDownFor("200:00:00");
        var fresh = s.Visitor();
        await fresh.Writes("Fresh");
        await anna.Resolves(fresh);
        (await anna.Api.Put("/api/settings/retention", new { conversationsDays = 3, logsDays = (int?)null })).IsProblem(400);
        (await anna.Api.Put("/api/settings/retention", new { conversationsDays = 7, logsDays = (int?)null })).Is(200);
        await s.Advance("1:30:00");

        Assert.Equal([fresh.ConversationId, blocked.ConversationId], await Ids(anna, "resolved"));
        Assert.Equal([open.ConversationId], await Ids(anna, "open"));
        (await old[0].Api.Get("/widget/v1/conversation")).IsProblem(401);
        Assert.Contains((await anna.Api.Get("/api/audit")).Is(200).Json.GetProperty("items").EnumerateArray(), c =>
            c.GetProperty("setting").GetString() == "visitor.erased" && c.GetProperty("agentName").GetString() == "Nightbell");
        await s.CheckHolds();
        await s.IsDownFor("200:00:00");
        Assert.Equal([blocked.ConversationId], await Ids(anna, "resolved"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_export_does_not_outlive_what_it_holds(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Resolves(visitor);
        (await anna.Api.Put("/api/settings/retention", new { conversationsDays = 7, logsDays = (int?)null })).Is(200);
        await s.IsDownFor("167:00:00");
        var export = (await anna.Api.Post("/api/exports", new { format = "json" })).Is(201).Field("id");
        await s.Settle();
        Assert.Contains("Hello", (await anna.Api.Get($"/api/exports/{export}/file")).Is(200).Text, StringComparison.Ordinal);

        await s.Advance("3:00:00");

        Assert.Empty(await Ids(anna, "resolved"));
        (await anna.Api.Get($"/api/exports/{export}/file")).IsProblem(404);
        Assert.Equal(0, await s.App.Ask("""SELECT COUNT(*) FROM "ExportParts" """));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_was_introduced_and_never_wrote_is_forgotten_after_a_month(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var (silent, writes) = (s.Visitor(), s.Visitor());
        await silent.Arrives();
        (await silent.Api.Put("/widget/v1/visitor", new { name = "Silent", email = "silent@example.net" })).Is(200);
        await writes.Writes("Hello");
        Assert.Equal(2, await s.App.Ask("""SELECT COUNT(*) FROM "Visitors" """));
        await s.IsDownFor("696:00:00");
        await s.Advance("1:30:00");
        Assert.Equal(2, await s.App.Ask("""SELECT COUNT(*) FROM "Visitors" """));
        await s.IsDownFor("48:00:00");
        await s.Advance("1:30:00");
        Assert.Equal(1, await s.App.Ask("""SELECT COUNT(*) FROM "Visitors" """));
        (await silent.Api.Put("/widget/v1/visitor", new { name = "Silent", email = "silent@example.net" })).Is(200);
        (await silent.Api.Post("/widget/v1/messages", new { text = "Here I am again" })).Is(201);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_mails_said_is_forgotten_and_that_they_were_sent_is_not(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        await anna.Resolves(visitor);
        (await anna.Api.Put("/api/settings/retention", new { conversationsDays = (int?)null, logsDays = 7 })).Is(200);
        await s.IsDownFor("144:00:00");
        Assert.Contains("Hello", await Said(anna), StringComparison.Ordinal);
        await s.IsDownFor("48:00:00");

        Assert.DoesNotContain("Hello", await Said(anna), StringComparison.Ordinal);
        Assert.Equal("accepted", (await Mail(anna)).GetProperty("state").GetString());
        Assert.Equal(1, (await visitor.Conversation()).GetProperty("messages").GetArrayLength());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Old_rows_go_a_little_at_a_time_until_all_are_gone(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        await s.Settle();
        var cancel = TestContext.Current.CancellationToken;
        var store = s.App.Services.GetRequiredService<Store>();
        await Tell(3_600, "old");
        s.App.Clock.Advance(TimeSpan.FromDays(2));
        await Tell(1, "young");
        s.App.Clock.Advance(TimeSpan.FromSeconds(1));
        var forgets = s.App.Services.GetRequiredService<Workers>().All.OfType<ForgetOldRows>().Single();

        Assert.True(await forgets.RunOnce(cancel));

        Assert.InRange(await Told("old"), 1, 3_599);
        await s.Settle();
        Assert.Equal((0, 1), (await Told("old"), await Told("young")));

        Task Tell(int times, string type) => store.Write(
            Guid.Parse(s.AccountId),
            unit =>
            {
                for (var time = 0; time < times; time++)
                {
                    unit.Emit(type, new { });
                    unit.Db.Entry(unit.Events[^1]).Property(e => e.At).CurrentValue = unit.Now.AddMilliseconds(-time / 3);
                }

                return Task.CompletedTask;
            },
            cancel);

        Task<long> Told(string type) => s.App.Ask($"""SELECT COUNT(*) FROM "Events" WHERE "Type" = '{type}'""");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Answers_mailed_in_an_open_conversation_stay_and_the_next_one_continues_their_thread(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        (await anna.Api.Put("/api/settings/retention", new { conversationsDays = (int?)null, logsDays = 7 })).Is(200);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        await anna.Answers(visitor, "We shall look.");
        await s.Advance("5:00");
        await s.IsDownFor("240:00:00");

        await anna.Answers(visitor, "We have looked.");
        await s.Advance("5:00");
        var mails = s.MailsTo(visitor.Email);
        Assert.Equal([mails[0].Subject, $"Re: {mails[0].Subject}"], mails.Select(m => m.Subject));

        await anna.Resolves(visitor);
        await s.IsDownFor("240:00:00");
        Assert.Equal(0, await s.App.Ask("""SELECT COUNT(*) FROM "MailContents" """));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_device_goes_with_the_session_that_ran_out(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await anna.SignsIn("web", "Chrome on Windows");
        await s.IsDownFor("2136:00:00");
        await anna.SignsIn("mobile", "Anna's phone");
        await s.IsDownFor("25:00:00");

        Assert.Equal(1, await s.App.Ask("""SELECT COUNT(*) FROM "Devices" """));
        Assert.Equal(1, await s.App.Ask("""SELECT COUNT(*) FROM "Devices" WHERE "Name" LIKE '%phone' """));
        await s.CheckHolds();
    }

    private static async Task<JsonElement> Mail(Agent agent) =>
        (await agent.Api.Get("/api/mails")).Is(200).Json.GetProperty("items").EnumerateArray().Single(m => m.GetProperty("purpose").GetString() == "notification");

    private static async Task<string> Said(Agent agent) => (await agent.Api.Get($"/api/mails/{(await Mail(agent)).GetProperty("id").GetString()}")).Is(200).Text;

    private static async Task<List<string?>> Ids(Agent agent, string box) =>
        [.. (await agent.Api.Get($"/api/conversations?box={box}")).Is(200).Json.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetString())];
}
