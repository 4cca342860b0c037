using System.Text.Json;
using System.Text.Json.Nodes;
using Nightbell.Files;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Settings;

/// <summary>What may be switched of the widget reaches it with its configuration.</summary>
public sealed class WidgetSettingsTests
{
    private const string Path = "/api/settings/widget";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Everything_is_on_at_first_and_consent_is_not_asked_for(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");

        var widget = await Config(s, "hu");

        Assert.False(widget.GetProperty("form").GetProperty("always").GetBoolean());
        Assert.StartsWith("Most nem vagyunk itt.", widget.GetProperty("automatic").GetProperty("offline").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Most mindenkinél van valaki.", widget.GetProperty("automatic").GetProperty("busy").GetString(), StringComparison.Ordinal);
        Assert.Equal(FileRules.MaxOctets, widget.GetProperty("files").GetProperty("maxBytes").GetInt64());
        Assert.Contains("image/png", widget.GetProperty("files").GetProperty("types").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("True True False", $"{widget.GetProperty("rating")} {widget.GetProperty("transcript")} {widget.GetProperty("consent").GetProperty("needed")}");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_set_is_told_and_a_setting_that_is_left_out_stays(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var settings = JsonNode.Parse((await anna.Api.Get(Path)).Is(200).Text)!;
        settings["automatic"] = JsonNode.Parse("""{"offline":{"on":true,"texts":{"hu":" Holnap itt vagyunk. ","en":"  "}},"busy":{"on":false}}""");
        (settings["files"], settings["rating"], settings["transcript"], settings["consent"]) = (false, false, false, new JsonObject { ["needed"] = true });
        settings["form"]!["always"] = true;

        (await anna.Api.Put(Path, settings)).Is(200);
        foreach (var name in (string[])["automatic", "files", "rating", "transcript", "consent"])
            settings.AsObject().Remove(name);
        var saved = (await anna.Api.Put(Path, settings)).Is(200).Json;

        Assert.Equal("""{"hu":" Holnap itt vagyunk. "}""", saved.GetProperty("automatic").GetProperty("offline").GetProperty("texts").GetRawText());
        var widget = await Config(s, "hu");
        Assert.True(widget.GetProperty("form").GetProperty("always").GetBoolean());
        Assert.Equal(" Holnap itt vagyunk. ", widget.GetProperty("automatic").GetProperty("offline").GetString());
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null), (widget.GetProperty("automatic").GetProperty("busy").ValueKind, widget.GetProperty("files").ValueKind));
        Assert.Equal("False False True", $"{widget.GetProperty("rating")} {widget.GetProperty("transcript")} {widget.GetProperty("consent").GetProperty("needed")}");
        Assert.StartsWith("We are away", (await Config(s, "en")).GetProperty("automatic").GetProperty("offline").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"offline":{"on":true,"texts":{"Hungarian":"x"}},"busy":{"on":true}}""")]
    [InlineData("""{"offline":{"on":true,"texts":{"hu":"a\u0000b"}},"busy":{"on":true}}""")]
    [InlineData("""{"offline":{"on":true},"busy":{}}""")]
    [InlineData("""{"offline":null,"busy":{"on":true}}""")]
    public async Task Texts_that_are_none_are_refused(string automatic)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        var settings = JsonNode.Parse((await anna.Api.Get(Path)).Is(200).Text)!;
        settings["automatic"] = JsonNode.Parse(automatic);

        (await anna.Api.Put(Path, settings)).IsProblem(400, "invalid");
        settings["automatic"] = JsonNode.Parse($$$"""{"offline":{"on":true,"texts":{"hu":"{{{new string('x', 1001)}}}"}},"busy":{"on":true}}""");
        (await anna.Api.Put(Path, settings)).IsProblem(400, "invalid");
    }

    /// <summary>Also while online: the address first, where the account wants it and the package includes it.</summary>
    [Theory]
    [InlineData("pro", 409)]
    [InlineData("free", 201)]
    public async Task The_form_may_come_first_while_online_too(string package, int status)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite, package);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var settings = JsonNode.Parse((await anna.Api.Get(Path)).Is(200).Text)!;
        settings["form"]!["always"] = true;
        (await anna.Api.Put(Path, settings)).Is(200);
        using var visitor = s.App.Caller();
        visitor.Bearer = (await visitor.Post($"/widget/v1/{s.WidgetKey}/visitors", new { })).Is(201).Field("token");

        Assert.Equal(status == 409, (await Config(s, "en")).GetProperty("form").GetProperty("always").GetBoolean());
        (await visitor.Post("/widget/v1/messages", new { text = "Hello" })).Is(status);
        (await visitor.Put("/widget/v1/visitor", new { email = "somebody@example.net" })).Is(200);
        (await visitor.Post("/widget/v1/messages", new { text = "Hello" })).Is(201);
    }

    private static async Task<JsonElement> Config(Story s, string language) =>
        (await s.Owner.Api.Get($"/widget/v1/{s.WidgetKey}?lang={language}")).Is(200).Json;
}
