using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests;

/// <summary>The demo from the shop at night to the answer in the shop, in a real browser.</summary>
public sealed class DemoTests(Chromium chromium) : IAsyncLifetime
{
    // One a test: an agent whose browser was closed stays online for a while, and the next test begins at night.
    private readonly ServerProcess server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_visitor_who_writes_while_everybody_is_offline_is_answered_from_the_mail()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("Is the moon lamp in stock?", "Dóra", "dora@example.com");
        await Expect(shop.Chat().Locator(".message.visitor .foot")).ToContainTextAsync("We answer by e-mail to dora@example.com.");

        var app = await FollowMail(agent, "Dóra");
        await app.SignInAs(0);
        await Expect(app.Locator(".conversation h2")).ToHaveTextAsync("Dóra");
        await Expect(app.Locator(".standing")).ToContainTextAsync("Waiting since");
        await Expect(app.Locator(".why-line")).ToContainTextAsync("E-mailed to Anna, Béla, and Csilla at ");
        await app.AskWhy();
        await Expect(app.Locator(".why .note")).ToContainTextAsync("Mailed");
        await Expect(app.Locator(".why > .notices > li")).ToHaveCountAsync(3);
        foreach (var sentence in await app.Locator(".why > .notices .sentence").AllInnerTextsAsync())
            Assert.NotEmpty(sentence);

        await app.GetByRole(AriaRole.Button, new() { Name = "Online", Exact = true }).ClickAsync();
        await Expect(shop.Chat().Locator(".state")).ToHaveTextAsync("We are here");
        await app.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();
        await Expect(app.Locator(".standing")).ToContainTextAsync("You accepted it");
        await app.Locator("#answer").FillAsync("Yes, three are left.");
        await app.Locator("#answer").PressAsync("Enter");
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Yes, three are left.");
        await Expect(app.Locator(".message.agent:not(.pending)")).ToHaveCountAsync(1);

        await using var colleague = await chromium.NewPerson(server.Address);
        var late = await FollowMail(colleague, "Dóra");
        await late.SignInAs(1);
        await Expect(late.Locator(".standing")).ToContainTextAsync("Anna accepted it at ");
        await late.FromOwnMenu("Sign out");
        await Expect(late.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        await app.GoesOffline();
        await Expect(shop.Chat().Locator(".state")).ToHaveTextAsync("We are away right now");
    }

    [Fact]
    public async Task A_visitor_who_reloads_the_page_finds_the_conversation_again()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("I will be back.", "Ede", "ede@example.com");
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        await shop.ReloadAsync();
        await shop.OpenChat();
        await Expect(shop.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync("I will be back.");
        await Expect(shop.Chat().Locator("#email")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_visitor_whose_storage_is_blocked_can_write_all_the_same()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await visitor.AddInitScriptAsync("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });");
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("No cookies, please.", "Flóra", "flora@example.com");
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await shop.Write("And one more.");
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_visitor_who_loses_the_network_sends_again_and_nothing_is_doubled()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("First.", "Géza", "geza@example.com");
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        await visitor.RouteAsync("**/widget/v1/messages", route => route.AbortAsync());
        await shop.Write("Second.");
        var failed = shop.Chat().Locator(".failed");
        await Expect(failed).ToContainTextAsync("Not sent.");

        // Now it arrives, but the answer is lost: the worst moment.
        await visitor.UnrouteAllAsync();
        await visitor.RouteAsync("**/widget/v1/messages", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await failed.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(2);
        await visitor.UnrouteAllAsync();
        await shop.ReloadAsync();
        await shop.OpenChat();
        await Expect(shop.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync(["First.", "Second."]);
    }

    [Fact]
    public async Task I_can_use_the_chat_with_the_keyboard_alone()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.NewPageAsync();
        await shop.GotoAsync("/demo");
        var launcher = shop.Chat().Locator(".launcher");
        await Expect(launcher).ToBeVisibleAsync();
        await launcher.FocusAsync();
        await shop.Keyboard.PressAsync("Enter");
        await Expect(launcher).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(shop.Chat().Locator("#name")).ToBeFocusedAsync();
        await shop.Keyboard.PressAsync("Escape");
        await Expect(shop.Chat().GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(launcher).ToBeFocusedAsync();
    }

    [Fact]
    public async Task An_agent_can_work_on_a_small_phone()
    {
        await using var visitor = await chromium.NewPerson(server.Address, width: 320);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline($"A long word: {new string('w', 400)}", "Hedvig", "hedvig@example.com");
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        await using var agent = await chromium.NewPerson(server.Address, "hu-HU", width: 320);
        var app = await agent.NewPageAsync();
        await app.GotoAsync("/app");
        await app.SignInAs(0);
        await app.Locator(".rows a").First.ClickAsync();
        await app.AskWhy();
        await Expect(app.Locator(".why > .notices .sentence").First).ToBeVisibleAsync();
        Assert.Equal(0, await app.SidewaysScroll());
        await app.Locator(".pane .close").ClickAsync();
        Assert.Equal(0, await app.SidewaysScroll());
        await app.Locator("#answer").FillAsync("Mmm.");
        await app.Locator(".composer button.main").ClickAsync();
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Mmm.");
        await app.Locator(".back").ClickAsync();
        await Expect(app.Locator(".rows")).ToBeAttachedAsync();
        Assert.Equal(0, await app.SidewaysScroll());
    }

    /// <summary>Reads the newest mail about a visitor and follows its button.</summary>
    private static async Task<IPage> FollowMail(IBrowserContext agent, string visitor)
    {
        var mailbox = await agent.NewPageAsync();
        await mailbox.GotoAsync("/mailbox");
        await mailbox.Locator(".list li button").Filter(new() { HasText = visitor }).First.ClickAsync();
        var button = mailbox.FrameLocator("iframe").GetByRole(AriaRole.Link, new() { Name = "Open the conversation" });
        return await agent.RunAndWaitForPageAsync(() => button.ClickAsync());
    }
}
