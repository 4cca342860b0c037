using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nightbell.Server.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>From an empty database to the first answered conversation, as whoever installs it does it.</summary>
public sealed partial class FirstRunTests(Chromium chromium) : IAsyncLifetime
{
    private readonly ServerProcess server = new() { IsDemo = false };

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_empty_database_becomes_a_shop_whose_first_visitor_is_answered()
    {
        await using var owner = await chromium.NewPerson(server.Address);
        var app = await owner.NewPageAsync();
        await app.GotoAsync("/app");
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "Set up Nightbell" })).ToBeVisibleAsync();
        await app.GetByLabel("Set-up code").FillAsync("GUESS-ED");
        await app.GetByRole(AriaRole.Button, new() { Name = "Create the account" }).ClickAsync();
        await Expect(app.GetByLabel("Set-up code")).ToBeFocusedAsync();
        await Expect(app.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is not right.");

        var link = await SetupLink();
        await app.GotoAsync("about:blank");
        await app.GotoAsync(link.Value);
        await Expect(app.GetByLabel("Set-up code")).ToHaveValueAsync(link.Groups["code"].Value);
        Assert.EndsWith("/app", app.Url, StringComparison.Ordinal);
        await app.GetByLabel("Name of your company or site").FillAsync("Lantern Shop");
        await app.GetByLabel("Your name").FillAsync("Anna");
        await app.GetByLabel("E-mail address").FillAsync("anna@shop.example");
        await app.GetByRole(AriaRole.Textbox, new() { Name = "Password" }).FillAsync("a lantern for every night");
        await app.GetByRole(AriaRole.Button, new() { Name = "Create the account" }).ClickAsync();

        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "Put the chat on your site" })).ToBeVisibleAsync();
        var code = await app.Locator(".code").InnerTextAsync();
        await app.Next("Let mails leave");
        await app.Next("Invite colleagues");
        await app.GetByLabel("E-mail address").FillAsync("bela@shop.example");
        await app.GetByRole(AriaRole.Button, new() { Name = "Send invitation" }).ClickAsync();
        await Expect(app.GetByText("An invitation is on its way to bela@shop.example.")).ToBeVisibleAsync();
        await app.Next("You are ready");
        await app.ReloadAsync();
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "You are ready" })).ToBeVisibleAsync();
        await app.GetByRole(AriaRole.Link, new() { Name = "To the conversations" }).ClickAsync();

        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.ShopWith(code);
        await shop.OpenChat();
        await shop.Write("Do you sell lanterns?");
        await app.Row("Do you sell lanterns?").ClickAsync();
        await app.Locator("#answer").FillAsync("Nothing else.");
        await app.Locator("#answer").PressAsync("Enter");
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Nothing else.");

        // What was skipped is found again.
        await app.GotoAsync("/app/settings/widget");
        await Expect(app.Locator(".code")).ToHaveTextAsync(code);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_on_its_pages_keeps_anybody_out_and_they_fit_a_small_phone(ColorScheme scheme)
    {
        await using var owner = await chromium.NewPerson(server.Address, "hu-HU", width: 360, scheme: scheme);
        var app = await owner.NewPageAsync();
        await app.GotoAsync((await SetupLink()).Value);
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "A Nightbell beállítása" })).ToBeVisibleAsync();
        await Fits(app, "set-up");
        await app.GetByLabel("Cég vagy webhely neve").FillAsync("Lámpás");
        await app.GetByLabel("Az Ön neve").FillAsync("Anna");
        await app.GetByLabel("E-mail-cím").FillAsync("anna@shop.example");
        await app.Locator("input[type=password]").FillAsync("a lantern for every night");
        await app.GetByRole(AriaRole.Button, new() { Name = "Fiók létrehozása" }).ClickAsync();
        foreach (var step in new[] { "widget", "mail", "colleagues", "ready" })
        {
            await Expect(app.Locator($".start-steps a[aria-current='page'][href*='{step}']")).ToBeVisibleAsync();
            await Expect(app.Locator(".page").GetByText("Egy pillanat")).ToHaveCountAsync(0);
            await Fits(app, step);
            if (step != "ready")
                await app.GetByRole(AriaRole.Link, new() { Name = "Tovább" }).ClickAsync();
        }

        async Task Fits(IPage page, string name)
        {
            var found = await page.Findings();
            Assert.True(found.Count == 0, $"{page.Url}\n{string.Join("\n", found)}");
            Assert.Equal(0, await page.SidewaysScroll());
            await page.Take($"first-run-{name}-{scheme}");
        }
    }

    /// <summary>The link in the log, which is written once the server answers.</summary>
    private async Task<Match> SetupLink()
    {
        await Soon.Holds("the log has a link to set it up", () => Link().IsMatch(server.Output));
        return Link().Match(server.Output);
    }

    [GeneratedRegex(@"http://\S+/app#setup=(?<code>[0-9A-Z-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
