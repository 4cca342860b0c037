using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>What the widget says by itself: at once when nobody is at the desk, after a while when nobody there has answered.</summary>
public sealed class AutomaticTextTests(Chromium chromium) : IAsyncLifetime
{
    private const string Away = "We are away right now. We have your message, and will answer as soon as we are back.";
    private const string Busy = "We are all busy right now. Please stay, somebody will be with you as soon as possible.";

    /// <summary>Milliseconds until each, and one before it.</summary>
    private const int AwayAfter = 1_000;
    private const int BusyAfter = 45_000;
    private const int Little = 500;

    /// <summary>Milliseconds by which the page's clock is set forward to where it stands: on a busy machine it goes on while we read it.</summary>
    private const int Ahead = 20_000;

    // One a test: an agent whose browser was closed stays online for a while.
    private readonly WidgetServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task It_says_that_nobody_is_here_after_a_second_and_once()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await Opened(visitor);
        await page.WriteOffline("Hello?", "Dóra", "dora@example.com");
        await Arrived(page, 1);
        await page.Clock.RunForAsync(AwayAfter - Little);
        await Expect(Automatic(page)).ToHaveCountAsync(0);
        await page.Clock.RunForAsync(Little);
        await Expect(Automatic(page)).ToHaveTextAsync(Away);

        await page.Write("Hello again");
        await Arrived(page, 2);
        await page.Clock.RunForAsync(BusyAfter);
        await Expect(Automatic(page)).ToHaveTextAsync(Away);
        await Expect(page.Chat().Locator(".message").Nth(1)).ToContainTextAsync(Away);
    }

    [Fact]
    public async Task It_says_that_all_are_busy_after_45_seconds_without_an_answer()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var anna = await agent.Desk(0);
        var page = await Opened(visitor);
        await Expect(page.Chat().Locator(".state")).ToHaveTextAsync("We are here");
        await page.Write("Is anybody free?");
        await Arrived(page, 1);
        await page.Clock.RunForAsync(BusyAfter - Little);
        await Expect(Automatic(page)).ToHaveCountAsync(0);
        await page.Clock.RunForAsync(Little);
        await Expect(Automatic(page)).ToHaveTextAsync(Busy);

        // Nobody of the team reads it: it is no message, and no answer.
        await anna.Row("Is anybody free?").ClickAsync();
        await Expect(anna.Locator(".message")).ToHaveCountAsync(1);
        await Expect(anna.Row("Is anybody free?")).ToContainTextAsync("waits");
    }

    [Fact]
    public async Task It_says_nothing_to_whom_somebody_has_answered()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var anna = await agent.Desk(0);
        var page = await Opened(visitor);
        await Expect(page.Chat().Locator(".state")).ToHaveTextAsync("We are here");
        await page.Write("Is anybody quick?");
        await Arrived(page, 1);
        await IsAnswered(page, anna, "Is anybody quick?");

        await page.Clock.RunForAsync(2 * BusyAfter);
        await Expect(page.Chat().Locator(".message.agent")).ToHaveCountAsync(1);
        await Expect(Automatic(page)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task It_says_nothing_once_the_conversation_is_resolved()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var anna = await agent.Desk(0);
        var page = await Opened(visitor);
        await Expect(page.Chat().Locator(".state")).ToHaveTextAsync("We are here");
        await page.Write("Is anybody free?");
        await IsAnswered(page, anna, "Is anybody free?");
        await page.Write("Thank you, goodbye");
        await Arrived(page, 2);
        await anna.Press("Resolve");
        await Expect(page.Chat().Locator(".rating")).ToBeVisibleAsync();

        await page.Clock.RunForAsync(2 * BusyAfter);
        await Expect(page.Chat().Locator(".rating")).ToBeVisibleAsync();
        await Expect(Automatic(page)).ToHaveCountAsync(0);
    }

    private static async Task IsAnswered(IPage page, IPage anna, string question)
    {
        await anna.Row(question).ClickAsync();
        await anna.Locator("#answer").FillAsync("I am.");
        await anna.Locator("#answer").PressAsync("Enter");
        await Expect(page.Chat().Locator(".message.agent")).ToHaveCountAsync(1);
    }

    private static ILocator Automatic(IPage page) => page.Chat().Locator(".message.automatic .bubble");

    private static Task Arrived(IPage page, int count) => Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(count);

    /// <summary>A page with the chat open, whose clock stands until we say how far it goes.</summary>
    private static async Task<IPage> Opened(IBrowserContext visitor)
    {
        var page = await visitor.NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.Clock.PauseAtAsync(DateTimeOffset.FromUnixTimeMilliseconds(await page.EvaluateAsync<long>("Date.now()") + Ahead).UtcDateTime);
        return page;
    }
}
