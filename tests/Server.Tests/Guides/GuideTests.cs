using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Guides;

/// <summary>What the guides for integrators tell people to run does run, against the real server.</summary>
public sealed class GuideTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_receiver_of_the_guide_verifies_and_tells_each_step_once(string database)
    {
        Harness.Missing.SkipsUnless(Has("node"), "The guide's receiver needs Node.");
        await using var s = await Story.Begin(
            database, from: Now(), settings: ["--Nightbell:Webhooks:AllowPrivate=true", "--Nightbell:Webhooks:AllowHttp=true"]);
        var anna = await s.Agent("Anna");
        var port = FreePort.Next();
        var url = $"http://127.0.0.1:{port}/";
        var made = (await anna.Api.Post("/api/webhooks", new { url, events = new[] { "message.created", "conversation.resolved" } })).Is(201);
        await using var program = GuideProgram.Start("node", "webhooks.md", "receiver.mjs", new()
        {
            ["WEBHOOK_SECRET"] = made.Field("secret"),
            ["PORT"] = $"{port}",
        });
        await Soon.Holds("the receiver listens", () =>
        {
            Assert.False(program.HasEnded, program.Output);
            return program.Output.Contains("listening", StringComparison.Ordinal);
        });

        (await anna.Api.Post($"/api/webhooks/{made.Field("id")}/test")).Is(202);
        var visitor = s.Visitor("Dóra");
        await visitor.Writes("Is the lamp in stock?");
        await anna.Answers(visitor, "It is.");
        await anna.Resolves(visitor);
        await Soon.Holds("all of it is told", () => program.Lines.Count >= 5);
        Assert.Equal(
            ["listening", "test", "message.created Dóra: Is the lamp in stock?", "message.created Anna: It is.", $"conversation.resolved {visitor.Email}"],
            program.Lines);
        Assert.All(
            (await anna.Api.Get($"/api/webhooks/{made.Field("id")}/deliveries")).Is(200).Json.GetProperty("items").EnumerateArray(),
            d => Assert.Equal(204, d.GetProperty("attempts")[0].GetProperty("status").GetInt32()));

        // A replay is known by its id, and nobody else is believed.
        var first = (await anna.Api.Get($"/api/webhooks/{made.Field("id")}/deliveries")).Json.GetProperty("items")[0].GetProperty("id").GetString();
        (await anna.Api.Post($"/api/webhooks/{made.Field("id")}/deliveries/{first}/replay")).Is(202);
        await s.Settle();
        using var stranger = new Caller(new Uri(url));
        Assert.Equal(401, (await stranger.Post("/", new { type = "message.created" })).Status);
        (stranger.Headers["webhook-id"], stranger.Headers["webhook-timestamp"]) = ("x", $"{s.App.Now.ToUnixTimeSeconds()}");
        stranger.Headers["webhook-signature"] = "v1,AAAA";
        Assert.Equal(401, (await stranger.Post("/", new { type = "message.created" })).Status);
        Assert.Equal(5, program.Lines.Count);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_lines_of_the_shell_do_what_they_say(string database)
    {
        Harness.Missing.SkipsUnless(Has("bash") && Has("curl"), "The guide's lines need bash and curl.");
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Please call me.");
        var token = (await anna.Api.Post("/api/tokens", new { name = "Shell", scopes = new[] { "conversations:read", "conversations:write", "reports:read", "export" } })).Is(201);
        await using var program = GuideProgram.Start("bash", "rest.md", "rest.sh", new()
        {
            ["NIGHTBELL"] = s.App.Address.GetLeftPart(UriPartial.Authority),
            ["NIGHTBELL_TOKEN"] = token.Field("token"),
        });

        // The export is made by a worker, which the tests run.
        await Soon.Holds(
            "the lines come to their end",
            async () =>
            {
                await s.Settle();
                return program.HasEnded;
            },
            TimeSpan.FromSeconds(60));
        Assert.True(program.ExitCode == 0, program.Output);
        Assert.Contains("Please call me.", program.Output, StringComparison.Ordinal);
        Assert.Contains("We will call you back.", program.File("conversations.json"), StringComparison.Ordinal);
        Assert.Equal(2, (await visitor.Conversation()).GetProperty("messages").GetArrayLength());
        Assert.Equal("resolved", (await visitor.Conversation()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_code_for_pages_names_a_script_that_is_there_and_what_it_reads()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        using var nobody = s.App.Caller();
        (await nobody.Get("/widget.js")).Is(200);
        foreach (var name in (string[])["html.md", "tag-manager.md", "wordpress.md", "react.md"])
        {
            var guide = GuideProgram.Read(name);
            Assert.Contains("/widget.js", guide, StringComparison.Ordinal);
            Assert.Contains("YOUR-KEY", guide, StringComparison.Ordinal);
            Assert.Matches("data-key|dataset\\.key", guide);
        }
    }

    private static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
