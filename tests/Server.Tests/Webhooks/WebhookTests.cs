using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Webhooks;

/// <summary>What happens is told to programs: signed, at least once, and never lost.</summary>
public sealed class WebhookTests
{
    private static readonly string[] Allowed = ["--Nightbell:Webhooks:AllowPrivate=true", "--Nightbell:Webhooks:AllowHttp=true"];

    private static readonly string[] All =
    [
        "message.created", "conversation.started", "conversation.accepted", "conversation.assigned", "conversation.resolved", "conversation.reopened",
        "visitor.changed", "notice.decided", "mail.accepted", "mail.bounced",
    ];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_step_is_told_in_order_and_signed(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var (_, secret) = await Hook(s, receiver, All);
        var visitor = s.Visitor();
        await visitor.Writes("Is the lamp in stock?");
        await s.At("2:00");
        await anna.ComesOnline();
        await anna.Accepts(visitor);
        await anna.Answers(visitor, "It is.");
        await anna.HandsOver(visitor, bela);
        await anna.Resolves(visitor);
        await visitor.Writes("And the shade?");
        (await visitor.Api.Put("/widget/v1/visitor", new { phone = "+36 1 234 5678" })).Is(200);
        await s.Settle();

        Assert.Equal(
            ["visitor.changed", "conversation.started", "message.created", "conversation.accepted", "message.created", "conversation.assigned",
                "conversation.resolved", "conversation.reopened", "message.created", "visitor.changed"],
            receiver.Types.Where(t => !t.StartsWith("notice", StringComparison.Ordinal) && !t.StartsWith("mail", StringComparison.Ordinal)));
        var notices = receiver.Received.Where(r => r.Type == "notice.decided").ToList();
        Assert.Contains(notices, n => n.Data.GetProperty("notice").GetProperty("verdict").GetString() == "send"
            && n.Data.GetProperty("notice").GetProperty("address").GetString() == anna.Email);
        Assert.Contains(receiver.Received, r => r.Type == "mail.accepted" && r.Data.GetProperty("mail").GetProperty("to").GetString() == anna.Email);

        var question = receiver.Received.First(r => r.Type == "message.created");
        Assert.Equal("Is the lamp in stock?", question.Data.GetProperty("message").GetProperty("text").GetString());
        Assert.Equal(visitor.Email, question.Data.GetProperty("conversation").GetProperty("visitor").GetProperty("email").GetString());
        Assert.Equal(visitor.ConversationId, question.Data.GetProperty("conversation").GetProperty("id").GetString());
        Assert.Equal(anna.Id, receiver.Received.First(r => r.Type == "conversation.accepted").Data.GetProperty("agentId").GetString());
        Assert.All(receiver.Received, r =>
        {
            Assert.Equal([r.SignedWith(secret)], r.Signatures);
            Assert.Equal(r.Json.GetProperty("id").GetString(), r.Id);
            Assert.Equal("application/json", r.Headers["Content-Type"]);
            Assert.False(r.Headers.ContainsKey("Cookie"));
            Assert.InRange(r.Timestamp, r.Json.GetProperty("timestamp").GetDateTimeOffset().AddSeconds(-1), s.App.Now);
        });
        Assert.Equal(receiver.Received.Count, receiver.Received.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_fails_comes_again_with_the_same_id_until_it_works(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (id, _) = await Hook(s, receiver, "message.created");
        receiver.Answers = _ => (500, new string('x', 5000) + "\0");
        var visitor = s.Visitor();
        await visitor.Writes("First");
        await visitor.Writes("Second");
        await s.Advance("10:00");
        var times = receiver.Received.Where(r => r.Body.Contains("First", StringComparison.Ordinal)).Select(r => r.Timestamp).ToList();
        Assert.InRange(times.Count, 3, 6);
        var pauses = times.Zip(times.Skip(1), (a, b) => b - a).ToList();
        Assert.True(pauses.Zip(pauses.Skip(1)).All(p => p.Second > p.First), string.Join(' ', pauses));

        var (_, trouble) = (await Deliveries(anna, id), await Listed(anna, id));
        Assert.NotEqual(JsonValueKind.Null, trouble.GetProperty("failingSince").ValueKind);
        Assert.Equal(2, trouble.GetProperty("waiting").GetInt32());
        receiver.Answers = _ => (200, "thank you");
        await s.Advance("1:00:00");

        foreach (var text in (string[])["First", "Second"])
            Assert.Single(receiver.Received.Where(r => r.Body.Contains(text, StringComparison.Ordinal)).Select(r => r.Id).Distinct(StringComparer.Ordinal));
        var log = await Deliveries(anna, id);
        Assert.All(log, d => Assert.Equal("delivered", d.GetProperty("state").GetString()));
        var attempts = log[0].GetProperty("attempts").EnumerateArray().ToList();
        Assert.Equal(500, attempts[0].GetProperty("status").GetInt32());
        Assert.Equal(1024, attempts[0].GetProperty("answer").GetString()!.Length);
        Assert.Equal("thank you", attempts[^1].GetProperty("answer").GetString());
        var mended = await Listed(anna, id);
        Assert.Equal(JsonValueKind.Null, mended.GetProperty("failingSince").ValueKind);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_log_goes_on_where_the_delivery_at_which_a_page_ended_is_forgotten(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (id, _) = await Hook(s, receiver, "message.created");
        foreach (var text in (string[])["One", "Two", "Three"])
        {
            await s.Visitor().Writes(text);
            await s.Advance("0:10");
        }

        var first = (await anna.Api.Get($"/api/webhooks/{id}/deliveries?limit=1")).Is(200);
        var ended = first.Json.GetProperty("items")[0].GetProperty("id").GetString()!.ToUpperInvariant();
        await s.App.Tamper($"""DELETE FROM "WebhookDeliveries" WHERE "Id" = '{ended}'""");
        Assert.Equal(2, (await Deliveries(anna, id, $"?after={Uri.EscapeDataString(first.Field("next"))}")).Count);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_day_of_failures_gives_up_and_a_replay_sends_the_same_event_again(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (id, secret) = await Hook(s, receiver, "message.created");
        receiver.Answers = _ => (503, "");
        await s.Visitor().Writes("Hello");
        await s.Advance("25:00:00");
        var given = Assert.Single(await Deliveries(anna, id, "?state=given_up"));
        Assert.InRange(receiver.Received.Count, 8, 20);
        Assert.Equal(TimeSpan.FromHours(24), receiver.Received[^1].Timestamp - receiver.Received[0].Timestamp);

        receiver.Answers = _ => (200, "");
        (await anna.Api.Post($"/api/webhooks/{id}/deliveries/{given.GetProperty("id").GetString()}/replay")).Is(202);
        await s.Settle();
        Assert.Equal(receiver.Received[0].Id, receiver.Received[^1].Id);
        Assert.Equal(receiver.Received[0].Body, receiver.Received[^1].Body);
        Assert.Equal(s.App.Now.ToUnixTimeSeconds(), receiver.Received[^1].Timestamp.ToUnixTimeSeconds());
        Assert.Equal([receiver.Received[^1].SignedWith(secret)], receiver.Received[^1].Signatures);
        Assert.Equal("delivered", (await Deliveries(anna, id))[0].GetProperty("state").GetString());

        // What is settled is forgotten in time.
        await s.IsDownFor("744:00:00");
        Assert.Empty(await Deliveries(anna, id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_ran_out_while_the_server_was_down_is_tried_once_more(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (id, _) = await Hook(s, receiver, "message.created");
        receiver.Answers = _ => (503, "");
        await s.Visitor().Writes("One");
        await s.Visitor().Writes("Two");
        await s.Advance("5:00");
        receiver.Answers = r => r.Body.Contains("One", StringComparison.Ordinal) ? (204, "") : (503, "");
        await s.IsDownFor("30:00:00");
        await s.Advance("1:00");

        Assert.Equal(["given_up", "delivered"], (await Deliveries(anna, id)).Select(d => d.GetProperty("state").GetString()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Gone_switches_off_at_once_and_so_do_days_of_failures(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var gone = await Receiver.Open();
        await using var dead = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (goneId, _) = await Hook(s, gone, "message.created");
        var (deadId, _) = await Hook(s, dead, "message.created");
        gone.Answers = _ => (410, "");
        dead.Answers = _ => (500, "");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        Assert.Equal("gone", (await Listed(anna, goneId)).GetProperty("off").GetString());
        for (var day = 0; day < 7; day++)
        {
            await s.Advance("23:00:00");
            await visitor.Writes($"Day {day}");
        }

        Assert.Single(gone.Received);
        Assert.Equal(2, (await anna.Me()).GetProperty("account").GetProperty("webhooksOff").GetInt32());
        var off = await Listed(anna, deadId);
        Assert.Equal("failing", off.GetProperty("off").GetString());
        Assert.False(off.GetProperty("active").GetBoolean());
        Assert.Equal(0, off.GetProperty("waiting").GetInt32());
        var lines = (await anna.Api.Get("/api/audit?setting=webhook.off")).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["failing", "gone"], lines.Select(l => l.GetProperty("after").GetProperty("why").GetString()));
        Assert.All(lines, l => Assert.Equal("Nightbell", l.GetProperty("agentName").GetString()));
        var before = dead.Received.Count;
        await visitor.Writes("Nobody hears this.");
        Assert.Equal(before, dead.Received.Count);

        // A test is sent all the same; switched on, it is told again.
        dead.Answers = _ => (200, "");
        (await anna.Api.Post($"/api/webhooks/{deadId}/test")).Is(202);
        await s.Settle();
        Assert.Equal("test", dead.Received[^1].Type);
        (await anna.Api.Patch($"/api/webhooks/{deadId}", new { active = true })).Is(200);
        await visitor.Writes("Somebody hears this.");
        Assert.Contains("Somebody hears this.", dead.Received[^1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_failure_after_quiet_days_switches_nothing_off(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (id, _) = await Hook(s, receiver, "message.created");
        receiver.Answers = _ => (503, "");
        var visitor = s.Visitor();
        await visitor.Writes("Nobody listens yet");
        await s.Advance("25:00:00");
        Assert.Single(await Deliveries(anna, id, "?state=given_up"));
        await s.IsDownFor("120:00:00");

        await visitor.Writes("Somebody stumbles");
        Assert.True((await Listed(anna, id)).GetProperty("active").GetBoolean());
        receiver.Answers = _ => (200, "");
        await s.Advance("1:00");

        Assert.Contains("Somebody stumbles", receiver.Received[^1].Body, StringComparison.Ordinal);
        Assert.Equal("delivered", (await Deliveries(anna, id))[0].GetProperty("state").GetString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_rotated_secret_signs_beside_the_old_one_for_as_long_as_was_asked(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (id, old) = await Hook(s, receiver, "message.created");
        var fresh = (await anna.Api.Post($"/api/webhooks/{id}/secret-rotations", new { keepOldSeconds = 3600 })).Is(201).Field("secret");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.Advance("1:00:00");
        await visitor.Writes("Hello again");

        Assert.Equal([receiver.Received[0].SignedWith(fresh), receiver.Received[0].SignedWith(old)], receiver.Received[0].Signatures);
        Assert.Equal([receiver.Received[^1].SignedWith(fresh)], receiver.Received[^1].Signatures);
        foreach (var path in (string[])["/api/webhooks", "/api/audit", $"/api/webhooks/{id}/deliveries"])
            Assert.DoesNotContain("whsec_", (await anna.Api.Get(path)).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal(0, Convert.ToInt32(await s.App.Tamper($"""SELECT COUNT(*) FROM "Webhooks" WHERE "Secret" LIKE '%{fresh[8..20]}%'"""), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_was_answered_201_is_told_after_a_crash(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        await s.Agent("Anna");
        await Hook(s, receiver, "message.created");
        var visitor = s.Visitor();
        await visitor.Arrives();
        (await visitor.Api.Post("/widget/v1/messages", new { text = "Before the crash" })).Is(201);
        await s.App.Crash();
        Assert.Empty(receiver.Received);
        await s.App.Start();
        await s.Settle();

        Assert.Contains("Before the crash", Assert.Single(receiver.Received).Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_receiver_that_hangs_keeps_nobody_from_writing_and_is_cut_off(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (id, _) = await Hook(s, receiver, "message.created");
        var hanging = new TaskCompletionSource();
        receiver.Holding = hanging.Task;
        var visitor = s.Visitor();
        await visitor.Arrives();
        (await visitor.Api.Post("/widget/v1/messages", new { text = "One" })).Is(201);
        var working = s.Settle();
        await Soon.Holds("the receiver is asked", () => receiver.Received.Count == 1);
        for (var i = 0; i < 20; i++)
            (await visitor.Api.Post("/widget/v1/messages", new { text = $"More {i}" })).Is(201);
        Assert.Single(receiver.Received);
        await working;
        hanging.SetResult();

        var first = (await Deliveries(anna, id))[^1].GetProperty("attempts")[0];
        Assert.Equal("timed_out", first.GetProperty("trouble").GetString());
        Assert.InRange(first.GetProperty("milliseconds").GetInt32(), 9_000, 15_000);
        await s.Advance("10:00");
        Assert.Equal(21, receiver.Received.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(0, (await Listed(anna, id)).GetProperty("waiting").GetInt32());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_token_hears_by_webhooks_what_it_may_read_and_nothing_else(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        var anna = await s.Agent("Anna");
        var url = "https://hooks.example.com/";
        using var program = s.App.Caller();
        program.Bearer = (await anna.Api.Post("/api/tokens", new { name = "Program", scopes = new[] { "webhooks:write", "mails:read" } })).Is(201).Field("token");
        (await program.Post("/api/webhooks", new { url, events = new[] { "message.created" } })).IsProblem(403, "scope_needed");
        var id = Guid.NewGuid();
        var made = (await program.Post("/api/webhooks", new { id, url, events = new[] { "mail.bounced" } })).Is(201);
        var again = (await program.Post("/api/webhooks", new { id, url, events = new[] { "mail.bounced" } })).Is(200);
        Assert.Equal(made.Field("secret"), again.Field("secret"));
        (await program.Patch($"/api/webhooks/{made.Field("id")}", new { events = new[] { "message.created" } })).IsProblem(403, "scope_needed");
        (await anna.Api.Patch($"/api/webhooks/{made.Field("id")}", new { events = new[] { "message.created" } })).Is(200);
        (await program.Get($"/api/webhooks/{made.Field("id")}/deliveries")).IsProblem(403, "scope_needed");
        (await program.Patch($"/api/webhooks/{made.Field("id")}", new { url = "https://elsewhere.example.com/" })).IsProblem(403, "scope_needed");
        (await anna.Api.Delete($"/api/webhooks/{made.Field("id")}")).Is(204);
        Assert.Equal("Program", (await anna.Api.Get("/api/audit?setting=webhook&limit=200")).Is(200).Json.GetProperty("items").EnumerateArray()
            .Single(c => c.GetProperty("before").ValueKind == JsonValueKind.Null).GetProperty("agentName").GetString());
        (await anna.Api.Post("/api/webhooks", new { url, events = Array.Empty<string>() })).IsProblem(400);
        (await anna.Api.Post("/api/webhooks", new { url, events = new[] { "everything" } })).IsProblem(400);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_token_does_not_come_by_former_events_by_choosing_others(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        using var program = s.App.Caller();
        program.Bearer = (await anna.Api.Post("/api/tokens", new { name = "Program", scopes = new[] { "webhooks:write", "mails:read" } })).Is(201).Field("token");
        var (id, _) = await Hook(s, receiver, "message.created");
        await s.Visitor().Writes("For Anna alone");
        await s.Settle();
        var told = Assert.Single(await Deliveries(anna, id)).GetProperty("id").GetString();

        (await program.Patch($"/api/webhooks/{id}", new { events = new[] { "mail.accepted" } })).IsProblem(403, "scope_needed");

        (await anna.Api.Patch($"/api/webhooks/{id}", new { events = new[] { "mail.accepted" } })).Is(200);
        Assert.Empty((await program.Get($"/api/webhooks/{id}/deliveries")).Is(200).Json.GetProperty("items").EnumerateArray());
        (await program.Post($"/api/webhooks/{id}/deliveries/{told}/replay")).IsProblem(404);
        Assert.Single(await Deliveries(anna, id));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_token_does_not_have_what_waits_sent_elsewhere_that_it_may_not_read(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        using var program = s.App.Caller();
        program.Bearer = (await anna.Api.Post("/api/tokens", new { name = "Program", scopes = new[] { "webhooks:write", "mails:read" } })).Is(201).Field("token");
        receiver.Answers = _ => (503, "");
        var (id, _) = await Hook(s, receiver, "message.created");
        await s.Visitor().Writes("For Anna alone");
        await s.Settle();
        (await anna.Api.Patch($"/api/webhooks/{id}", new { events = new[] { "mail.accepted" } })).Is(200);

        (await program.Patch($"/api/webhooks/{id}", new { url = "https://elsewhere.example.com/" })).IsProblem(403, "scope_needed");

        (await anna.Api.Patch($"/api/webhooks/{id}", new { url = receiver.Url })).Is(200);
        receiver.Answers = _ => (204, "");
        await s.Advance("1:00:00");
        (await program.Patch($"/api/webhooks/{id}", new { url = "https://elsewhere.example.com/" })).Is(200);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Gone_leaves_what_was_just_delivered_delivered(string database)
    {
        await using var s = await Story.Begin(database, settings: Allowed);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var (id, _) = await Hook(s, receiver, "message.created");
        receiver.Answers = _ => (500, "");
        var visitor = s.Visitor();
        await visitor.Writes("First");
        await visitor.Writes("Second");
        await visitor.Writes("Third");

        // The first one is left in peace for longer than the two that have not been tried: they go together.
        receiver.Answers = r => r.Body.Contains("Second", StringComparison.Ordinal) ? (204, "") : (410, "");
        await s.Advance("10:00");

        Assert.Equal("gone", (await Listed(anna, id)).GetProperty("off").GetString());
        Assert.Equal(["given_up", "delivered", "given_up"], (await Deliveries(anna, id)).Select(d => d.GetProperty("state").GetString()));
    }

    private static async Task<(string Id, string Secret)> Hook(Story s, Receiver receiver, params string[] events)
    {
        var made = (await s.Owner.Api.Post("/api/webhooks", new { url = receiver.Url, events })).Is(201);
        return (made.Field("id"), made.Field("secret"));
    }

    private static async Task<List<JsonElement>> Deliveries(Agent agent, string id, string query = "") =>
        [.. (await agent.Api.Get($"/api/webhooks/{id}/deliveries{query}")).Is(200).Json.GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> Listed(Agent agent, string id) =>
        (await agent.Api.Get("/api/webhooks")).Is(200).Json.GetProperty("items").EnumerateArray().Single(w => w.GetProperty("id").GetString() == id);
}
