using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>A picture of an agent, chosen from a file, and seen by colleagues and visitors.</summary>
public sealed class PictureOfMeTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task A_chosen_picture_is_cut_to_a_square_and_shown_wherever_the_agent_is(ColorScheme scheme, int width)
    {
        await using var agent = await chromium.NewPerson(server.Address, width: width, scheme: scheme);
        var app = await agent.Desk(0, "/app/settings/profile");
        var card = app.GetByRole(AriaRole.Region, new() { Name = "Picture" });
        await Expect(card.Locator("span.face")).ToHaveAttributeAsync("data-initials", "A");
        await card.GetByLabel("Choose a picture").SetInputFilesAsync(new FilePayload { Name = "letter.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await Expect(card.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is no picture");

        // Any picture will do: one of the page itself, which is wider than high or the other way round.
        var photo = await app.ScreenshotAsync();
        await card.GetByLabel("Choose a picture").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = photo });
        await Expect(card.Locator("img.face")).ToBeVisibleAsync();
        Assert.Equal("256 256", await card.Locator("img.face").EvaluateAsync<string>("async (face) => (await face.decode(), `${face.naturalWidth} ${face.naturalHeight}`)"));
        await Expect(app.Locator(".own img.face")).ToBeVisibleAsync();
        Assert.Empty(await app.Findings());
        Assert.Equal(0, await app.SidewaysScroll());
        await app.Take($"picture-profile-{scheme}");

        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.Write("Who are you?");
        await app.GotoAsync("/app");
        await app.Row("Who are you?").ClickAsync();
        await app.Locator("#answer").FillAsync("Look at me.");
        await app.Locator("#answer").PressAsync("Enter");
        await Expect(app.Locator(".message.agent:not(.pending) img.face")).ToBeVisibleAsync();
        await Expect(shop.Chat().Locator(".message.agent img.face")).ToBeVisibleAsync();
        await Expect(shop.Chat().Locator(".message.agent .author")).ToContainTextAsync("Anna");
        await app.Take($"picture-conversation-{scheme}");
        await shop.Take($"picture-widget-{scheme}");

        await app.GotoAsync("/app/settings/agents");
        await Expect(app.GetByRole(AriaRole.Article, new() { Name = "Anna" }).Locator("img.face")).ToBeVisibleAsync();
        await Expect(app.GetByRole(AriaRole.Article, new() { Name = "Béla" }).Locator("span.face")).ToHaveAttributeAsync("data-initials", "B");
        Assert.Empty(await app.Findings());
        await app.Take($"picture-agents-{scheme}");
        await app.GotoAsync("/app/settings/profile");
        await card.GetByRole(AriaRole.Button, new() { Name = "Remove picture" }).ClickAsync();
        await Expect(card.Locator("span.face")).ToHaveAttributeAsync("data-initials", "A");
    }
}
