using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>The bell: a sound and a notification when somebody begins to wait, for whoever is on duty and wants them.</summary>
public sealed class BellTests(Chromium chromium) : IAsyncLifetime
{
    /// <summary>Tones of one ringing.</summary>
    private const int Tones = 2;

    /// <summary>Writes down what the browser is made to sound and to show, and lets it; a headless page believes that it has the focus.</summary>
    private const string Listen = """
        window.tones = 0;
        window.shown = [];
        window.OscillatorNode = class extends OscillatorNode { start() { window.tones++; super.start(); } };
        window.Notification = class extends Notification {
          constructor(title, options) { super(title, options); window.shown.push({ title, body: options.body, notification: this }); }
        };
        document.hasFocus = () => false;
        """;

    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task It_rings_once_when_somebody_begins_to_wait_and_not_for_what_they_go_on_to_write()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var anna = await ListeningDesk(agent);
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.Write("Is anybody there?");
        await Expect(anna.Row("Is anybody there?")).ToBeVisibleAsync();
        await anna.WaitForFunctionAsync($"() => tones === {Tones}");

        await shop.Write("Hello?");
        await Expect(anna.Row("Hello?")).ToBeVisibleAsync();
        Assert.Equal(Tones, await anna.EvaluateAsync<int>("tones"));
        Assert.Equal(0, await anna.EvaluateAsync<int>("shown.length"));
    }

    /// <summary>Whoever changes a setting, or looks at a report, hears it as well; also where they came to it by its address.</summary>
    [Fact]
    public async Task It_rings_on_every_page()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        await agent.AddInitScriptAsync(Listen);
        var anna = await agent.Desk(0, "/app/settings/profile");
        await Expect(anna.GetByLabel("Name", new() { Exact = true })).ToBeVisibleAsync();
        await anna.Locator("h1").First.ClickAsync();
        await using var visitor = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).Write("Is anybody there?");
        await anna.WaitForFunctionAsync($"() => tones === {Tones}");
    }

    [Fact]
    public async Task It_is_silent_for_whoever_is_off_duty_or_wants_no_sound()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var other = await chromium.NewPerson(server.Address);
        var anna = await ListeningDesk(one);
        await anna.GoesOffline();
        var bela = await ListeningDesk(other, who: 1);
        await bela.Locator(".own").ClickAsync();
        await bela.Locator("#own-menu").GetByLabel("Sound when somebody begins to wait").UncheckAsync(new() { Force = true });
        await bela.Keyboard.PressAsync("Escape");
        await using var visitor = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).Write("Anybody at all?");
        foreach (var desk in new[] { anna, bela })
        {
            await Expect(desk.Row("Anybody at all?")).ToContainTextAsync("waits");
            Assert.Equal(0, await desk.EvaluateAsync<int>("tones"));
        }
    }

    [Fact]
    public async Task A_notification_names_who_waits_and_leads_to_the_conversation()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        await agent.GrantPermissionsAsync(["notifications"]);
        var anna = await ListeningDesk(agent);
        await anna.Locator(".own").ClickAsync();
        var wish = anna.Locator("#own-menu").GetByLabel("Desktop notification, too");
        await wish.ClickAsync(new() { Force = true });
        await Expect(wish).ToBeCheckedAsync();
        await anna.Keyboard.PressAsync("Escape");
        await using var visitor = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).Write("Do you sell lanterns?");
        await anna.WaitForFunctionAsync("() => shown.length === 1");
        Assert.Equal("Do you sell lanterns?", await anna.EvaluateAsync<string>("shown[0].body"));
        await anna.EvaluateAsync("shown[0].notification.onclick()");
        await Expect(anna.Locator(".message.visitor .bubble")).ToHaveTextAsync("Do you sell lanterns?");
    }

    /// <summary>A desk whose person has pressed something, without which a browser lets no page sound.</summary>
    private static async Task<IPage> ListeningDesk(IBrowserContext agent, int who = 0)
    {
        await agent.AddInitScriptAsync(Listen);
        var desk = await agent.Desk(who);
        await Expect(desk.Box("Unassigned")).ToContainTextAsync("0");
        return desk;
    }
}
