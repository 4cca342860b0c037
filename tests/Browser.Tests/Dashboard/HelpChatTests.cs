using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>The operator's own chat in the dashboard of those whose package includes help.</summary>
public sealed class HelpChatTests(Chromium chromium)
{
    [Fact]
    public async Task Whoever_pays_asks_the_operator_from_their_own_dashboard()
    {
        // The operator's key is known once there is an operator: the demo's shop helps another account on the same server.
        await using var server = new DemoServer();
        await server.InitializeAsync();
        var key = JsonDocument.Parse(await new HttpClient().GetStringAsync(new Uri(server.Address, "api/demo"))).RootElement.GetProperty("widgetKey").GetString()!;
        await using var plain = await chromium.NewPerson(server.Address);
        var without = await plain.Desk(0);
        await Expect(without.Locator(".boxes .count").First).ToBeVisibleAsync();

        await server.Restart($"Nightbell:Support:WidgetKey={key}");
        await server.CreateAccount("Lantern Shop", "dora@shop.example", "Dóra", "a lantern for every night", "standard");
        await server.CreateAccount("Candle Shop", "ede@shop.example", "Ede", "a lantern for every night", "free");

        await using var customer = await chromium.NewPerson(server.Address, width: 360);
        var app = await SignIn(customer, "dora@shop.example");
        await Expect(app.Chat().Locator(".launcher")).ToBeVisibleAsync();
        await app.Take("help-closed-phone");
        await app.OpenChat();
        Assert.Empty(await app.Findings());
        await app.Take("help-open-phone");

        await using var helper = await chromium.NewPerson(server.Address);
        var desk = await helper.Desk(0);
        await app.Write("How do I invite somebody?");
        await Expect(desk.Row("How do I invite somebody?")).ToContainTextAsync("Dóra");
        await desk.Row("How do I invite somebody?").ClickAsync();
        await desk.Locator("#answer").FillAsync("Settings, Agents.");
        await desk.Locator("#answer").PressAsync("Enter");
        await Expect(app.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Settings, Agents.");
        await Expect(desk.Chat()).ToHaveCountAsync(0);

        await using var guest = await chromium.NewPerson(server.Address);
        var free = await SignIn(guest, "ede@shop.example");
        await free.WaitForTimeoutAsync(6_000);
        await Expect(free.Chat()).ToHaveCountAsync(0);

        static async Task<IPage> SignIn(IBrowserContext person, string email)
        {
            var page = await person.NewPageAsync();
            await page.GotoAsync("/app");
            await page.GetByLabel("E-mail address").FillAsync(email);
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Password" }).FillAsync("a lantern for every night");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".top .status")).ToBeVisibleAsync();
            return page;
        }
    }
}
