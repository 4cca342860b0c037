using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>The widget for everybody: by keyboard, by ear, on the smallest phone, in every language.</summary>
public sealed class ReadableTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    [Fact]
    public async Task Everything_can_be_done_with_the_keyboard_alone()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        var chat = page.Chat();
        await chat.Locator(".launcher").WaitForAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(chat.Locator(".launcher")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(chat.Locator("#name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Dóra");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("dora@gmial.com");
        await page.Keyboard.PressAsync("Tab");
        await Expect(chat.Locator(".meant button")).ToHaveTextAsync("Did you mean dora@gmail.com?");
        await chat.Locator(".meant button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(chat.Locator("#email")).ToHaveValueAsync("dora@gmail.com");
        await chat.Locator("textarea").FocusAsync();
        await page.Keyboard.TypeAsync("By keyboard");
        await page.Keyboard.PressAsync("Enter");
        await Expect(chat.Locator(".message.visitor .foot")).ToContainTextAsync("We answer by e-mail to dora@gmail.com.");

        await chat.GetByRole(AriaRole.Button, new() { Name = "More" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(chat.GetByRole(AriaRole.Button, new() { Name = "Sound" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(chat.GetByRole(AriaRole.Button, new() { Name = "More" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(chat.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(chat.Locator(".launcher")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("en", "Is it in stock?", 1280, ColorScheme.Light)]
    [InlineData("hu", "Van raktáron?", 320, ColorScheme.Dark)]
    [InlineData("ar", "هل هو متوفر؟", 320, ColorScheme.Light)]
    [InlineData("he", "האם זה במלאי?", 1280, ColorScheme.Dark)]
    public async Task It_fits_reads_and_has_names_in_every_direction(string language, string question, int width, ColorScheme scheme)
    {
        await using var site = ForeignSite.WithPage(server.Tag(), lang: language);
        await using var visitor = await chromium.NewPerson(site.Address, width: width, scheme: scheme);
        await using var agent = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        var chat = page.Chat();
        await chat.Locator(".launcher").WaitForAsync();
        await page.Take($"widget-closed-{language}-{width}");
        await page.OpenChat();
        Assert.Empty(await page.Findings());
        await page.Take($"widget-form-{language}-{width}");

        await page.WriteOffline(question, "Dóra", "dora@example.com");
        await Expect(chat.Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await server.Answer(owner, await server.ConversationThatSays(owner, question), $"https://shop.example/{new string('w', 90)}");
        await Expect(chat.Locator(".message.agent .bubble")).ToHaveCountAsync(1);
        await chat.Locator(".more").ClickAsync();
        Assert.Empty(await page.Findings());
        await page.Take($"widget-menu-{language}-{width}");
        await chat.Locator(".menu button").Last.ClickAsync();
        await chat.Locator(".menu button").Last.ClickAsync();
        await chat.Locator(".star").Nth(3).ClickAsync();
        await chat.Locator("#comment").FillAsync(question);
        Assert.Empty(await page.Findings());
        await page.Take($"widget-rating-{language}-{width}");
        await chat.Locator(".rating .main").ClickAsync();
        await Expect(chat.Locator(".rating")).ToHaveCountAsync(0);

        Assert.Equal(language is "ar" or "he" ? "rtl" : "ltr", await chat.Locator(".panel").GetAttributeAsync("dir"));
        Assert.Equal(language, await chat.Locator(".panel").GetAttributeAsync("lang"));
        Assert.Equal(0, await page.SidewaysScroll());
        Assert.Equal(0, await chat.Locator(".log").EvaluateAsync<int>("(log) => Math.max(0, log.scrollWidth - log.clientWidth)"));
        var panel = (await chat.Locator(".panel").BoundingBoxAsync())!;
        Assert.True(panel.X >= 0 && panel.X + panel.Width <= width, $"{panel.X} {panel.Width}");
    }

    [Theory]
    [InlineData("hu-HU", "", "Írja ide az üzenetét…")]
    [InlineData("pl-PL", "", "Napisz wiadomość…")]
    [InlineData("pl-PL", "data-lang=\"de\"", "Nachricht schreiben…")]
    [InlineData("fi-FI", "", "Write a message…")]
    public async Task It_speaks_the_languages_of_the_browser_unless_the_page_says_another(string browser, string attribute, string writeHere)
    {
        await using var site = ForeignSite.WithPage(server.Tag(attribute), lang: "");
        await using var visitor = await chromium.NewPerson(site.Address, browser);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await Expect(page.Chat().Locator("textarea")).ToHaveAttributeAsync("placeholder", writeHere);
        await page.EvaluateAsync("nightbell('language', 'fr')");
        await Expect(page.Chat().Locator("textarea")).ToHaveAttributeAsync("placeholder", "Écrivez un message…");
    }
}
