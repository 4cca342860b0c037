using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Firefox;

/// <summary>An agent with Firefox, at the dashboard.</summary>
public sealed class DashboardTests(FirefoxEsr firefox) : IClassFixture<FirefoxEsr>, IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task They_sign_in_see_a_conversation_live_and_answer_it_in_one_of_two_tabs()
    {
        await using var agent = await firefox.NewPerson(server.Address);
        await using var visitor = await firefox.NewPerson(server.Address);
        var anna = await agent.Desk(0);
        await Expect(anna.Box("Unassigned")).ToContainTextAsync("0");
        var shop = await visitor.VisitShop();
        await shop.Write("Is anybody there?");
        await Expect(anna.Box("Unassigned")).ToContainTextAsync("1");
        await anna.Row("Is anybody there?").ClickAsync();
        await shop.Chat().Locator("textarea").PressSequentiallyAsync("I am");
        await Expect(anna.Locator(".typing")).ToContainTextAsync("is writing…");
        Assert.Empty(await anna.Findings());
        await anna.Take("firefox-desk");

        // By keys: what Playwright fills in at once, over BiDi, a page made with React does not notice.
        await anna.Locator("#answer").PressSequentiallyAsync("We are.");
        await anna.Locator("#answer").PressAsync("Enter");
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("We are.");
        await Expect(anna.Box("Mine")).ToContainTextAsync("1");

        var other = await agent.NewPageAsync();
        await other.GotoAsync("/app");
        await other.Box("Mine").ClickAsync();
        await Expect(other.Row("We are.")).ToBeVisibleAsync();
        await shop.Write("Then I will have a lantern.");
        await Expect(other.Row("Then I will have a lantern.")).ToBeVisibleAsync();
        await Expect(anna.Locator(".message.visitor .bubble")).ToHaveTextAsync(["Is anybody there?", "Then I will have a lantern."]);
    }
}
