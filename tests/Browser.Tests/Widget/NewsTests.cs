using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>An answer comes while the visitor does not look: they hear it, and see how many there are.</summary>
public sealed class NewsTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    /// <summary>Tones of one ringing.</summary>
    private const int Tones = 2;

    /// <summary>Counts what the browser is made to sound, and lets it; a headless page believes that somebody looks at it, unless it is away.</summary>
    private const string Listen = """
        window.tones = 0;
        window.OscillatorNode = class extends OscillatorNode { start(...when) { window.tones++; super.start(...when); } };
        window.away = false;
        Object.defineProperty(document, 'visibilityState', { get: () => (window.away ? 'hidden' : 'visible') });
        Object.defineProperty(document, 'hidden', { get: () => window.away });
        window.look = (away) => { window.away = away; document.dispatchEvent(new Event('visibilitychange')); };
        """;

    [Fact]
    public async Task With_the_panel_closed_each_answer_rings_and_is_counted_until_it_is_opened()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, answer) = await Conversation(visitor, "While it is closed");
        var (launcher, badge) = (page.Chat().Locator(".launcher"), page.Chat().Locator(".badge"));
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Chat().GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(badge).ToBeHiddenAsync();

        await answer("One");
        await Expect(badge).ToHaveTextAsync("1");
        await Expect(launcher).ToHaveAccessibleNameAsync("Open chat (1 new message)");
        await Rang(page, 1);
        await answer("Two");
        await Expect(badge).ToHaveTextAsync("2");
        await Expect(launcher).ToHaveAccessibleNameAsync("Open chat (2 new messages)");
        await Rang(page, 2);

        // The page is looked at: its title is its own.
        Assert.Equal("/", await page.TitleAsync());
        await page.ReloadAsync();
        await Expect(badge).ToHaveTextAsync("2");
        Assert.Equal(0, await page.EvaluateAsync<int>("tones"));

        await page.OpenChat();
        await Expect(badge).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(launcher).ToHaveAccessibleNameAsync("Open chat");
        await page.ReloadAsync();
        await launcher.WaitForAsync();
        await Expect(page.Chat().Locator(".message.agent")).ToHaveCountAsync(2);
        await Expect(badge).ToBeHiddenAsync();
    }

    [Fact]
    public async Task In_a_tab_that_nobody_looks_at_it_rings_and_the_title_counts_until_somebody_does()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, answer) = await Conversation(visitor, "While I am elsewhere");
        await answer("Before the eyes");
        await Expect(page.Chat().Locator(".message.agent")).ToHaveCountAsync(1);
        await StaysQuiet(page);

        await page.EvaluateAsync("look(true)");
        await answer("Are you there?");
        await Expect(page).ToHaveTitleAsync("(1) /");
        await Rang(page, 1);

        // The page itself may count, too.
        await page.EvaluateAsync("document.title = 'Two lanterns in the basket'");
        await answer("Hello?");
        await Expect(page).ToHaveTitleAsync("(2) Two lanterns in the basket");

        await page.EvaluateAsync("look(false)");
        await Expect(page).ToHaveTitleAsync("Two lanterns in the basket");
        await Expect(page.Chat().Locator(".badge")).ToBeHiddenAsync();
        await page.EvaluateAsync("look(true)");
        await Expect(page).ToHaveTitleAsync("Two lanterns in the basket");
    }

    [Fact]
    public async Task Whoever_wants_no_sound_gets_the_number_alone()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, answer) = await Conversation(visitor, "Quietly, please");
        await page.Chat().Locator(".more").ClickAsync();
        await page.Chat().GetByRole(AriaRole.Button, new() { Name = "Sound" }).ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Chat().GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();

        await answer("Quietly.");
        await Expect(page.Chat().Locator(".badge")).ToHaveTextAsync("1");
        await StaysQuiet(page);
    }

    [Fact]
    public async Task What_is_read_in_one_tab_does_not_ring_in_another()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, answer) = await Conversation(visitor, "In two tabs");
        var behind = await visitor.NewPageAsync();
        await behind.GotoAsync("/");
        await behind.OpenChat();
        await behind.EvaluateAsync("look(true)");

        await answer("Before the eyes");
        await Expect(page.Chat().Locator(".message.agent")).ToHaveCountAsync(1);
        await Expect(behind.Chat().Locator(".message.agent")).ToHaveCountAsync(1);
        await StaysQuiet(behind);
    }

    /// <summary>It rings a moment after the answer, unless somebody has seen it.</summary>
    private static async Task Rang(IPage page, int times) => await page.WaitForFunctionAsync($"tones === {times * Tones}");

    private static async Task StaysQuiet(IPage page)
    {
        await page.WaitForTimeoutAsync(1_000);
        Assert.Equal(0, await page.EvaluateAsync<int>("tones"));
    }

    /// <summary>A visitor has written, and can be answered.</summary>
    private async Task<(IPage Page, Func<string, Task> Answer)> Conversation(IBrowserContext visitor, string text)
    {
        await visitor.AddInitScriptAsync(Listen);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.WriteOffline(text, "Dóra", "dora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var owner = await server.Owner(visitor);
        var conversation = await server.ConversationThatSays(owner, text);
        return (page, answer => server.Answer(owner, conversation, answer));
    }
}
