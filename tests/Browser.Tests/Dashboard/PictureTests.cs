using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>Pictures of the main pages; `NIGHTBELL_PICTURES` names the folder to put them in.</summary>
public sealed class PictureTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();
    private readonly string folder = Environment.GetEnvironmentVariable("NIGHTBELL_PICTURES") is { Length: > 0 } wanted
        ? wanted
        : Path.Combine(AppContext.BaseDirectory, "pictures");

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_main_pages_have_their_pictures_taken()
    {
        await using var other = await chromium.NewPerson(server.Address);
        await (await other.VisitShop()).WriteOffline("Do the lanterns come in blue, too?", "Ede", "ede@example.com");
        await using var office = await chromium.NewPerson(server.Address);
        var bela = await office.Desk(1);
        await bela.GoesOffline();
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("Is the moon lamp in stock? I would love to have it before Sunday.", "Dóra", "dora@example.com");
        await bela.Row("Dóra").ClickAsync();
        await Expect(bela.Locator(".why-line")).ToContainTextAsync("E-mailed to");

        await using var desk = await chromium.NewPerson(server.Address, scheme: ColorScheme.Light);
        var app = await desk.Desk(0);
        await app.Row("Dóra").ClickAsync();
        await app.AskWhy();
        await Expect(app.Locator(".why > .notices > li")).ToHaveCountAsync(3);
        await Take(app, "why.png");
        await app.GotoAsync("/app/why");
        await Expect(app.Locator(".notices .sentence").First).ToBeVisibleAsync();
        await Take(app, "why-not-me.png");

        await using var phone = await chromium.NewPerson(server.Address, width: 390, scheme: ColorScheme.Dark);
        var small = await phone.Desk(0);
        await small.Locator(".rows a").First.WaitForAsync();
        await Take(small, "phone.png");
    }

    private async Task Take(IPage page, string name)
    {
        var picture = await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), Animations = ScreenshotAnimations.Disabled });
        Assert.NotEmpty(picture);
    }
}
