using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>What agents do on the pages of the settings.</summary>
internal static class SettingsPages
{
    /// <summary>What would become of somebody if a visitor wrote.</summary>
    public static ILocator Now(this IPage app, string name) => app.Locator($".now li:has(span:text-matches('^{name} '))");

    /// <summary>The number of a delay, of offline messages or of unaccepted conversations.</summary>
    public static ILocator Delay(this IPage app, string kind) =>
        app.Locator(".pair").Filter(new() { HasText = kind }).GetByRole(AriaRole.Textbox, new() { Name = "E-mail after" });

    public static ILocator Saved(this IPage app) => app.GetByText("Saved.", new() { Exact = true });

    /// <summary>Saves the page's form and waits until it is.</summary>
    public static async Task Save(this IPage app)
    {
        await app.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(app.Saved()).ToBeVisibleAsync();
    }

    /// <summary>Types over what stands in the field that has the focus.</summary>
    public static async Task Type(this IPage app, string text)
    {
        await app.Keyboard.PressAsync("Control+A");
        await app.Keyboard.TypeAsync(text);
    }
}
