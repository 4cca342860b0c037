using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>Pages that a browser lets keep nothing and share nothing, because they have no origin.</summary>
public sealed class SandboxTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    [Fact]
    public async Task Without_storage_and_locks_each_page_has_its_own_stream()
    {
        await using var site = ForeignSite.WithPage(server.Tag(), policy: "sandbox allow-scripts allow-forms");
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        Assert.Equal("SecurityError", await page.EvaluateAsync<string>("navigator.locks.request('any', () => '').catch(({ name }) => name)"));

        await page.OpenChat();
        await page.WriteOffline("From nowhere", "Flóra", "flora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await server.Answer(owner, await server.ConversationThatSays(owner, "From nowhere"), "To nowhere.");
        await Expect(page.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("To nowhere.");
    }
}
