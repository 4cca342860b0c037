using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>What agents do with a conversation beyond answering it: handing it over, the visitor's card, canned answers, blocking.</summary>
public sealed class ConversationsTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_conversation_is_handed_over_and_the_visitor_does_not_notice()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var other = await chromium.NewPerson(server.Address);
        await using var visitor = await chromium.NewPerson(server.Address);
        var anna = await one.Desk(0);
        var bela = await other.Desk(1);
        var shop = await visitor.VisitShop();
        await shop.Write("Is anybody there?");
        await anna.Row("Is anybody there?").ClickAsync();
        await anna.Press("Accept");
        await Expect(bela.Box("Mine")).ToContainTextAsync("0");

        await anna.Press("Hand over");
        var dialog = anna.Locator("dialog");
        await Expect(dialog).ToHaveAccessibleNameAsync("Hand the conversation over");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Béla" })).ToContainTextAsync("Online");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Csilla" })).ToContainTextAsync("Offline");
        await Expect(dialog.Locator(".hint")).ToContainTextAsync("until they accept it");
        await anna.Keyboard.PressAsync("j");
        await anna.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(anna.Locator(".conversation h2")).ToBeVisibleAsync();
        await anna.Press("Hand over");
        await one.RouteAsync("**/assignment", route => route.AbortAsync());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Béla" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server cannot be reached.");
        await one.UnrouteAllAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Béla" }).ClickAsync();

        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(bela.Box("Mine")).ToContainTextAsync("1");
        await Expect(anna.Box("Mine")).ToContainTextAsync("0");
        await Expect(anna.Locator(".standing")).ToContainTextAsync("Handed over to Béla at ");
        await bela.Box("Mine").ClickAsync();
        await bela.Row("Is anybody there?").ClickAsync();
        foreach (var desk in new[] { anna, bela })
            await Expect(desk.Locator(".handed-over")).ToContainTextAsync("Anna handed this over to Béla.");
        await Expect(bela.Locator(".standing")).ToContainTextAsync("Handed over to you at ");
        await Expect(anna.Locator(".standing")).ToContainTextAsync("Waiting since ");
        await bela.Press("Accept");
        await Expect(anna.Locator(".standing")).ToContainTextAsync("Béla accepted it at ");
        await Expect(anna.Locator(".standing")).Not.ToContainTextAsync("Waiting since ");
        await bela.Locator("#answer").FillAsync("I am.");
        await bela.Locator("#answer").PressAsync("Enter");
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("I am.");
        await Expect(shop.Chat()).Not.ToContainTextAsync("handed");
    }

    [Fact]
    public async Task A_waiting_visitor_handed_to_somebody_absent_is_unassigned_again()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var visitor = await chromium.NewPerson(server.Address);
        var anna = await one.Desk(0);
        await (await visitor.VisitShop()).Write("Is anybody there?");
        await anna.Row("Is anybody there?").ClickAsync();
        await anna.Press("Accept");
        await Expect(anna.Box("Unassigned")).ToContainTextAsync("0");

        await anna.Press("Hand over");
        await anna.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Csilla" }).ClickAsync();

        await Expect(anna.Locator(".handed-over")).ToContainTextAsync("Anna handed this over to Csilla.");
        await Expect(anna.Locator(".standing")).ToContainTextAsync("Waiting since ");
        await Expect(anna.Box("Unassigned")).ToContainTextAsync("1");
    }

    [Fact]
    public async Task A_card_tells_what_is_known_and_a_note_reaches_colleagues_and_is_not_lost()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var other = await chromium.NewPerson(server.Address);
        await using var visitor = await chromium.NewPerson(server.Address, locale: "hu-HU");
        await (await visitor.VisitShop()).WriteOffline("<img src=x onerror=alert(1)>", "Dóra", "dora@example.com");
        var anna = await one.Desk(0);
        var bela = await other.Desk(1);
        await anna.Row("Dóra").ClickAsync();
        await bela.Row("Dóra").ClickAsync();

        var card = anna.Locator(".visitor-card");
        await Expect(card).ToContainTextAsync("Chrome on Linux");
        await Expect(card).ToContainTextAsync("Hungarian");
        await Expect(card).ToContainTextAsync("dora@example.com");
        var page = card.Locator(".pages a").First;
        await Expect(page).ToHaveAttributeAsync("rel", "noopener noreferrer nofollow");
        Assert.EndsWith("/demo", await page.GetAttributeAsync("href"), StringComparison.Ordinal);

        await one.RouteAsync("**/note", route => route.AbortAsync());
        var note = anna.GetByLabel("Note for colleagues");
        await note.FillAsync("Buys for <b>a hotel</b>.");
        await anna.Press("Save");
        await Expect(card.GetByRole(AriaRole.Alert)).ToContainTextAsync("Not done.");
        await Expect(note).ToHaveValueAsync("Buys for <b>a hotel</b>.");
        await anna.ReloadAsync();
        await Expect(note).ToHaveValueAsync("Buys for <b>a hotel</b>.");
        await one.UnrouteAllAsync();
        await anna.Press("Save");

        await Expect(bela.GetByLabel("Note for colleagues")).ToHaveValueAsync("Buys for <b>a hotel</b>.");
        await Expect(bela.Locator("#visitor-note-hint")).ToContainTextAsync("Anna, ");
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true })).ToHaveCountAsync(0);

        // Béla is writing while Anna saves: he keeps his, and reads hers before he replaces it.
        await bela.GetByLabel("Note for colleagues").FillAsync("Buys for two hotels.");
        await note.FillAsync("Always friendly.");
        await anna.Press("Save");
        await Expect(bela.Locator(".visitor-note .note")).ToContainTextAsync("Always friendly.");
        await Expect(bela.GetByLabel("Note for colleagues")).ToHaveValueAsync("Buys for two hotels.");
    }

    [Fact]
    public async Task A_canned_answer_is_written_in_the_settings_and_put_in_by_a_slash()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var other = await chromium.NewPerson(server.Address);
        await using var visitor = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).WriteOffline("Hello?", "Dóra", "dora@example.com");
        var anna = await one.Desk(0, "/app/settings/canned-answers");
        await anna.AddCanned("hello", "Hello {name}, this is {agent}.");
        await anna.AddCanned("hours", "We open at nine.");
        await anna.GetByLabel("Shortcut").FillAsync("hello");
        await anna.GetByLabel("Text").FillAsync("Twice");
        await anna.Press("Create canned answer");
        await Expect(anna.GetByRole(AriaRole.Alert)).ToContainTextAsync("Another canned answer has this shortcut.");
        await Expect(anna.GetByLabel("Text")).ToHaveValueAsync("Twice");
        await anna.Press("Discard changes");

        var bela = await other.Desk(1);
        await bela.Row("Dóra").ClickAsync();
        var answer = bela.Locator("#answer");
        await answer.PressSequentiallyAsync("/h");
        var options = bela.GetByRole(AriaRole.Option);
        await Expect(options).ToHaveCountAsync(2);
        await Expect(answer).ToHaveAttributeAsync("aria-activedescendant", "canned-0");
        await answer.PressAsync("ArrowDown");
        await Expect(options.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await answer.PressAsync("ArrowUp");
        await answer.PressAsync("Enter");
        await Expect(answer).ToHaveValueAsync("Hello Dóra, this is Béla.");
        await Expect(options).ToHaveCountAsync(0);

        await answer.PressSequentiallyAsync(" /ni");
        await Expect(options).ToHaveCountAsync(1);
        await answer.PressAsync("Escape");
        await Expect(options).ToHaveCountAsync(0);
        await Expect(answer).ToBeFocusedAsync();
        await answer.PressSequentiallyAsync("n");
        await Expect(options).ToHaveCountAsync(0);
        foreach (var _ in "/nin")
            await answer.PressAsync("Backspace");
        await answer.PressSequentiallyAsync("/hou");
        await Expect(options).ToHaveCountAsync(1);
        await answer.PressAsync("Tab");
        await Expect(answer).ToHaveValueAsync("Hello Dóra, this is Béla. We open at nine.");
        await answer.PressSequentiallyAsync(" /h");
        await options.Nth(1).ClickAsync();
        await Expect(answer).ToHaveValueAsync("Hello Dóra, this is Béla. We open at nine. We open at nine.");
        await answer.PressAsync("Enter");
        await Expect(bela.Locator(".message.agent .bubble")).ToContainTextAsync("We open at nine.");
    }

    [Fact]
    public async Task A_blocked_visitor_is_told_so_in_a_plain_sentence_and_may_write_again_when_unblocked()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var other = await chromium.NewPerson(server.Address);
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("Buy this", "Dóra", "dora@example.com");
        var anna = await one.Desk(0);
        var bela = await other.Desk(1);
        await anna.Row("Dóra").ClickAsync();
        await bela.Row("Dóra").ClickAsync();
        await Expect(bela.Locator(".visitor-card")).ToContainTextAsync("dora@example.com");
        await Expect(bela.GetByRole(AriaRole.Button, new() { Name = "Block visitor" })).ToHaveCountAsync(0);
        await anna.Press("Block visitor");
        await anna.GetByRole(AriaRole.Dialog, new() { Name = "Block Dóra?" }).GetByRole(AriaRole.Button, new() { Name = "Block visitor" }).ClickAsync();

        await Expect(bela.Locator(".visitor-card .blocked")).ToContainTextAsync("Blocked by Anna, ");
        await Expect(bela.Box("Resolved")).ToContainTextAsync("1");
        await Expect(bela.GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToHaveCountAsync(0);
        var posts = 0;
        visitor.Request += (_, request) => posts += request.Url.EndsWith("/widget/v1/messages", StringComparison.Ordinal) ? 1 : 0;
        await shop.Write("And this");
        await Expect(shop.Chat().Locator(".foot.failed")).ToHaveTextAsync("Messages from here are not accepted any more.");
        await Expect(shop.Chat().GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToHaveCountAsync(0);
        await shop.ReloadAsync();
        await shop.OpenChat();
        await Expect(shop.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync("Buy this");
        Assert.Equal(1, posts);

        await anna.GotoAsync("/app/settings/blocked");
        await Expect(anna.Locator(".blocked-card")).ToContainTextAsync("Dóra");
        await anna.Press("Unblock Dóra");
        await Expect(anna.GetByText("Nobody is blocked.")).ToBeVisibleAsync();
        await anna.GotoAsync("/app/settings/audit");
        await Expect(anna.Locator(".audit li").First).ToContainTextAsync("Blocked visitor");
        await shop.Write("Sorry");
        await Expect(bela.Locator(".message.visitor .bubble").Last).ToHaveTextAsync("Sorry");
        await Expect(bela.Box("All open")).ToContainTextAsync("1");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_in_it_keeps_anybody_out(ColorScheme scheme)
    {
        await using var one = await chromium.NewPerson(server.Address, scheme: scheme);
        await using var visitor = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).WriteOffline("Hello?", "Dóra", "dora@example.com");
        var anna = await one.Desk(0, "/app/settings/canned-answers");
        await anna.AddCanned("hello", "Hello {name}, this is {agent}.");
        await anna.Press("Change: /hello");
        await Accessible(anna, ".canned-field textarea");
        await anna.GotoAsync("/app");
        await anna.Row("Dóra").ClickAsync();
        await anna.GetByLabel("Note for colleagues").FillAsync("Friendly.");
        await anna.Locator("#answer").PressSequentiallyAsync("/he");
        await Accessible(anna, ".canned-list li");
        await anna.Locator("#answer").PressAsync("Escape");
        await anna.Press("Hand over");
        await Accessible(anna, "dialog .choices .button");
        await anna.Press("Cancel");
        await anna.Press("Block visitor");
        await Accessible(anna, "dialog[open]");
        await anna.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Block visitor" }).ClickAsync();
        await Accessible(anna, ".visitor-card .blocked");
        await anna.Press("Save");
        await anna.GotoAsync("/app/settings/blocked");
        await Accessible(anna, ".blocked-card");
    }

    [Fact]
    public async Task It_fits_a_small_phone_in_Hungarian()
    {
        await using var one = await chromium.NewPerson(server.Address, "hu-HU", width: 360, scheme: ColorScheme.Dark);
        await using var visitor = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).WriteOffline("Hello?", "Dóra", "dora@example.com");
        var anna = await one.Desk(0);
        await anna.FromOwnMenu("Magyar");
        await anna.Keyboard.PressAsync("Escape");
        await anna.Row("Dóra").ClickAsync();
        await Expect(anna.Locator(".composer")).ToBeVisibleAsync();
        Assert.Equal(0, await anna.SidewaysScroll());
        await anna.Press("Átadás");
        await Expect(anna.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Egy kollégának");
        Assert.Equal(0, await anna.SidewaysScroll());
        await anna.Press("Mégse");
        await anna.Press("Látogató");
        await Expect(anna.GetByLabel("Jegyzet a kollégáknak")).ToBeVisibleAsync();
        Assert.Equal(0, await anna.SidewaysScroll());
        await anna.Press("Látogató letiltása");
        await Expect(anna.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Letiltja ezt a látogatót: Dóra?");
        Assert.Equal(0, await anna.SidewaysScroll());
    }

    private static async Task Accessible(IPage page, string shows)
    {
        await page.Locator(shows).First.WaitForAsync();
        Assert.Equal("", string.Join('\n', await page.Findings()));
    }
}

/// <summary>What the tests above do often.</summary>
internal static class ConversationSteps
{
    public static Task Press(this IPage app, string button) =>
        app.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    /// <summary>Writes a canned answer and waits until it is in the list.</summary>
    public static async Task AddCanned(this IPage app, string shortcut, string text)
    {
        await app.GetByLabel("Shortcut").FillAsync(shortcut);
        await app.GetByLabel("Text").FillAsync(text);
        await app.Press("Create canned answer");
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = $"/{shortcut}" })).ToBeVisibleAsync();
    }
}
