using System.Globalization;
using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Visitors;

/// <summary>The visitor's card and the note for colleagues on it.</summary>
public sealed class VisitorCardTests
{
    private const string Phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_card_tells_who_it_is_with_what_they_write_and_from_where(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor("Dóra");
        visitor.Api.Headers["User-Agent"] = Phone;
        visitor.Api.Headers["Accept-Language"] = "hu-HU,hu;q=0.9,en;q=0.5";
        await Write(visitor, "Hello", "https://shop.example/lanterns", "Lanterns");
        (await visitor.Api.Put("/widget/v1/visitor", new { phone = "+36 1 234 5678" })).Is(200);
        await s.Advance("1:00");
        await Write(visitor, "And these?", "https://shop.example/candles?red", "Candles");
        await s.Advance("1:00");
        await Write(visitor, "Or those?", "https://shop.example/lanterns", "Lanterns, all of them");

        var card = await Card(anna, visitor);

        Assert.Equal(("Dóra", visitor.Email, "+36 1 234 5678", "hu-HU"), (Text(card, "name"), Text(card, "email"), Text(card, "phone"), Text(card, "language")));
        Assert.Equal(("Chrome", "Android"), (Text(card.GetProperty("browser"), "name"), Text(card.GetProperty("browser"), "system")));
        Assert.Equal(
            [("https://shop.example/lanterns", "Lanterns, all of them"), ("https://shop.example/candles?red", "Candles")],
            card.GetProperty("pages").EnumerateArray().Select(p => (Text(p, "url")!, Text(p, "title")!)));
        Assert.DoesNotContain("Pixel", card.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_card_holds_no_card_number_that_was_given_as_a_name_or_stands_in_a_pages_title(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor("Dóra 4111 1111 1111 1111");
        await Write(visitor, "Hello", "https://shop.example/pay", "Pay with 5500000000000004");

        var card = await Card(anna, visitor);

        Assert.Equal("Dóra •••• •••• •••• 1111", Text(card, "name"));
        Assert.Equal("Pay with ••••••••••••0004", Text(card.GetProperty("pages")[0], "title"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_many_pages_the_latest_are_kept_and_none_that_is_not_of_the_web(string database)
    {
        await using var s = await Story.Begin(database, settings: ["--Nightbell:Limits:MessagesPerMinute=0"]);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await Write(visitor, "Hello", "javascript:alert(1)", "<b>bad</b>");
        Assert.Empty((await Card(anna, visitor)).GetProperty("pages").EnumerateArray());

        for (var page = 1; page <= 25; page++)
        {
            await s.Advance("0:01");
            await Write(visitor, "Hello", string.Create(CultureInfo.InvariantCulture, $"https://shop.example/{page}"), null);
        }

        var pages = (await Card(anna, visitor)).GetProperty("pages").EnumerateArray().Select(p => Text(p, "url")!).ToList();
        Assert.Equal(20, pages.Count);
        Assert.Equal(("https://shop.example/25", "https://shop.example/6"), (pages[0], pages[^1]));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_note_is_live_for_colleagues_and_never_shown_to_the_visitor(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var belas = await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await visitor.IsOnSite();
        var path = $"/api/visitors/{await visitor.Id()}/note";
        belas.Stream.TakeArrived();

        (await anna.Api.Put(path, new { text = "Buys for <i>a hotel</i>.\nAlways friendly." })).Is(204);

        Assert.Equal(visitor.ConversationId, (await belas.Stream.Next("conversation")).Data.GetProperty("id").GetString());
        var note = (await Card(bela, visitor)).GetProperty("note");
        Assert.Equal(("Buys for <i>a hotel</i>.\nAlways friendly.", "Anna"), (Text(note, "text"), Text(note, "by")));
        Assert.DoesNotContain("hotel", (await visitor.Conversation()).ToString(), StringComparison.Ordinal);
        (await anna.Api.Put(path, new { text = new string('x', 4001) })).IsProblem(400, "invalid");
        (await bela.Api.Put(path, new { text = " \n" })).Is(204);
        Assert.Equal(JsonValueKind.Null, (await Card(anna, visitor)).GetProperty("note").ValueKind);
        await s.Deactivates(bela);
        (await bela.Api.Put(path, new { text = "Hello" })).IsProblem(403, "agent_inactive");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_card_shows_other_conversations_with_the_address_that_its_reader_may_see(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        var (repairs, sales) = (await s.Group("Repairs", bela), await s.Group("Sales", cili));
        var (first, second, third) = (s.Visitor(), s.Visitor(), s.Visitor());
        await first.Writes("First", sales);
        await s.Advance("0:01");
        await second.Writes("Second", repairs);
        await s.Advance("0:01");
        await third.Writes("Third", repairs);
        foreach (var visitor in new[] { first, second })
            (await visitor.Api.Put("/widget/v1/visitor", new { email = "same@example.net" })).Is(200);
        (await third.Api.Put("/widget/v1/visitor", new { email = "Same@example.net" })).Is(200);

        Assert.Equal(["Third", "First"], await Others(anna, second));
        Assert.Equal(["Third"], await Others(bela, second));
        (await cili.Api.Get($"/api/visitors/{await second.Id()}")).IsProblem(404);
        (await cili.Api.Put($"/api/visitors/{await second.Id()}/note", new { text = "Hello" })).IsProblem(404);
        await using var other = s.Neighbour();
        var zita = await other.Agent("Zita");
        (await zita.Api.Get($"/api/visitors/{await second.Id()}")).IsProblem(404);
        (await anna.Api.Get($"/api/visitors/{Guid.NewGuid()}")).IsProblem(404);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_address_is_the_same_in_capitals_of_every_script(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (first, second) = (s.Visitor(), s.Visitor());
        await first.Writes("First");
        await second.Writes("Second");
        (await first.Api.Put("/widget/v1/visitor", new { email = "ÉVA@example.net" })).Is(200);
        (await second.Api.Put("/widget/v1/visitor", new { email = "éva@example.net" })).Is(200);

        Assert.Equal(["First"], await Others(anna, second));
        Assert.Equal(["Second"], await Others(anna, first));
    }

    private static async Task Write(Visitor visitor, string text, string url, string? title)
    {
        if (visitor.Api.Bearer is null)
            await visitor.Writes(text);
        (await visitor.Api.Post("/widget/v1/messages", new { text, page = new { url, title } })).Is(201);
    }

    private static async Task<JsonElement> Card(Agent agent, Visitor visitor) =>
        (await agent.Api.Get($"/api/visitors/{await visitor.Id()}")).Is(200).Json;

    private static async Task<IEnumerable<string?>> Others(Agent agent, Visitor visitor) =>
        (await Card(agent, visitor)).GetProperty("conversations").EnumerateArray().Select(c => Text(c.GetProperty("lastMessage"), "text"));

    private static string? Text(JsonElement of, string field) => of.GetProperty(field).GetString();
}
