using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests;

/// <summary>What visitors and agents do, as they do it: with eyes and hands on the page.</summary>
internal static class People
{
    /// <summary>The widget on a page.</summary>
    public static ILocator Chat(this IPage page) => page.Locator("nightbell-chat");

    /// <summary>Opens the shop and its chat.</summary>
    public static async Task<IPage> VisitShop(this IBrowserContext visitor)
    {
        var shop = await visitor.NewPageAsync();
        await shop.GotoAsync("/demo");
        await shop.OpenChat();
        return shop;
    }

    public static async Task OpenChat(this IPage shop)
    {
        await shop.Chat().Locator(".launcher").ClickAsync();
        await Expect(shop.Chat().GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    /// <summary>Writes while nobody is at the desk, leaving an address.</summary>
    public static async Task WriteOffline(this IPage shop, string text, string name, string email)
    {
        var chat = shop.Chat();
        await chat.Locator("#name").FillAsync(name);
        await chat.Locator("#email").FillAsync(email);
        await shop.Write(text);
    }

    public static async Task Write(this IPage shop, string text)
    {
        var chat = shop.Chat();
        await chat.Locator("textarea").FillAsync(text);
        await chat.Locator("textarea").PressAsync("Enter");
    }

    /// <summary>Signs in with the demo's hint of that name.</summary>
    public static async Task SignInAs(this IPage app, int agent)
    {
        await app.Locator(".hints button").Nth(agent).ClickAsync();
        await Expect(app.Locator(".top .status")).ToBeVisibleAsync();
    }

    /// <summary>Switches to offline, and waits until the server knows.</summary>
    public static Task GoesOffline(this IPage app) => app.RunAndWaitForResponseAsync(
        () => app.Locator(".top .status").GetByRole(AriaRole.Button, new() { Name = "Offline", Exact = true }).ClickAsync(),
        answer => answer.Url.EndsWith("/api/me/status", StringComparison.Ordinal));

    /// <summary>Opens the full picture of who was told of the chosen conversation.</summary>
    public static async Task AskWhy(this IPage app)
    {
        await app.Locator(".why-line .link").ClickAsync();
        await Expect(app.Locator(".why")).ToBeVisibleAsync();
    }

    /// <summary>Presses a button of the menu behind one's own name.</summary>
    public static async Task FromOwnMenu(this IPage app, string name)
    {
        if (!await app.Locator("#own-menu").IsVisibleAsync())
            await app.Locator(".own").ClickAsync();
        await app.Locator("#own-menu").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
    }

    /// <summary>A conversation's row in the list.</summary>
    public static ILocator Row(this IPage app, string visitor) => app.Locator(".rows a").Filter(new() { HasText = visitor });

    /// <summary>Pixels by which the page is wider than the screen.</summary>
    public static Task<int> SidewaysScroll(this IPage page) =>
        page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)");
}
