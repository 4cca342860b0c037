using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>Charts of what happened, and who changed what: by use, in both themes, on a phone.</summary>
public sealed class ReportsTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_happened_is_seen_in_charts_and_can_be_taken_along()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("Is the moon lamp in stock?", "Dóra", "dora@example.com");
        await Expect(shop.Chat().Locator(".message")).Not.ToHaveCountAsync(0);

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var agent = await chromium.NewPerson(server.Address, scheme: scheme);
            var app = await agent.Desk(0, "/app/reports");
            await Expect(app.GetByText("Waits: 1, accepted: 0, answered: 0.")).ToBeVisibleAsync();
            await Expect(app.Locator(".chart svg.recharts-surface").First).ToBeVisibleAsync();
            await Expect(app.Locator(".heat td[data-shade='4']")).ToHaveTextAsync("1");
            await Expect(app.Locator(".bars").First).ToBeVisibleAsync();
            await app.GetByText("The numbers").ClickAsync();
            await Expect(app.Locator(".numbers tbody tr")).ToHaveCountAsync(1);
            Assert.Equal([], await app.Findings());

            await app.GetByLabel("Period").SelectOptionAsync("the last 7 days");
            await Expect(app.Locator(".heat td[data-shade='4']")).ToHaveTextAsync("1");
            var link = app.GetByRole(AriaRole.Link, new() { Name = "CSV: How long visitors waited" });
            var file = await agent.APIRequest.GetAsync((await link.GetAttributeAsync("href"))!);
            Assert.StartsWith("attachment; filename=waiting-", file.Headers["content-disposition"], StringComparison.Ordinal);
            Assert.Contains("day,waits,", await file.TextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_changed_a_setting_stands_in_the_audit_and_limited_agents_read_neither()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/notifications");
        await app.GetByRole(AriaRole.Form, new() { Name = "For the whole account" }).GetByLabel("Offline messages").PressAsync("Space");
        await app.Save();

        await app.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        var newest = app.Locator(".audit > li").First;
        await Expect(newest).ToContainTextAsync("E-mails about offline messages");
        await Expect(newest).ToContainTextAsync("Anna");
        await Expect(newest.Locator("del")).ToContainTextAsync("true");
        await Expect(newest.Locator("ins")).ToContainTextAsync("false");
        Assert.Equal([], await app.Findings());

        await using var limited = await chromium.NewPerson(server.Address, "hu-HU", width: 360);
        var theirs = await limited.Desk(2, "/app/reports");
        await Expect(theirs.Locator(".page .note")).ToBeVisibleAsync();
        await theirs.GotoAsync("/app/settings/audit");
        await Expect(theirs.Locator(".page .note")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_charts_fit_a_small_phone()
    {
        await using var agent = await chromium.NewPerson(server.Address, width: 360);
        var app = await agent.Desk(0, "/app/reports");
        await Expect(app.Locator(".report")).ToHaveCountAsync(5);
        await Expect(app.GetByText("All mails")).ToBeVisibleAsync();
        Assert.Equal(0, await app.SidewaysScroll());
    }
}
