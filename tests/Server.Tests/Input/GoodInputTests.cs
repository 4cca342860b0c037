using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Files;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Input;

/// <summary>What looks odd and is right, and what happens when the same is sent twice.</summary>
public sealed class GoodInputTests(SharedStories stories) : IClassFixture<SharedStories>
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_script_survives_the_round_trip(string database)
    {
        const string Text = "Árvíztűrő tükörfúrógép\tשלום \u200Fabc\u200E \u202Eabc\u202C 👩‍👩‍👧‍👦 𝒳 🏳️‍🌈\nzweite Zeile\n\n終";
        const string Name = "Ő'Brien-\u200Fשלום\u200E 🌙 𝒳 <&>";
        var scene = await stories.Scene(database);

        (await scene.Visitor.Api.Put("/widget/v1/visitor", new { name = Name, email = scene.Visitor.Email })).Is(200);
        await scene.Visitor.Writes(Text);

        var own = await scene.Visitor.Conversation();
        Assert.Equal(Text, own.GetProperty("messages").EnumerateArray().Last().GetProperty("text").GetString());
        var shown = (await scene.Story.Owner.Api.Get(scene.Fill("/api/conversations/{id}"))).Is(200).Json;
        Assert.Equal(Text, shown.GetProperty("messages").EnumerateArray().Last().GetProperty("text").GetString());
        Assert.Equal(Name, shown.GetProperty("visitor").GetProperty("name").GetString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Line_ends_become_LF_and_four_thousand_characters_fit(string database)
    {
        var scene = await stories.Scene(database);

        await scene.Visitor.Writes("one\r\ntwo");
        Assert.Equal("one\ntwo", await Last(scene));
        await scene.Visitor.Writes(new string('ő', 4000));
        Assert.Equal(new string('ő', 4000), await Last(scene));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_id_with_the_same_body_is_the_same_message(string database)
    {
        var scene = await stories.Scene(database);
        foreach (var (caller, path) in Posters(scene))
        {
            var body = new { id = Guid.CreateVersion7().ToString(), text = "Once" };
            var first = (await caller.Post(path, body)).Is(201);
            var before = await scene.Visitor.Conversation();
            var again = (await caller.Post(path, body)).Is(200);

            Assert.Equal(body.id, first.Field("id"));
            Assert.Equal(first.Json.ToString(), again.Json.ToString());
            Assert.Equal(before.ToString(), (await scene.Visitor.Conversation()).ToString());
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_used_id_with_anything_else_is_taken_and_reveals_nothing(string database)
    {
        const string Secret = "A secret only one of them knows";
        var scene = await stories.Scene(database);
        var stranger = scene.Story.Visitor();
        await stranger.Writes("I am somebody else");
        var id = Guid.CreateVersion7().ToString();
        (await scene.Visitor.Api.Post("/widget/v1/messages", new { id, text = Secret })).Is(201);
        var before = await scene.Visitor.Conversation();

        var tries = new[]
        {
            await scene.Visitor.Api.Post("/widget/v1/messages", new { id, text = "Another text" }),
            await stranger.Api.Post("/widget/v1/messages", new { id, text = Secret }),
            await scene.Story.Owner.Api.Post(scene.Fill("/api/conversations/{id}/messages"), new { id, text = Secret }),
        };

        foreach (var answer in tries)
        {
            answer.IsProblem(409, "id_taken");
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(before.ToString(), (await scene.Visitor.Conversation()).ToString());
        await scene.Story.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_the_server_named_takes_its_id_whatever_it_is(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (visitor, writer) = (s.Visitor(), s.Visitor());
        await visitor.Writes("A secret");
        await writer.Writes("Hello");
        await s.Advance("0:02:30");
        var api = anna.Api;
        var taken = new Dictionary<string, string>
        {
            ["Messages"] = (await visitor.Api.Post("/widget/v1/messages", new { text = "Another" })).Is(201).Field("id"),
            ["Files"] = (await visitor.Api.SendBytes(HttpMethod.Post, "/widget/v1/files?name=a.txt", Samples.Text("a"))).Is(201).Field("id"),
            ["Agents"] = anna.Id,
            ["Groups"] = (await api.Post("/api/groups", new { name = "HU", agentIds = Array.Empty<string>() })).Is(201).Field("id"),
            ["CannedAnswers"] = (await api.Post("/api/canned-answers", new { shortcut = "hi", text = "Hello" })).Is(201).Field("id"),
            ["Webhooks"] = (await api.Post("/api/webhooks", new { url = "https://hooks.example.com/", events = new[] { "message.created" } })).Is(201).Field("id"),
            ["Exports"] = (await api.Post("/api/exports", new { format = "json" })).Is(201).Field("id"),
            ["Visitors"] = await visitor.Id(),
            ["Mails"] = (await api.Get("/api/mails")).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString()!,
        };
        Assert.Equal(0, await s.App.Ask("SELECT COUNT(*) FROM \"ClientIds\""));
        foreach (var (table, id) in taken)
        {
            Assert.Equal(1, await s.App.Ask($"""SELECT COUNT(*) FROM "{table}" WHERE UPPER(CAST("Id" AS TEXT)) = '{id.ToUpperInvariant()}'"""));
            var before = await writer.Conversation();
            foreach (var answer in new[]
            {
                await writer.Api.Post("/widget/v1/messages", new { id, text = "Mine" }),
                await writer.Api.SendBytes(HttpMethod.Post, $"/widget/v1/files?name=b.txt&id={id}", Samples.Text("b")),
                await api.Post("/api/groups", new { id, name = "EN", agentIds = Array.Empty<string>() }),
                await api.Post($"/api/conversations/{writer.ConversationId}/messages", new { id, text = "Mine" }),
            })
            {
                Assert.True(answer.Status == 409, $"{table}: {answer.Status} {answer.Text}");
                answer.IsProblem(409, "id_taken");
                Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
            }

            Assert.Equal(before.ToString(), (await writer.Conversation()).ToString());
        }

        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_page_with_an_odd_name_costs_the_visitor_nothing(string database)
    {
        var scene = await stories.Scene(database);
        var page = new { url = "javascript:alert(1)", title = "Lamps\r\nand \u0000 lanterns " + new string('x', 5000) };

        (await scene.Visitor.Api.Post("/widget/v1/messages", new { text = "From an odd page", page })).Is(201);

        var stored = (await scene.Visitor.Conversation()).GetProperty("messages").EnumerateArray().Last();
        Assert.Equal("From an odd page", stored.GetProperty("text").GetString());
        await scene.Story.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Ten_copies_of_one_message_at_once_are_one_message(string database)
    {
        var scene = await stories.Scene(database);
        var body = new { id = Guid.CreateVersion7().ToString(), text = "Impatient" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => scene.Visitor.Api.Post("/widget/v1/messages", body)));

        Assert.Equal(1, answers.Count(a => a.Status == 201));
        Assert.Equal(9, answers.Count(a => a.Status == 200));
        var messages = (await scene.Visitor.Conversation()).GetProperty("messages").EnumerateArray().ToList();
        Assert.Single(messages, m => m.GetProperty("id").GetString() == body.id);
        Assert.Equal(Enumerable.Range(1, messages.Count), messages.Select(m => m.GetProperty("number").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_client_made_id_names_a_group_too(string database)
    {
        var scene = await stories.Scene(database);
        var id = Guid.CreateVersion7().ToString();
        var owner = scene.Story.Owner.Api;

        (await owner.Post("/api/groups", new { id, name = "Twice", agentIds = Array.Empty<string>() })).Is(201);
        (await owner.Post("/api/groups", new { id, name = "Twice", agentIds = Array.Empty<string>() })).Is(200);
        (await owner.Post("/api/groups", new { id, name = "Other", agentIds = Array.Empty<string>() })).IsProblem(409, "id_taken");

        Assert.Equal("Twice", Assert.Single(
            (await owner.Get("/api/groups")).Is(200).Json.GetProperty("items").EnumerateArray(),
            g => g.GetProperty("id").GetString() == id).GetProperty("name").GetString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Offline_an_address_is_needed_unless_the_form_is_off(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        using var nameless = s.App.Caller();
        nameless.Bearer = (await nameless.Post($"/widget/v1/{s.WidgetKey}/visitors", new { })).Is(201).Field("token");

        (await nameless.Post("/widget/v1/messages", new { text = "Hello" })).IsProblem(409, "contact_needed");

        Assert.Equal(204, (await nameless.Get("/widget/v1/conversation")).Status);
        (await nameless.Put("/widget/v1/visitor", new { email = "visitor@example.net" })).Is(200);
        (await nameless.Post("/widget/v1/messages", new { text = "Hello" })).Is(201);
    }

    private static IEnumerable<(Caller Caller, string Path)> Posters(InputScene scene) =>
    [
        (scene.Visitor.Api, "/widget/v1/messages"),
        (scene.Story.Owner.Api, scene.Fill("/api/conversations/{id}/messages")),
    ];

    private static async Task<string?> Last(InputScene scene) =>
        (await scene.Visitor.Conversation()).GetProperty("messages").EnumerateArray().Last().GetProperty("text").GetString();
}
