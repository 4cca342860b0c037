using System.Text.Json;
using Nightbell.Server.Tests.Harness;
using Nightbell.Server.Tests.Security;

namespace Nightbell.Server.Tests.ApiTokens;

/// <summary>What programs sign in with: made by people, good for their scopes, nobody in the desk's eyes.</summary>
public sealed class ApiTokenTests
{
    /// <summary>What no token may, whatever its scopes, because it is about a person or about who may sign in.</summary>
    private static readonly string[] ForPeople = ["/api/me", "/api/session", "/api/events", "/api/tokens", "/api/settings/mail", "/api/settings/retention", "/mailbox/", "/api/mails/test"];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_operation_opens_to_its_scope_and_to_no_other(string database)
    {
        await using var s = await Story.Begin(database);
        var ids = await Ids.Of(s, "Anna");
        var nothing = Ids.OfNothing();
        var document = (await s.Owner.Api.Get("/openapi/v1.json")).Is(200).Json;
        var scopes = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("description").GetString()!;
        var operations = (await OpenApiDocument.Operations(s.Owner.Api))
            .Where(o => Contract.AnyAgent.Contains(o.Name) || Contract.FullAccess.Contains(o.Name)).ToList();
        var all = operations.Select(o => ScopeOf(document, o)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        Assert.All(all, scope => Assert.Contains(scope, scopes, StringComparison.Ordinal));
        var failures = new List<string>();
        var (alone, without) = (new Dictionary<string, Caller>(StringComparer.Ordinal), new Dictionary<string, Caller>(StringComparer.Ordinal));
        foreach (var scope in all)
            (alone[scope], without[scope]) = (await Token(s, scope == "webhooks:write" ? [scope, "conversations:read"] : [scope]), await Token(s, [.. all.Where(a => a != scope)]));
        without[""] = await Token(s, [.. all]);
        foreach (var operation in operations)
        {
            var scope = ScopeOf(document, operation);
            var isForPeople = ForPeople.Any(p => operation.Path.StartsWith(p, StringComparison.Ordinal)) || operation.Path.EndsWith("/opened", StringComparison.Ordinal);
            if (isForPeople && scope is not null)
                failures.Add($"{operation} is for people and names {scope}");
            var refused = await Ask(without[scope ?? ""], operation, ids);
            if (refused.Status != 403 || refused.Code != (scope is null ? "person_needed" : "scope_needed"))
                failures.Add($"without its scope: {refused}");
            if (scope is null)
                continue;

            // What it would be done to does not exist, so that nothing is changed by asking.
            var allowed = await Ask(alone[scope], operation, nothing);
            if (allowed.Status is 401 or >= 500 || allowed.Code is "scope_needed" or "person_needed" or "full_access_needed")
                failures.Add($"with its scope: {allowed}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.NotEmpty(all);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Is_shown_once_and_revoking_or_expiry_ends_it_at_once(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var made = (await anna.Api.Post("/api/tokens", new { name = "Statistics", scopes = new[] { "reports:read", "conversations:read" } })).Is(201);
        var short_ = (await anna.Api.Post("/api/tokens", new { name = "Short", scopes = new[] { "conversations:read" }, expiresAt = s.App.Now.AddHours(1) })).Is(201);
        var (token, program) = (made.Field("token"), s.App.Caller());
        program.Bearer = token;

        Assert.StartsWith("nb_", token, StringComparison.Ordinal);
        Assert.StartsWith(made.Field("prefix"), token, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Listed(await List(anna), "Statistics").GetProperty("lastUsedAt").ValueKind);
        (await program.Get("/api/conversations")).Is(200);
        var list = await List(anna);
        Assert.DoesNotContain(token, list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await anna.Api.Get("/api/audit?setting=token")).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal(s.App.Now, Listed(list, "Statistics").GetProperty("lastUsedAt").GetDateTimeOffset());
        Assert.Equal(0, Convert.ToInt32(await s.App.Tamper($"""SELECT COUNT(*) FROM "ApiTokens" WHERE "Hash" LIKE '%{token[5..]}%'"""), System.Globalization.CultureInfo.InvariantCulture));

        program.Bearer = short_.Field("token");
        (await program.Get("/api/conversations")).Is(200);
        await s.Advance("1:00:00");
        (await program.Get("/api/conversations")).IsProblem(401);
        program.Bearer = token;
        (await program.Get("/api/conversations")).Is(200);
        (await anna.Api.Delete($"/api/tokens/{made.Field("id")}")).Is(204);
        Assert.Contains("Bearer", (await program.Get("/api/conversations")).IsProblem(401).Headers["WWW-Authenticate"]);

        // A token that no longer counts is not saved by the cookie beside it.
        using var both = anna.Api.Twin();
        both.Bearer = token;
        (await both.Get("/api/me")).IsProblem(401);
        program.Dispose();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Answers_visitors_is_nobody_online_and_stands_in_the_audit_by_its_name(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("When do you open?");
        var program = await Token(s, "conversations:write", "settings:write", "conversations:read");

        // From a page on any site: what a bearer does, no cookie does for it.
        (program.Headers["Origin"], program.Headers["Sec-Fetch-Site"]) = ("https://elsewhere.example", "cross-site");
        var id = Guid.NewGuid();
        var answer = (await program.Post($"/api/conversations/{visitor.ConversationId}/messages", new { id, text = "At eight." })).Is(201);
        Assert.Equal("Program", answer.Field("name"));
        (await program.Post($"/api/conversations/{visitor.ConversationId}/messages", new { id, text = "At eight." })).Is(200);
        var conversation = (await program.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
        Assert.Equal(0, conversation.GetProperty("assignees").GetArrayLength());
        Assert.Equal(2, (await visitor.Conversation()).GetProperty("messages").GetArrayLength());
        Assert.False(await visitor.SeesOnline());
        await s.At("10:00");
        s.NoMails();

        // What it answered is answered; the next message is told of as ever.
        await visitor.Writes("And on Sundays?");
        await s.At("12:00");
        Assert.Contains(s.MailsTo(anna.Email), m => m.Text.Contains("And on Sundays?", StringComparison.Ordinal));
        (await program.Get($"/api/conversations/{visitor.ConversationId}/notices")).Is(200);
        (await program.Put($"/api/conversations/{visitor.ConversationId}/acceptance")).IsProblem(403, "person_needed");

        (await program.Post("/api/canned-answers", new { shortcut = "hours", text = "At eight." })).Is(201);
        var line = (await anna.Api.Get("/api/audit?setting=cannedAnswer")).Is(200).Json.GetProperty("items")[0];
        Assert.Equal("Program", line.GetProperty("agentName").GetString());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("agentId").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, line.GetProperty("tokenId").ValueKind);
        (await program.Put($"/api/conversations/{visitor.ConversationId}/assignment", new { agentId = anna.Id })).Is(204);
        (await program.Put($"/api/conversations/{visitor.ConversationId}/resolution")).Is(204);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_visitors_thought_of_its_answers_stands_under_its_name(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var program = await Token(s, "conversations:write");
        foreach (var (text, value) in new[] { ("When do you open?", 5), ("And on Sundays?", 2) })
        {
            var visitor = s.Visitor();
            await visitor.Writes(text);
            if (value == 5)
                (await program.Post($"/api/conversations/{visitor.ConversationId}/messages", new { text = "At eight." })).Is(201);
            (await program.Put($"/api/conversations/{visitor.ConversationId}/resolution")).Is(204);
            (await visitor.Api.Put("/widget/v1/rating", new { value })).Is(204);
        }

        var day = s.App.Now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var rows = (await anna.Api.Get($"/api/reports/ratings?from={day}&to={day}")).Is(200).Json.GetProperty("agents").EnumerateArray()
            .ToDictionary(r => r.GetProperty("name").GetString() ?? "nobody", r => r.GetProperty("average").GetDecimal());
        Assert.Equal((2, 5m, 2m), (rows.Count, rows["Program"], rows["nobody"]));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Reads_in_the_audit_of_nobody_whom_it_may_not_read_elsewhere(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        (await anna.Api.Put($"/api/visitors/{await visitor.Id()}/block")).Is(204);
        (await anna.Api.Patch($"/api/agents/{bela.Id}", new { access = "full" })).Ok();
        (await anna.Api.Put("/api/settings/mail", new { smtp = new { host = "127.0.0.1", port = 2525, security = "none" }, from = "hello@moonlight.example" })).Is(200);
        (await anna.Api.Post("/api/canned-answers", new { shortcut = "hours", text = "At eight." })).Is(201);
        (await anna.Api.Post("/api/webhooks", new { url = "https://hooks.example.com/secret", events = new[] { "message.created" } })).Is(201);
        foreach (var (scopes, seen) in new (string[], string[])[]
        {
            (["settings:read"], ["cannedAnswer"]),
            (["settings:read", "agents:read"], ["agent.access", "cannedAnswer"]),
            (["settings:read", "conversations:read"], ["cannedAnswer", "visitor.blocked"]),
            (["settings:read", "webhooks:write"], ["cannedAnswer", "webhook"]),
        })
        {
            var program = await Token(s, scopes);
            Assert.Equal(seen, await Settings(program));
        }

        Assert.Equal(["agent.access", "cannedAnswer", "mail", "token", "visitor.blocked", "webhook"], await Settings(anna.Api));

        static async Task<string[]> Settings(Caller caller) =>
        [
            .. (await caller.Get("/api/audit")).Is(200).Json.GetProperty("items").EnumerateArray().Select(l => l.GetProperty("setting").GetString()!)
                .Where(l => l is "agent.access" or "cannedAnswer" or "mail" or "token" or "visitor.blocked" or "webhook").Distinct().Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Whoever is mailed about visitors reads what they write.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Has_nobody_mailed_about_visitors_whom_it_may_not_read(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var program = await Token(s, ["settings:read", "settings:write"]);
        (await program.Put("/api/settings/notifications", With("spy@elsewhere.example"))).IsProblem(403, "scope_needed");
        (await (await Token(s, ["settings:write", "conversations:read"])).Put("/api/settings/notifications", With("night@shop.example"))).Is(200);
        (await program.Put("/api/settings/notifications", With("night@shop.example"))).Is(200);
        (await program.Put("/api/settings/notifications", With())).Is(200);
        (await anna.Api.Put("/api/settings/notifications", With("info@shop.example"))).Is(200);

        static object With(params string[] addresses) => new
        {
            offlineMessages = true,
            unacceptedConversations = true,
            offlineDelaySeconds = 120,
            acceptDelaySeconds = 60,
            additionalRecipients = addresses.Select(address => new { address }),
        };
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Sees_its_own_account_alone_and_only_full_access_makes_it(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var bela = await s.Agent("Bela");
        await using var neighbour = s.Neighbour();
        var nora = await neighbour.Agent("Nora");
        var hers = neighbour.Visitor();
        await hers.Writes("A secret");
        var program = await Token(s, "conversations:read", "conversations:write");

        (await program.Get($"/api/conversations/{hers.ConversationId}")).IsProblem(404);
        Assert.Equal(0, (await program.Get("/api/conversations")).Is(200).Json.GetProperty("items").GetArrayLength());
        (await bela.Api.Post("/api/tokens", new { name = "Bela's", scopes = new[] { "reports:read" } })).IsProblem(403, "full_access_needed");
        foreach (var wrong in (object[])
        [
            new { name = "x", scopes = Array.Empty<string>() }, new { name = "x", scopes = new[] { "everything" } }, new { name = " ", scopes = new[] { "export" } },
            new { name = "x", scopes = new[] { "export" }, expiresAt = s.App.Now },
        ])
            (await s.Owner.Api.Post("/api/tokens", wrong)).IsProblem(400);
        Assert.Equal(0, (await nora.Api.Get("/api/tokens")).Is(200).Json.GetProperty("items").GetArrayLength());
    }

    private static string? ScopeOf(JsonElement document, Operation operation) =>
        document.GetProperty("paths").GetProperty(operation.Path).GetProperty(operation.Method.Method.ToLowerInvariant()).GetProperty("security")
            .EnumerateArray().Where(s => s.TryGetProperty("token", out var _)).Select(s => s.GetProperty("token")[0].GetString()).SingleOrDefault();

    private static Task<Answer> Ask(Caller caller, Operation operation, Ids ids) =>
        caller.Send(operation.Method, ids.Fill(operation.Path), Contract.Bodies.GetValueOrDefault(operation.Name));

    private static async Task<Caller> Token(Story s, params string[] scopes)
    {
        var made = (await s.Owner.Api.Post("/api/tokens", new { name = "Program", scopes })).Is(201);
        var caller = s.App.Caller();
        caller.Bearer = made.Field("token");
        return caller;
    }

    private static async Task<Answer> List(Agent agent) => (await agent.Api.Get("/api/tokens")).Is(200);

    private static JsonElement Listed(Answer list, string name) =>
        list.Json.GetProperty("items").EnumerateArray().Single(t => t.GetProperty("name").GetString() == name);
}
