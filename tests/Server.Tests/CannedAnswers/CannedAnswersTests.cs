using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.CannedAnswers;

public sealed class CannedAnswersTests
{
    private const string Path = "/api/canned-answers";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_full_access_writes_everybody_may_use_and_the_audit_tells_who_wrote_it(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var belas = await bela.ComesOnline();
        belas.Stream.TakeArrived();

        var made = (await anna.Api.Post(Path, new { shortcut = " Köszön ", text = "Hello {name},\r\n{agent} here." })).Is(201);
        await belas.Stream.Next("settings");
        (await anna.Api.Post(Path, new { shortcut = "bye", text = "Bye" })).Is(201);
        await s.Advance("0:01");
        (await anna.Api.Patch($"{Path}/{made.Field("id")}", new { text = "Hello!" })).Is(200);
        await s.Advance("0:01");
        (await anna.Api.Patch($"{Path}/{made.Field("id")}", new { text = "Hello!" })).Is(200);

        Assert.Equal([("bye", "Bye"), ("köszön", "Hello!")], await List(bela));
        Assert.Equal("Hello {name},\n{agent} here.", made.Field("text"));
        var changes = await Audit(anna);
        Assert.Equal(3, changes.Count);
        Assert.Equal(("Hello {name},\n{agent} here.", "Hello!"), (Text(changes[0], "before", "/köszön"), Text(changes[0], "after", "/köszön")));
        await s.Advance("0:01");
        (await anna.Api.Delete($"{Path}/{made.Field("id")}")).Is(204);
        Assert.Equal([("bye", "Bye")], await List(bela));
        Assert.Equal(JsonValueKind.Null, (await Audit(anna))[0].GetProperty("after").ValueKind);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_shortcut_is_one_of_a_kind_and_can_be_typed(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var hello = new { id = Guid.NewGuid(), shortcut = "hello", text = "Hello" };
        (await anna.Api.Post(Path, hello)).Is(201);
        (await anna.Api.Post(Path, hello)).Is(200);
        var other = (await anna.Api.Post(Path, new { shortcut = "hours_2", text = "At nine" })).Is(201).Field("id");

        (await anna.Api.Post(Path, new { shortcut = "HELLO", text = "Hi" })).IsProblem(409, "shortcut_taken");
        (await anna.Api.Patch($"{Path}/{other}", new { shortcut = "Hello" })).IsProblem(409, "shortcut_taken");
        (await anna.Api.Patch($"{Path}/{other}", new { shortcut = "Hours_2" })).Is(200);
        foreach (var shortcut in new[] { "", " ", "a b", "/a", "a/b", "a.b", new string('a', 41), "a\nb", "💬" })
            (await anna.Api.Post(Path, new { shortcut, text = "Hello" })).IsProblem(400, "invalid");
        foreach (var text in new[] { "", " ", new string('a', 4001), "a\0b" })
            (await anna.Api.Post(Path, new { shortcut = "new", text })).IsProblem(400, "invalid");
        Assert.Equal(2, (await List(anna)).Count);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task They_are_the_accounts_own(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var id = (await anna.Api.Post(Path, new { shortcut = "hello", text = "Hello" })).Is(201).Field("id");
        await using var neighbour = s.Neighbour();
        var zita = await neighbour.Agent("Zita");

        Assert.Empty(await List(zita));
        (await zita.Api.Post(Path, new { shortcut = "hello", text = "Hi" })).Is(201);
        (await zita.Api.Patch($"{Path}/{id}", new { text = "Hi" })).IsProblem(404);
        (await zita.Api.Delete($"{Path}/{id}")).IsProblem(404);
        Assert.Equal([("hello", "Hello")], await List(anna));
    }

    private static async Task<List<(string Shortcut, string Text)>> List(Agent agent) =>
        [.. (await agent.Api.Get(Path)).Is(200).Json.GetProperty("items").EnumerateArray()
            .Select(a => (a.GetProperty("shortcut").GetString()!, a.GetProperty("text").GetString()!))];

    private static async Task<List<JsonElement>> Audit(Agent agent) =>
        [.. (await agent.Api.Get("/api/audit?setting=cannedAnswer")).Is(200).Json.GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement change, string side, string shortcut) => change.GetProperty(side).GetProperty(shortcut).GetString();
}
