using System.Text.Json;
using Nightbell.Files;
using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Files;

/// <summary>Files that visitors and agents send each other.</summary>
public sealed class FilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nightbell-files-").FullName;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Files_go_with_the_message_that_names_them_in_lists_and_streams_of_both_sides(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var device = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Arrives();
        var (agents, _) = await EventStream.OpenAndGreet(device.Api, $"/api/events?device={device.Id}");
        await using var ofAgents = agents;
        var (visitors, _) = await EventStream.OpenAndGreet(visitor.Api, "/widget/v1/events");
        await using var ofVisitors = visitors;
        var (photo, notes) = (await Uploads(visitor.Api, "photo.png", Samples.Png(800, 600)), await Uploads(visitor.Api, "notes.txt", Samples.Text("Hello")));

        (await visitor.Api.Post("/widget/v1/messages", new { text = "notes.txt, photo.png", files = new[] { notes.Id, photo.Id } })).Is(201);

        var told = await agents.Next("message");
        Assert.Equal([notes.Id, photo.Id], Ids(told.Data));
        Assert.Equal([notes.Id, photo.Id], Ids((await visitors.Next("message")).Data));
        var own = Assert.Single((await visitor.Conversation()).GetProperty("messages").EnumerateArray());
        Assert.Equal([notes.Id, photo.Id], Ids(own));
        var shown = own.GetProperty("files")[1];
        Assert.Equal(("photo.png", "image/png", 800, 600), (shown.GetProperty("name").GetString(), shown.GetProperty("type").GetString(),
            shown.GetProperty("width").GetInt32(), shown.GetProperty("height").GetInt32()));
        var id = told.Data.GetProperty("conversationId").GetString();
        var plan = await Uploads(anna.Api, "plan.pdf", Samples.Text("%PDF-1.7"), "/api/files");
        var answer = (await anna.Api.Post($"/api/conversations/{id}/messages", new { text = "Look", files = new[] { plan.Id } })).Is(201);
        Assert.Equal([plan.Id], Ids(answer.Json));
        Assert.Equal([plan.Id], Ids((await visitors.Next("message")).Data));
        Assert.Equal([2, 1], (await anna.Api.Get($"/api/conversations/{id}")).Is(200).Json.GetProperty("messages").EnumerateArray().Select(m => Ids(m).Length));
        Assert.Equal("Hello", System.Text.Encoding.UTF8.GetString(await s.App.Download(notes.Url)));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_file_is_posted_once_and_by_nobody_but_who_sent_it(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (visitor, other) = (s.Visitor(), s.Visitor());
        await visitor.Writes("Hello");
        await other.Arrives();
        var file = await Uploads(visitor.Api, "a.txt", Samples.Text("a"));

        (await other.Api.Post("/widget/v1/messages", new { text = "Mine", files = new[] { file.Id } })).IsProblem(400, "invalid");
        (await anna.Api.Post($"/api/conversations/{visitor.ConversationId}/messages", new { text = "Mine", files = new[] { file.Id } })).IsProblem(400, "invalid");
        (await visitor.Api.Post("/widget/v1/messages", new { text = "Twice", files = new[] { file.Id, file.Id } })).IsProblem(400, "invalid");
        (await visitor.Api.Post("/widget/v1/messages", new { text = "None", files = new[] { Guid.NewGuid() } })).IsProblem(400, "invalid");
        (await visitor.Api.Post("/widget/v1/messages", new { text = "Many", files = Enumerable.Range(0, 11).Select(_ => Guid.NewGuid()) })).IsProblem(400, "invalid");
        var body = new { id = Guid.NewGuid(), text = "a.txt", files = new[] { file.Id } };
        var first = (await visitor.Api.Post("/widget/v1/messages", body)).Is(201);
        Assert.Equal(first.Text, (await visitor.Api.Post("/widget/v1/messages", body)).Is(200).Text);
        (await visitor.Api.Post("/widget/v1/messages", new { text = "Again", files = new[] { file.Id } })).IsProblem(400, "invalid");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_upload_again_is_the_same_file_and_leaves_nothing_behind(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var path = $"/widget/v1/files?name=a.txt&id={Guid.NewGuid()}";

        var first = (await visitor.Api.SendBytes(HttpMethod.Post, path, Samples.Text("a"))).Is(201);
        Assert.Equal(first.Text, (await visitor.Api.SendBytes(HttpMethod.Post, path, Samples.Text("a"))).Is(200).Text);
        (await visitor.Api.SendBytes(HttpMethod.Post, path, Samples.Text("b"))).IsProblem(409, "id_taken");

        Assert.Equal(1, await s.App.Ask("SELECT COUNT(*) FROM \"Files\""));
        Assert.Equal(1, s.App.KeptFiles().Count + await s.App.Ask("SELECT COUNT(*) FROM \"FileChunks\""));
        Assert.Equal("a"u8.ToArray(), await s.App.Download(first.Field("url")));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_range_of_a_large_file_is_read_and_an_address_is_not_guessed(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var octets = Samples.Png(8, 8, 1_000_000);
        new Random(1).NextBytes(octets.AsSpan(64));
        var file = await Uploads(visitor.Api, "large.png", octets);

        Assert.Equal(octets, await s.App.Download(file.Url));
        using var response = await visitor.Api.Open(file.Url, new Dictionary<string, string> { ["Range"] = "bytes=262100-600000" }, CancellationToken.None);
        Assert.Equal(206, (int)response.StatusCode);
        Assert.Equal(octets[262_100..600_001], await response.Content.ReadAsByteArrayAsync());
        using var anybody = s.App.Caller();
        (await anybody.Get(file.Url[..^1] + (file.Url[^1] == 'A' ? 'B' : 'A'))).IsProblem(404);
        (await anybody.Get($"/files/{Guid.NewGuid()}/{file.Url.Split('/')[^1]}")).IsProblem(404);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_not_posted_within_a_day_is_forgotten_and_what_is_stays(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var (kept, left) = (await Uploads(visitor.Api, "kept.txt", Samples.Text("kept")), await Uploads(visitor.Api, "left.txt", Samples.Text("left")));
        (await visitor.Api.Post("/widget/v1/messages", new { text = "kept.txt", files = new[] { kept.Id } })).Is(201);
        s.Mark();

        await s.At("23:00:00");
        Assert.Equal(2, await s.App.Ask("SELECT COUNT(*) FROM \"Files\""));
        await s.At("26:00:00");
        await s.App.Settle();

        Assert.Equal(1, await s.App.Ask("SELECT COUNT(*) FROM \"Files\""));
        Assert.Equal(1, s.App.KeptFiles().Count + await s.App.Ask("SELECT COUNT(*) FROM \"FileChunks\""));
        Assert.Equal("kept"u8.ToArray(), await s.App.Download(kept.Url));
        using var anybody = s.App.Caller();
        (await anybody.Get(left.Url)).IsProblem(404);
        (await visitor.Api.Post("/widget/v1/messages", new { text = "left.txt", files = new[] { left.Id } })).IsProblem(400, "invalid");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Files_outlive_a_crash_and_go_with_their_account(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var file = await Uploads(visitor.Api, "a.txt", Samples.Text("a"));
        (await visitor.Api.Post("/widget/v1/messages", new { text = "a.txt", files = new[] { file.Id } })).Is(201);

        await s.App.Crash();
        await s.App.Start();
        Assert.Equal("a"u8.ToArray(), await s.App.Download(file.Url));

        Assert.Equal(0, (await s.App.Command(["account", "delete", s.AccountId, "--yes"])).Exit);
        Assert.Equal(0, await s.App.Ask("SELECT COUNT(*) FROM \"Files\"") + await s.App.Ask("SELECT COUNT(*) FROM \"FileChunks\"") + s.App.KeptFiles().Count);
    }

    [Fact]
    public async Task A_backup_has_the_files_and_a_restore_brings_them_back()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var backup = Path.Combine(folder, "backup.db");
        var before = await Uploads(visitor.Api, "before.txt", Samples.Text("before"));
        (await visitor.Api.Post("/widget/v1/messages", new { text = "before.txt", files = new[] { before.Id } })).Is(201);

        var (exit, output, error) = await s.App.Command(["backup", backup, "--json"]);
        Assert.True(exit == 0, error);
        Assert.Equal((1, 0), (JsonDocument.Parse(output).RootElement.GetProperty("files").GetInt32(), JsonDocument.Parse(output).RootElement.GetProperty("missing").GetInt32()));
        Assert.Equal(1, (await s.App.Command(["backup", backup])).Exit);
        Assert.Equal(0, (await s.App.Command(["backup", backup, "--force"])).Exit);
        var after = await Uploads(visitor.Api, "after.txt", Samples.Text("after"));

        await s.App.Stop();
        foreach (var file in s.App.KeptFiles())
            await File.WriteAllTextAsync(file, "damaged");
        (exit, output, error) = await s.App.Command(["restore", backup, "--json"]);
        Assert.True(exit == 0, error);
        Assert.Equal(0, JsonDocument.Parse(output).RootElement.GetProperty("missingFiles").GetInt32());
        var aside = JsonDocument.Parse(output).RootElement.GetProperty("movedAside").GetString()!;
        Assert.Equal(2, Directory.GetFiles(aside + ".files", "*", SearchOption.AllDirectories).Length);
        await s.App.Start();

        Assert.Equal("before"u8.ToArray(), await s.App.Download(before.Url));
        using var anybody = s.App.Caller();
        (await anybody.Get(after.Url)).IsProblem(404);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Mails_name_files_and_link_to_agents_files_alone(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var file = await Uploads(visitor.Api, "<b>plan&.txt", Samples.Text("plan"));
        (await visitor.Api.Post("/widget/v1/messages", new { text = "What about this?", files = new[] { file.Id } })).Is(201);
        await s.App.Settle();
        s.Mark();
        await s.At("2:00");

        var notification = Assert.Single(s.MailsTo(anna.Email));
        Assert.Contains($"Files: {file.Name}", notification.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", notification.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(file.Url, notification.Text + notification.Html, StringComparison.Ordinal);

        var conversation = (await visitor.Conversation()).GetProperty("id").GetString();
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        var offer = await Uploads(anna.Api, "offer.pdf", Samples.Text("%PDF-1.7"), "/api/files");
        (await anna.Api.Post($"/api/conversations/{conversation}/messages", new { text = "Our offer", files = new[] { offer.Id } })).Is(201);
        await s.At("10:00");

        var answer = Assert.Single(s.MailsTo(visitor.Email));
        Assert.Contains(answer.Links, l => l.EndsWith(offer.Url, StringComparison.Ordinal));
        Assert.Contains("offer.pdf", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_send_files_cannot()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite, settings: "--Nightbell:Limits:FilesPerMinute=3");
        var anna = await s.Agent("Anna");
        var (visitor, blocked) = (s.Visitor(), s.Visitor());
        await blocked.Writes("Spam");
        (await anna.Api.Put($"/api/visitors/{await blocked.Id()}/block")).Is(204);
        (await blocked.Api.SendBytes(HttpMethod.Post, "/widget/v1/files?name=a.txt", Samples.Text("a"))).IsProblem(403, "blocked");
        await visitor.Arrives();
        await Uploads(visitor.Api, "a.txt", Samples.Text("a"));
        await Uploads(visitor.Api, "b.txt", Samples.Text("b"));
        (await visitor.Api.SendBytes(HttpMethod.Post, "/widget/v1/files?name=c.txt", Samples.Text("c"))).IsProblem(429, "too_many");

        var settings = System.Text.Json.Nodes.JsonNode.Parse((await anna.Api.Get("/api/settings/widget")).Is(200).Text)!;
        settings["files"] = false;
        (await anna.Api.Put("/api/settings/widget", settings)).Is(200);
        await s.App.Restart("--Nightbell:Limits:FilesPerMinute=0");
        (await visitor.Api.SendBytes(HttpMethod.Post, "/widget/v1/files?name=c.txt", Samples.Text("c"))).IsProblem(403, "switched_off");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<(string Id, string Url, string Name)> Uploads(Caller caller, string name, byte[] octets, string path = "/widget/v1/files")
    {
        var answer = (await caller.SendBytes(HttpMethod.Post, $"{path}?name={Uri.EscapeDataString(name)}", octets, "application/octet-stream")).Is(201);
        return (answer.Field("id"), answer.Field("url"), answer.Field("name"));
    }

    private static string[] Ids(JsonElement message) => [.. message.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("id").GetString()!)];
}
