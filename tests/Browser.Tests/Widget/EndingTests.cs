using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>The visitor ends their conversation.</summary>
public sealed class EndingTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    [Fact]
    public async Task One_that_waits_stays_open_and_is_not_to_be_rated()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.WriteOffline("Anybody there?", "Dóra", "dora@example.com");
        var chat = page.Chat();
        await Expect(chat.Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await chat.Locator(".more").ClickAsync();
        await chat.GetByRole(AriaRole.Button, new() { Name = "End this conversation" }).ClickAsync();
        await chat.GetByRole(AriaRole.Button, new() { Name = "End it now?" }).ClickAsync();

        await Expect(chat.Locator(".message.system .bubble")).ToHaveTextAsync(["The visitor ended the conversation before it was answered. It still waits for an answer."]);
        await Expect(chat.Locator(".rating")).ToHaveCountAsync(0);
    }
}
