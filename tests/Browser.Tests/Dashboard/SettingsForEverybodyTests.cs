using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>The settings are for everybody: in both themes, on a phone, in Hungarian, under the strict policy.</summary>
public sealed class SettingsForEverybodyTests(Chromium chromium, DemoServer server) : IClassFixture<DemoServer>
{
    private static readonly string[] Names = ["notifications", "profile", "agents", "groups", "office-hours", "canned-answers", "widget", "mail", "mails", "api", "data", "blocked", "audit", "package"];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_in_the_settings_keeps_anybody_out(ColorScheme scheme)
    {
        await using var agent = await chromium.NewPerson(server.Address, scheme: scheme);
        var app = await agent.Desk(0, "/app/settings");
        var found = new ConcurrentQueue<string>();
        app.PageError += (_, error) => found.Enqueue(error);
        app.Console += (_, message) =>
        {
            // A refused request is the page's business, not a fault.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                found.Enqueue(message.Text);
        };
        app.Dialog += async (_, question) => await question.AcceptAsync();
        foreach (var name in Names)
        {
            await app.GotoAsync($"/app/settings/{name}");
            await Expect(app.Locator(".chosen h1")).ToBeVisibleAsync();
            await Expect(app.GetByText("One moment…")).ToHaveCountAsync(0);
            await FillIn(app, name);
            foreach (var finding in await app.Findings())
                found.Enqueue($"{name}: {finding}");
        }

        Assert.Equal("", string.Join('\n', found));
    }

    [Fact]
    public async Task The_settings_fit_a_small_phone_in_Hungarian()
    {
        await using var agent = await chromium.NewPerson(server.Address, "hu-HU", width: 360);
        var app = await agent.Desk(2, "/app/settings");
        await app.FromOwnMenu("Magyar");
        await Expect(app.Locator(".settings > nav h1")).ToHaveTextAsync("Beállítások");
        foreach (var name in Names.Where(name => name is not ("mail" or "mails" or "api" or "data" or "blocked")))
        {
            await app.GotoAsync($"/app/settings/{name}");
            await Expect(app.Locator(".chosen h1")).ToBeVisibleAsync();
            Assert.Equal(0, await app.SidewaysScroll());
        }

        await app.GotoAsync("/app/settings/notifications");
        await Expect(app.Locator(".chosen h1")).ToHaveTextAsync("E-mail-értesítések");
        await Expect(app.Locator(".now h2")).ToHaveTextAsync("Ha most írna egy látogató");
        await Expect(app.Now("Anna")).ToContainTextAsync("e-mailt");
        await app.FromOwnMenu("English");
    }

    /// <summary>Opens what a page shows only when asked.</summary>
    private static async Task FillIn(IPage app, string name)
    {
        switch (name)
        {
            case "agents":
                await app.GetByRole(AriaRole.Button, new() { Name = "Change: Csilla" }).ClickAsync();
                await app.GetByRole(AriaRole.Button, new() { Name = "Delete: Béla" }).ClickAsync();
                await Expect(app.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
                break;
            case "office-hours":
                await app.GetByRole(AriaRole.Button, new() { Name = "Add hours on Monday" }).ClickAsync();
                await app.GetByLabel("Monday, 1: from").FillAsync("noon");
                await app.GetByLabel("Closed on").FillAsync("2026-12-25");
                await app.GetByLabel("Closed on").PressAsync("Enter");
                await app.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
                await Expect(app.GetByRole(AriaRole.Alert)).ToContainTextAsync("A time looks like 08:30.");
                break;
            case "mail":
                await app.GetByRole(AriaRole.Button, new() { Name = "Send a test mail to me" }).ClickAsync();
                await Expect(app.GetByText("anna@demo.example: kept in the mailbox")).ToBeVisibleAsync();
                break;
            case "mails":
                await app.APIRequest.PostAsync("/api/mails/test", new() { DataObject = new { } });
                await app.Locator(".mail summary").First.ClickAsync();
                await Expect(app.Locator(".mail-body").First).ToContainTextAsync("No attempt yet.");
                break;
        }
    }
}
