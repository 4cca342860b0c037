using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>What one does is seen by the others at once, each in a browser of their own.</summary>
public sealed class LiveTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Two_agents_and_a_visitor_see_what_each_of_them_does()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var other = await chromium.NewPerson(server.Address);
        await using var visitor = await chromium.NewPerson(server.Address);
        var anna = await one.Desk(0);
        var bela = await other.Desk(1);
        var shop = await visitor.VisitShop();
        await shop.Write("Is anybody there?");

        foreach (var desk in new[] { anna, bela })
        {
            await Expect(desk.Box("Unassigned")).ToContainTextAsync("1");
            await Expect(desk.Box("Unassigned")).ToContainTextAsync("longest wait");
            await Expect(desk.Row("Is anybody there?")).ToContainTextAsync("waits");
            await desk.Row("Is anybody there?").ClickAsync();
        }

        // Typing, both ways.
        await shop.Chat().Locator("textarea").PressSequentiallyAsync("I am");
        await Expect(anna.Locator(".typing")).ToContainTextAsync("is writing…");
        await bela.Locator("#answer").PressSequentiallyAsync("One moment");
        await Expect(shop.Chat().Locator(".typing")).ToContainTextAsync("Béla");
        await Expect(anna.Locator(".typing")).ToContainTextAsync("Béla is writing…");

        await bela.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();
        await Expect(anna.Locator(".standing")).ToContainTextAsync("Béla accepted it at ");
        await Expect(anna.Box("Unassigned")).ToContainTextAsync("0");
        await Expect(bela.Box("Mine")).ToContainTextAsync("1");

        await bela.Locator("#answer").PressAsync("Enter");
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("One moment");
        await Expect(anna.Locator(".message.agent .bubble")).ToHaveTextAsync("One moment");
        await Expect(bela.Locator(".message.agent")).ToHaveCountAsync(1);

        await bela.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        await Expect(anna.Box("Resolved")).ToContainTextAsync("1");
        await Expect(anna.GetByRole(AriaRole.Button, new() { Name = "Reopen", Exact = true })).ToBeVisibleAsync();
        await anna.GetByRole(AriaRole.Button, new() { Name = "Reopen", Exact = true }).ClickAsync();
        await Expect(bela.Box("All open")).ToContainTextAsync("1");
    }

    [Fact]
    public async Task A_cached_conversation_is_there_at_once_and_a_search_finds_the_other()
    {
        await using var first = await chromium.NewPerson(server.Address);
        await using var second = await chromium.NewPerson(server.Address);
        await (await first.VisitShop()).WriteOffline("Do you sell lanterns?", "Dóra", "dora@example.com");
        await (await second.VisitShop()).WriteOffline("And candles?", "Ede", "ede@example.com");
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0);
        await app.Row("Dóra").ClickAsync();
        await Expect(app.Locator(".conversation h2")).ToHaveTextAsync("Dóra");
        await app.Row("Ede").ClickAsync();
        await Expect(app.Locator(".conversation h2")).ToHaveTextAsync("Ede");

        // Nothing can be asked for any more, so what is shown was there.
        await agent.RouteAsync("**/api/conversations/*", route => route.AbortAsync());
        await app.Row("Dóra").ClickAsync();
        await Expect(app.Locator(".conversation h2")).ToHaveTextAsync("Dóra");
        await Expect(app.Locator(".message.visitor .bubble")).ToHaveTextAsync("Do you sell lanterns?");
        await agent.UnrouteAllAsync();

        // The list follows while one goes on typing.
        await app.GetByRole(AriaRole.Searchbox).PressSequentiallyAsync("CAN");
        await app.WaitForURLAsync("**q=CAN*");
        await app.Keyboard.TypeAsync("DLES");
        await app.WaitForURLAsync("**q=CANDLES*");
        await Expect(app.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("CANDLES");
        await Expect(app.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await Expect(app.Locator(".rows a")).ToHaveCountAsync(1);
        await Expect(app.Row("Ede")).ToBeVisibleAsync();
        await app.GetByRole(AriaRole.Searchbox).PressAsync("Escape");
        await Expect(app.Locator(".rows a")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Only_who_has_the_page_before_them_has_opened_the_conversation()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).WriteOffline("Hello?", "Dóra", "dora@example.com");
        await using var agent = await chromium.NewPerson(server.Address);
        await agent.AddInitScriptAsync("window.away = true; document.hasFocus = () => !window.away;");
        var opened = false;
        agent.Request += (_, request) => opened |= request.Url.EndsWith("/opened", StringComparison.Ordinal);
        var app = await agent.Desk(0);
        await app.Row("Dóra").ClickAsync();
        await Expect(app.Locator(".message.visitor .bubble")).ToHaveTextAsync("Hello?");
        await Expect(app.Locator(".why-line .link")).ToBeVisibleAsync();
        Assert.False(opened);

        await agent.RunAndWaitForRequest("/opened", () => app.EvaluateAsync("() => { window.away = false; window.dispatchEvent(new Event('focus')); }"));
    }
}
