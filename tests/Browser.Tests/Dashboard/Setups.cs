using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>What whoever sets up an installation does, and pictures to look at.</summary>
internal static class Setups
{
    /// <summary>Goes on to a step.</summary>
    public static async Task Next(this IPage app, string heading)
    {
        await app.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
    }

    /// <summary>A customer's own page, with the line that the dashboard gave pasted into it.</summary>
    public static async Task<IPage> ShopWith(this IBrowserContext visitor, string code)
    {
        // On the server's own origin: Chromium lets no page of a made-up address ask a server on this machine.
        const string address = "**/lanterns.html";
        await visitor.RouteAsync(address, route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<!doctype html><html lang=\"en\"><title>Lanterns</title><body><h1>Lanterns</h1>{code}</body></html>",
        }));
        var shop = await visitor.NewPageAsync();
        await shop.GotoAsync("/lanterns.html");
        return shop;
    }

    /// <summary>A picture of the whole page, where <c>NIGHTBELL_LOOK</c> names a folder for people to look at; else nothing.</summary>
    public static async Task Take(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("NIGHTBELL_LOOK") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }
}
