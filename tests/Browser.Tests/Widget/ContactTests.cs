using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>The form that asks who is writing.</summary>
public sealed class ContactTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_was_typed_is_still_there_when_the_team_came_and_went_meanwhile()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.Chat().Locator("#name").FillAsync("Dóra");
        await shop.Chat().Locator("#email").FillAsync("dora@example.com");

        var app = await agent.Desk(0);
        await Expect(shop.Chat().Locator("#email")).ToHaveCountAsync(0);
        await app.GoesOffline();

        await Expect(shop.Chat().Locator("#name")).ToHaveValueAsync("Dóra");
        await Expect(shop.Chat().Locator("#email")).ToHaveValueAsync("dora@example.com");
        await shop.Write("Hello?");
        await Expect(app.Row("Dóra")).ToBeVisibleAsync();
    }
}
