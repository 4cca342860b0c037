using System.Net.Sockets;
using System.Text;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Input;

/// <summary>What nobody should send: each a problem with a stable code, and nothing stored.</summary>
public sealed class BadInputTests(SharedStories stories) : IClassFixture<SharedStories>
{
    private const string Id = "0197a000-0000-7000-8000-00000000000f";

    private static readonly (string Name, string Method, string Path, string Body)[] Table =
    [
        .. Texts("POST", "/widget/v1/messages", value => $$"""{"text":{{value}}}"""),
        .. Texts("POST", "/api/conversations/{id}/messages", value => $$"""{"text":{{value}}}"""),
        .. Names("PUT", "/widget/v1/visitor", value => $$"""{"name":{{value}}}"""),
        .. Names("PATCH", "/api/me", value => $$"""{"name":{{value}}}"""),
        .. Names("POST", "/api/groups", value => $$"""{"name":{{value}},"agentIds":[]}"""),
        .. Names("PATCH", "/api/groups/{group}", value => $$"""{"name":{{value}}}"""),
        .. Names("PUT", $"/api/me/devices/{Id}", value => $$"""{"kind":"web","name":{{value}}}"""),
        .. Names("POST", "/api/tokens", value => $$"""{"name":{{value}},"scopes":["export"]}"""),
        .. Names("POST", "/api/webhooks", value => $$"""{"url":{{value}},"events":["message.created"]}"""),
        .. Emails("PUT", "/widget/v1/visitor", value => $$"""{"email":{{value}}}"""),
        .. Emails("POST", "/api/agents", value => $$"""{"email":{{value}},"access":"limited"}"""),
        .. Shapes("POST", "/widget/v1/messages", "text", "\"Hello\""),
        .. Shapes("POST", "/api/conversations/{id}/messages", "text", "\"Hello\""),
        .. Shapes("PUT", "/api/me/status", "status", "\"online\""),
        .. Shapes("PUT", "/widget/v1/seen", "number", "1"),
        .. Shapes("PUT", "/widget/v1/rating", "value", "5"),
        ("data with a lone surrogate", "PUT", "/widget/v1/visitor", """{"data":{"plan":"gold \ud83d"}}"""),
        ("data in a list with a lone surrogate", "PUT", "/widget/v1/visitor", """{"data":{"plan":["gold \ud83d"]}}"""),
        ("data whose name has a lone surrogate", "PUT", "/widget/v1/visitor", """{"data":{"plan \ud83d":"gold"}}"""),
        ("data with NUL", "PUT", "/widget/v1/visitor", """{"data":{"plan":"gold\u0000"}}"""),
        ("seeing what is not there", "PUT", "/widget/v1/seen", """{"number":99999}"""),
        ("a transcript to no address", "POST", "/widget/v1/transcript", """{"email":"nobody"}"""),
        ("a transcript to two addresses", "POST", "/widget/v1/transcript", """{"email":"a@example.com, b@example.com"}"""),
        ("a rating in words", "PUT", "/widget/v1/rating", """{"value":"good"}"""),
        ("files that are none", "POST", "/widget/v1/messages", """{"text":"Hello","files":["not-a-uuid"]}"""),
        ("files that are nobody's", "POST", "/widget/v1/messages", $$"""{"text":"Hello","files":["{{Id}}"]}"""),
        ("files in an answer that are nobody's", "POST", "/api/conversations/{id}/messages", $$"""{"text":"Hello","files":["{{Id}}"]}"""),
        ("an unknown format", "POST", "/api/exports", """{"format":"xml"}"""),
        ("a time without an offset", "POST", "/api/exports", """{"format":"json","from":"2026-01-01T00:00:00"}"""),
        ("an unknown scope", "POST", "/api/tokens", """{"name":"x","scopes":["everything"]}"""),
        ("scopes that are a word", "POST", "/api/tokens", """{"name":"x","scopes":"export"}"""),
        ("a retention of no days", "PUT", "/api/settings/retention", """{"conversationsDays":0,"logsDays":null}"""),
        ("a retention without a field", "PUT", "/api/settings/retention", """{"conversationsDays":30}"""),
        ("an unknown status", "PUT", "/api/me/status", """{"status":"busy"}"""),
        ("a status by number", "PUT", "/api/me/status", """{"status":0}"""),
        ("an unknown kind of device", "PUT", $"/api/me/devices/{Id}", """{"kind":"toaster","name":"Toaster"}"""),
        ("a device whose id is none", "PUT", "/api/me/devices/not-a-uuid", """{"kind":"web","name":"Chrome"}"""),
        ("an unknown access", "POST", "/api/agents", """{"email":"new@example.com","access":"root"}"""),
        ("an id that is none", "POST", "/widget/v1/messages", """{"id":"not-a-uuid","text":"Hello"}"""),
        ("an id that is a number", "POST", "/widget/v1/messages", """{"id":7,"text":"Hello"}"""),
        ("a group that is none", "POST", "/widget/v1/messages", """{"text":"Hello","groupId":"not-a-uuid"}"""),
        ("an unknown field deep down", "POST", "/widget/v1/messages", """{"text":"Hello","page":{"url":"https://shop.example/","title":"x","evil":1}}"""),
        ("a short password", "PUT", "/api/me/password", $$"""{"password":"{{Agent.Password}}","newPassword":"short"}"""),
        ("a password of 129", "PUT", "/api/me/password", $$"""{"password":"{{Agent.Password}}","newPassword":"{{new string('a', 129)}}"}"""),
        ("a negative delay", "PUT", "/api/settings/notifications", Notifications("-1")),
        ("a delay in words", "PUT", "/api/settings/notifications", Notifications("\"two minutes\"")),
        ("a delay with a fraction", "PUT", "/api/settings/notifications", Notifications("1.5")),
        ("a delay beyond reason", "PUT", "/api/settings/notifications", Notifications("99999999999999999999")),
        ("an unknown time zone", "PUT", "/api/settings/office-hours", Hours("Mars/Olympus", "08:00", "17:00")),
        ("hours that end before they begin", "PUT", "/api/settings/office-hours", Hours("UTC", "17:00", "08:00")),
        ("an hour that is none", "PUT", "/api/settings/office-hours", Hours("UTC", "25:00", "26:00")),
        ("an unknown day", "PUT", "/api/settings/office-hours", """{"enabled":true,"timeZone":"UTC","days":{"someday":[]},"closed":[]}"""),
        ("an unknown locale", "PATCH", "/api/me", """{"locale":"not a locale"}"""),
        ("an unknown time zone of mine", "PATCH", "/api/me", """{"timeZone":"Mars/Olympus"}"""),
        ("opening up to what is not there", "PUT", "/api/conversations/{id}/opened", """{"device":"{device}","upTo":-1}"""),
    ];

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var row in Table)
        {
            rows.Add(TestDatabase.Sqlite, $"{row.Name}: {row.Method} {row.Path}");
            rows.Add(TestDatabase.Postgres, $"{row.Name}: {row.Method} {row.Path}");
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Is_a_problem_and_stores_nothing(string database, string row)
    {
        var scene = await stories.Scene(database);
        var (_, method, path, body) = Table.Single(r => $"{r.Name}: {r.Method} {r.Path}" == row);
        var caller = path.StartsWith("/widget", StringComparison.Ordinal) ? scene.Visitor.Api : scene.Story.Owner.Api;
        var before = await scene.Fingerprint();

        var answer = await caller.SendRaw(HttpMethod.Parse(method), scene.Fill(path), scene.Fill(body));

        answer.IsProblem(answer.Status == 404 && row.Contains("not-a-uuid", StringComparison.Ordinal) ? 404 : 400);
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        Assert.Equal(before, await scene.Fingerprint());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_problem_names_every_field_that_breaks_a_rule(string database)
    {
        var scene = await stories.Scene(database);

        var answer = await scene.Visitor.Api.Put("/widget/v1/visitor", new { name = "Two\nlines", email = "no address" });

        var errors = answer.IsProblem(400).Json.GetProperty("errors");
        Assert.True(errors.TryGetProperty("name", out var _), answer.Text);
        Assert.True(errors.TryGetProperty("email", out var _), answer.Text);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_body_over_64_KiB_is_refused(string database)
    {
        var scene = await stories.Scene(database);
        var before = await scene.Fingerprint();
        var big = $$$"""{"text":"Hello","page":{"url":"https://shop.example/","title":"{{{new string('x', 70_000)}}}"}}""";

        var answer = await scene.Visitor.Api.SendRaw(HttpMethod.Post, "/widget/v1/messages", big);

        answer.IsProblem(413, "too_large");
        Assert.Equal(before, await scene.Fingerprint());
    }

    /// <summary>A client that writes before it reads knows of no answer but this one; a proxy sends other people's requests on the same connection.</summary>
    [Theory]
    [InlineData("/api/session", false, 413)]
    [InlineData("/api/session", true, 413)]
    [InlineData("/api/groups", false, 401)]
    [InlineData("/api/nothing", true, 404)]
    public async Task Who_sends_far_too_much_is_told_so_and_stays_connected(string path, bool chunked, int status)
    {
        var scene = await stories.Scene(TestDatabase.Sqlite);
        var connections = 0;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancel) =>
            {
                connections++;
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(scene.Story.App.Address, path));
        request.Content = new StringContent($$"""{"email":"{{new string('x', 20_000_000)}}","password":"y"}""", Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await http.SendAsync(request);
        using var next = await http.GetAsync(new Uri(scene.Story.App.Address, "/healthz"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(200, (int)next.StatusCode);
        Assert.Equal(1, connections);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_body_that_is_not_json_is_refused(string database)
    {
        var scene = await stories.Scene(database);
        var before = await scene.Fingerprint();
        foreach (var type in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"])
        {
            foreach (var (caller, path) in ((Caller, string)[])[(scene.Visitor.Api, "/widget/v1/messages"), (scene.Story.Owner.Api, scene.Fill("/api/conversations/{id}/messages"))])
            {
                var answer = await caller.SendRaw(HttpMethod.Post, path, """{"text":"Hello"}""", type);
                Assert.True(answer.Status is 415 or 400, $"{type}: {answer}");
                answer.IsProblem(answer.Status);
            }
        }

        Assert.Equal(before, await scene.Fingerprint());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Octets_that_are_no_UTF8_are_refused(string database)
    {
        var scene = await stories.Scene(database);
        var before = await scene.Fingerprint();
        byte[] body = [.. Encoding.ASCII.GetBytes("{\"text\":\"Hello "), 0xC3, 0x28, 0xFF, .. Encoding.ASCII.GetBytes("\"}")];

        (await scene.Visitor.Api.SendBytes(HttpMethod.Post, "/widget/v1/messages", body)).IsProblem(400);

        Assert.Equal(before, await scene.Fingerprint());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_unknown_key_is_not_found(string database)
    {
        var scene = await stories.Scene(database);
        using var stranger = scene.Story.App.Caller();
        foreach (var key in (string[])["unknown", Id, "..%2f..", new string('k', 300)])
        {
            (await stranger.Get($"/widget/v1/{key}")).IsProblem(404);
            (await stranger.Post($"/widget/v1/{key}/visitors", new { })).IsProblem(404);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_not_there_is_a_problem_too(string database)
    {
        var scene = await stories.Scene(database);
        (await scene.Story.Owner.Api.Get("/api/nothing/here")).IsProblem(404);
        (await scene.Story.Owner.Api.Delete("/api/conversations")).IsProblem(405);
        (await scene.Story.Owner.Api.Get("/api/conversations?box=attic")).IsProblem(400);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_parameter_is_named_when_it_is_missing_and_when_it_cannot_be_read(string database)
    {
        var owner = (await stories.Scene(database)).Story.Owner.Api;

        Assert.Equal("""{"device":["required"]}""", (await owner.Get("/api/events")).IsProblem(400, "invalid").Json.GetProperty("errors").GetRawText());
        Assert.Equal("""{"device":["type"]}""", (await owner.Get("/api/events?device=desk")).IsProblem(400, "invalid").Json.GetProperty("errors").GetRawText());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_no_text_can_hold_is_not_looked_for(string database)
    {
        var owner = (await stories.Scene(database)).Story.Owner.Api;
        foreach (var q in (string[])["a%00b", "%00", "%0A", "a%07", "%7F", "%C2%85"])
        {
            var answer = (await owner.Get($"/api/conversations?q={q}")).IsProblem(400, "invalid");
            Assert.Equal("""{"q":["characters"]}""", answer.Json.GetProperty("errors").GetRawText());
        }

        // No such octets are UTF-8: they arrive as something else, or not at all.
        Assert.True((await owner.Get("/api/conversations?q=%ED%A0%BD")).Status is 200 or 400);
        Assert.Equal(1, (await owner.Get("/api/conversations?q=%20")).Is(200).Json.GetProperty("items").GetArrayLength());
    }

    private static IEnumerable<(string Name, string Method, string Path, string Body)> Texts(string method, string path, Func<string, string> body) =>
        Rows(method, path, body,
        [
            ("a text of 4,001", $"\"{new string('a', 4001)}\""),
            ("an empty text", "\"\""),
            ("a blank text", "\"  \\t \\n \\u00a0\\u2003 \""),
            ("a text with NUL", "\"a\\u0000b\""),
            ("a text with a control", "\"a\\u0007b\""),
            ("a text with an escape", "\"a\\u001b[31mb\""),
            ("a text with DEL", "\"a\\u007fb\""),
            ("a text with a C1 control", "\"a\\u0085b\""),
            ("a text with a lone high surrogate", "\"a\\ud83dc\""),
            ("a text with a lone low surrogate", "\"a\\ude00c\""),
            ("a text that is a number", "7"),
            ("a text that is a list", "[\"Hello\"]"),
            ("a text that is null", "null"),
        ]);

    private static IEnumerable<(string Name, string Method, string Path, string Body)> Names(string method, string path, Func<string, string> body) =>
        Rows(method, path, body,
        [
            ("a name of 2,000", $"\"{new string('a', 2000)}\""),
            ("a name with CR LF", "\"Eve\\r\\nBcc: x@example.com\""),
            ("a name with LF", "\"Eve\\nEve\""),
            ("a name with CR", "\"Eve\\rEve\""),
            ("a name with a line separator", "\"Eve\\u2028Eve\""),
            ("a name of line ends alone", "\"\\r\\n\""),
            ("a name of a line separator alone", "\" \\u2028\""),
            ("a name with TAB", "\"Eve\\tEve\""),
            ("a name with NUL", "\"Eve\\u0000\""),
            ("a name with a lone surrogate", "\"Eve\\ud83d\""),
            ("a name that is an object", "{}"),
        ]);

    private static IEnumerable<(string Name, string Method, string Path, string Body)> Emails(string method, string path, Func<string, string> body) =>
        Rows(method, path, body,
        [
            ("an e-mail without @", "\"nobody\""),
            ("an e-mail without domain", "\"nobody@\""),
            ("an e-mail with CR LF", "\"a@example.com\\r\\nBcc: b@example.com\""),
            ("two e-mails", "\"a@example.com, b@example.com\""),
            ("an e-mail in brackets", "\"Eve <a@example.com>\""),
            ("an e-mail with NUL", "\"a\\u0000@example.com\""),
            ("a very long e-mail", $"\"{new string('a', 300)}@example.com\""),
        ]);

    private static IEnumerable<(string Name, string Method, string Path, string Body)> Shapes(string method, string path, string field, string good) =>
        Rows(method, path, body => body,
        [
            ("no body at all", ""),
            ("a missing field", "{}"),
            ("null", "null"),
            ("null for a field", $$"""{"{{field}}":null}"""),
            ("a list", $$"""[{"{{field}}":{{good}}}]"""),
            ("a bare string", "\"Hello\""),
            ("an unknown field", $$"""{"{{field}}":{{good}},"evil":true}"""),
            ("a field in another case", $$"""{"{{field.ToUpperInvariant()}}":{{good}}}"""),
            ("a broken end", $$"""{"{{field}}":{{good}}"""),
            ("something after the end", $$"""{"{{field}}":{{good}} } {}"""),
            ("a comment", $$"""{"{{field}}":{{good}} /* hello */}"""),
            ("single quotes", $$"""{'{{field}}':'Hello'}"""),
            ("a trailing comma", $$"""{"{{field}}":{{good}},}"""),
            ("a very deep body", $$"""{"{{field}}":{{new string('[', 500)}}{{new string(']', 500)}}}"""),
        ]);

    private static IEnumerable<(string Name, string Method, string Path, string Body)> Rows(
        string method, string path, Func<string, string> body, (string Name, string Value)[] values) =>
        values.Select(v => (v.Name, method, path, body(v.Value)));

    private static string Notifications(string delay) =>
        $$"""{"offlineMessages":true,"unacceptedConversations":true,"offlineDelaySeconds":{{delay}},"acceptDelaySeconds":300,"additionalRecipients":[]}""";

    private static string Hours(string zone, string from, string to) =>
        $$"""{"enabled":true,"timeZone":"{{zone}}","days":{"monday":[{"from":"{{from}}","to":"{{to}}"}]},"closed":[]}""";
}
