using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>The line breaks, the session ends, the page is reloaded: nothing is lost and nothing comes twice.</summary>
public sealed class ConnectionTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_was_written_while_the_line_was_cut_is_there_afterwards_and_once()
    {
        await using var line = Line.To(server.Address);
        await using var visitor = await chromium.NewPerson(server.Address);
        await using var agent = await chromium.NewPerson(line.Address);
        var app = await agent.Desk(0);
        var shop = await visitor.VisitShop();
        await shop.Write("One.");
        await app.Row("One.").ClickAsync();
        await Expect(app.Locator(".message.visitor .bubble")).ToHaveTextAsync(["One."]);

        line.Cut();
        await Expect(app.Locator(".banners")).ToContainTextAsync("The connection is broken");
        await shop.Write("Two.");
        await shop.Write("Three.");
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(3);
        await app.Locator("#answer").FillAsync("Yes.");
        await app.Locator("#answer").PressAsync("Enter");
        var failed = app.Locator(".message.pending");
        await Expect(failed).ToContainTextAsync("Not sent.");

        line.Mend();
        await Expect(app.Locator(".message.visitor .bubble")).ToHaveTextAsync(["One.", "Two.", "Three."]);
        await Expect(app.Locator(".banners")).Not.ToContainTextAsync("The connection is broken");
        await failed.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(app.Locator(".message.agent:not(.pending) .bubble")).ToHaveTextAsync(["Yes."]);
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync(["Yes."]);
    }

    [Fact]
    public async Task A_desk_that_opens_speaks_of_no_trouble_that_is_over_at_once()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        await agent.AddInitScriptAsync("""
            window.banners = new Set();
            new MutationObserver(() => {
              for (const banner of document.querySelectorAll('.banners p')) banners.add(banner.textContent);
            }).observe(document, { childList: true, subtree: true });
            """);
        var app = await agent.Desk(0, "/app/devices");
        await Expect(app.GetByText("You are online.")).ToBeVisibleAsync();
        var said = Assert.Single(await app.EvaluateAsync<string[]>("[...banners]"));
        Assert.StartsWith("No mail server is set up", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_whose_confirmation_was_lost_is_not_doubled_by_a_reload_and_another_try()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0);
        var shop = await visitor.VisitShop();
        await shop.Write("Hello?");
        await app.Row("Hello?").ClickAsync();
        await Expect(app.Locator(".message.visitor .bubble")).ToHaveTextAsync(["Hello?"]);

        await agent.RouteAsync("**/messages", route => route.AbortAsync());
        await app.Locator("#answer").FillAsync("Here I am.");
        await app.Locator("#answer").PressAsync("Enter");
        await Expect(app.Locator(".message.pending")).ToContainTextAsync("Not sent.");
        await app.ReloadAsync();
        await Expect(app.Locator(".message.pending")).ToContainTextAsync("Not sent.");

        // Now it arrives, but the confirmation is lost: the worst moment.
        await agent.UnrouteAllAsync();
        await agent.RouteAsync("**/messages", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await app.Locator(".message.pending").GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(app.Locator(".message.agent:not(.pending) .bubble")).ToHaveTextAsync(["Here I am."]);
        await Expect(app.Locator(".message.pending")).ToHaveCountAsync(0);
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync(["Here I am."]);
    }

    [Fact]
    public async Task When_the_session_ends_the_page_asks_to_sign_in_and_keeps_what_was_half_written()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).WriteOffline("Hello?", "Dóra", "dora@example.com");
        var app = await agent.Desk(0);
        await app.Row("Dóra").ClickAsync();
        await app.Locator("#answer").FillAsync("Dear Dóra, we");

        await using var elsewhere = await chromium.NewPerson(server.Address);
        var there = await elsewhere.Desk(0);
        await there.EvaluateAsync("fetch('/api/sessions', { method: 'DELETE' })");
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        await Expect(there.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();

        await app.SignInAs(0);
        await Expect(app.Locator("#answer")).ToHaveValueAsync("Dear Dóra, we");
        await app.ReloadAsync();
        await Expect(app.Locator("#answer")).ToHaveValueAsync("Dear Dóra, we");
    }
}
