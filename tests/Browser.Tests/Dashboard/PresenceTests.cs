using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>By what an agent is online, and how to end it.</summary>
public sealed class PresenceTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Two_tabs_are_one_device_and_hear_by_one_stream()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var streams = 0;
        agent.Request += (_, request) => streams += request.Url.Contains("/api/events", StringComparison.Ordinal) ? 1 : 0;
        var first = await agent.Desk(0);
        var second = await agent.NewPageAsync();
        await second.GotoAsync("/app/devices");
        await Expect(second.Locator(".devices li")).ToHaveCountAsync(1);
        await Expect(second.Locator(".devices li")).ToContainTextAsync("Chrome on Linux (this browser) online");

        await second.GotoAsync("/app");
        await Expect(second.Locator(".boxes .count").First).ToHaveTextAsync("0");
        var shop = await visitor.VisitShop();
        await shop.Write("Both of you?");
        await Expect(first.Row("Both of you?")).ToBeVisibleAsync();
        await Expect(second.Row("Both of you?")).ToBeVisibleAsync();

        // No page opened one itself: the worker that all tabs share did.
        Assert.Equal(0, streams);

        // The tab that came first goes; the other one still hears.
        await first.CloseAsync();
        await shop.Write("And now?");
        await Expect(second.Row("And now?")).ToBeVisibleAsync();

        await second.FromOwnMenu("Sign out");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        await Expect(shop.Chat().Locator(".state")).ToHaveTextAsync("We are away right now");
    }

    [Fact]
    public async Task A_browser_that_was_left_running_is_signed_out_from_another_one()
    {
        await using var office = await chromium.NewPerson(server.Address);
        await using var home = await chromium.NewPerson(server.Address);
        var left = await office.Desk(0);
        await Expect(left.Locator(".boxes .count").First).ToHaveTextAsync("0");
        var app = await home.Desk(0, "/app/why");
        await Expect(app.Locator(".check.now")).ToContainTextAsync("You are online, and not only in this browser");
        await app.GetByRole(AriaRole.Button, new() { Name = "Sign it out: Chrome on Linux" }).ClickAsync();
        await Expect(app.Locator(".check.now")).ToContainTextAsync("You are online, in this browser only");
        await Expect(left.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync(new() { Timeout = 5_000 });
        await left.ReloadAsync();
        await left.SignInAs(0);
        await Expect(app.Locator(".check.now")).ToContainTextAsync("You are online, and not only in this browser");
    }

    [Fact]
    public async Task Signing_out_leaves_no_tab_open_and_signing_in_again_makes_all_of_them_hear()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var first = await agent.Desk(0);
        var second = await agent.NewPageAsync();
        await second.GotoAsync("/app");
        await Expect(second.Locator(".boxes .count").First).ToHaveTextAsync("0");

        await first.FromOwnMenu("Sign out");
        await SignedOut(first);
        await SignedOut(second);

        await first.SignInAs(0);
        await Expect(second.Locator(".top .status")).ToBeVisibleAsync();
        var shop = await visitor.VisitShop();
        await shop.Write("Are you back?");
        await Expect(first.Row("Are you back?")).ToBeVisibleAsync();
        await Expect(second.Row("Are you back?")).ToBeVisibleAsync();

        await first.GotoAsync("/app/settings/profile");
        await first.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await first.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await SignedOut(first);
        await SignedOut(second);

        static Task SignedOut(IPage page) => Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
    }
}
