using Nightbell.Browser.Tests.Widget;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Firefox;

/// <summary>A visitor whose Firefox keeps nothing for any site.</summary>
public sealed class StorageTests(FirefoxWithoutStorage firefox, WidgetServer server) : IClassFixture<FirefoxWithoutStorage>, IClassFixture<WidgetServer>
{
    [Fact]
    public async Task They_write_and_are_answered_live_all_the_same()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await firefox.NewPerson(site.Address);
        await using var agent = await firefox.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var page = await visitor.NewPageAsync();
        var complaints = page.Gather();
        await page.GotoAsync("/");
        foreach (var touch in (string[])["localStorage", "new BroadcastChannel('any')", "navigator.locks.request('any', () => '')"])
            Assert.Equal("SecurityError", await page.EvaluateAsync<string>($"async () => {{ try {{ return String(await {touch}); }} catch ({{ name }}) {{ return name; }} }}"));

        await page.OpenChat();
        await page.WriteOffline("Keep nothing", "Flóra", "flora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await server.Answer(owner, await server.ConversationThatSays(owner, "Keep nothing"), "Not a thing.");
        await Expect(page.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Not a thing.");
        Assert.Empty(complaints);
    }
}
