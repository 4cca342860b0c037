using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Exports;

/// <summary>Conversations as files: whole, in order, harmless, and made while life goes on.</summary>
public sealed class ExportTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Json_holds_every_conversation_once_over_many_pieces_and_a_restart(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        const int Many = 120;
        for (var i = 0; i < Many; i++)
        {
            var visitor = s.Visitor($"Visitor \"{i}\"");
            await visitor.Arrives();
            s.App.Clock.Advance(TimeSpan.FromMilliseconds(1));
            (await visitor.Api.Post("/widget/v1/messages", new { text = $"Question {i}\nsecond line" })).Is(201);
        }

        var started = (await anna.Api.Post("/api/exports", new { format = "json" })).Is(201);
        var id = started.Field("id");
        Assert.Equal(("running", 0, Many), Progress(started.Json));
        (await anna.Api.Get($"/api/exports/{id}/file")).IsProblem(409, "export_running");

        // Before it begins, and again after it was done: nothing of it lives in the process.
        await s.App.Restart();
        await s.Settle();
        Assert.Equal(("done", Many, Many), Progress((await anna.Api.Get($"/api/exports/{id}")).Is(200).Json));
        await s.App.Restart();
        var file = (await anna.Api.Get($"/api/exports/{id}/file")).Is(200);
        Assert.Contains("attachment", file.Headers["Content-Disposition"].Single(), StringComparison.Ordinal);
        var conversations = file.Json.GetProperty("conversations").EnumerateArray().ToList();
        Assert.Equal(
            Enumerable.Range(0, Many).Select(i => $"Question {i}\nsecond line"),
            conversations.Select(c => c.GetProperty("messages")[0].GetProperty("text").GetString()));
        Assert.Equal("Visitor \"7\"", conversations[7].GetProperty("visitor").GetProperty("name").GetString());

        await s.IsDownFor("25:00:00");
        (await anna.Api.Get($"/api/exports/{id}/file")).IsProblem(404);
        Assert.Equal("0", Convert.ToString(await s.App.Tamper("""SELECT COUNT(*) FROM "ExportParts" """), CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Csv_is_read_by_spreadsheets_and_never_as_a_formula(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        string[] texts = ["=HYPERLINK(\"https://evil.example\",\"x\")", "+1+1", "-2+3", "@SUM(A1)", "  =1", "plain, \"quoted\"\nand two lines", "\t=1", "=1;2", "árvíztűrő", "a;=1", "b; \"=1", "c\n-1\r\n@x\t+1;%", "d\n\ne; f"];
        var visitor = s.Visitor("=cmd|' /C calc'!A0");
        foreach (var text in texts)
            await visitor.Writes(text);
        var id = (await anna.Api.Post("/api/exports", new { format = "csv", from = s.App.Now.AddHours(-1) })).Is(201).Field("id");
        await s.Settle();
        var file = (await anna.Api.Get($"/api/exports/{id}/file")).Is(200);
        Assert.Equal("text/csv", file.ContentType);

        using var csv = new CsvReader(new StringReader(file.Text.TrimStart('\ufeff')), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var read = new List<string>();
        while (csv.Read())
        {
            read.Add(csv.GetField("text")!);
            Assert.StartsWith("'=cmd", csv.GetField("visitor_name"), StringComparison.Ordinal);
        }

        string[] harmless =
        [
            "'=HYPERLINK(\"https://evil.example\",\"x\")", "'+1+1", "'-2+3", "'@SUM(A1)", "'  =1", "plain, \"quoted\"\nand two lines", "'\t'=1", "'=1;2", "árvíztűrő",
            "a;'=1", "b;' \"=1", "c\n'-1\n'@x\t'+1;'%", "d\n\ne; f",
        ];
        Assert.Equal(harmless, read);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Holds_what_began_in_its_time_of_its_account_and_no_other(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await using var neighbour = s.Neighbour();
        var nora = await neighbour.Agent("Nora");
        await neighbour.Visitor().Writes("Next door");
        await s.Visitor().Writes("Yesterday");
        await s.Advance("24:00:00");
        var from = s.App.Now;
        await s.Visitor().Writes("Today");
        await s.Advance("1:00");
        var to = s.App.Now;
        await s.Visitor().Writes("Too late");

        var made = (await anna.Api.Post("/api/exports", new { format = "json", from, to })).Is(201);
        await s.Settle();
        var text = (await anna.Api.Get($"/api/exports/{made.Field("id")}/file")).Is(200).Text;
        Assert.Contains("Today", text, StringComparison.Ordinal);
        foreach (var not in (string[])["Yesterday", "Too late", "Next door"])
            Assert.DoesNotContain(not, text, StringComparison.Ordinal);
        foreach (var path in (string[])["", "/file"])
            (await nora.Api.Get($"/api/exports/{made.Field("id")}{path}")).IsProblem(404);
        (await anna.Api.Post("/api/exports", new { format = "json", from = to, to = from })).IsProblem(400);
        (await anna.Api.Post("/api/exports", new { format = "xml" })).IsProblem(400);
        (await anna.Api.Delete($"/api/exports/{made.Field("id")}")).Is(204);
        Assert.Equal(0, (await anna.Api.Get("/api/exports")).Is(200).Json.GetProperty("items").GetArrayLength());

        // Nothing in it is a file, too.
        var empty = (await anna.Api.Post("/api/exports", new { format = "json", from = to.AddHours(1) })).Is(201).Field("id");
        await s.Settle();
        Assert.Equal(0, (await anna.Api.Get($"/api/exports/{empty}/file")).Is(200).Json.GetProperty("conversations").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_single_one_is_a_page_to_print_that_runs_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor("<script>alert(1)</script>");
        await visitor.Writes("<img src=x onerror=alert(2)>");
        await anna.Answers(visitor, "Here & there");
        var page = (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}/print")).Is(200);

        Assert.Equal("text/html", page.ContentType);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page.Text, StringComparison.Ordinal);
        Assert.Contains("Here &amp; there", page.Text, StringComparison.Ordinal);
        var policy = page.Headers["Content-Security-Policy"].Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    private static (string? State, int Done, int Total) Progress(JsonElement export) =>
        (export.GetProperty("state").GetString(), export.GetProperty("done").GetInt32(), export.GetProperty("total").GetInt32());
}
