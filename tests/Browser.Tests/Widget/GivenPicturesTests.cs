using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>Pictures that visitors drop onto the chat, paste into it or choose.</summary>
public sealed class GivenPicturesTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    /// <summary>One red pixel.</summary>
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task A_picture_dropped_onto_the_chat_is_sent()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await Opened(visitor);
        await page.Chat().Locator(".log").DropAsync(new()
        {
            Files = [new() { Name = "lamp.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Picture) }],
        });
        await Expect(page.Chat().Locator(".files li")).ToContainTextAsync("lamp.png");
        await Expect(page.Chat().Locator(".panel")).Not.ToContainClassAsync("drop");
        await IsSent(page, "Dropped");
    }

    [Fact]
    public async Task A_picture_pasted_from_the_clipboard_is_sent()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await visitor.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = await Opened(visitor);
        await page.EvaluateAsync("async (picture) => navigator.clipboard.write([new ClipboardItem({ 'image/png': await (await fetch(`data:image/png;base64,${picture}`)).blob() })])", Picture);
        await page.Chat().Locator("textarea").PressAsync("Control+V");

        await Expect(page.Chat().Locator(".files li")).ToContainTextAsync(".png");
        await IsSent(page, "Pasted");
    }

    [Fact]
    public async Task A_file_without_content_is_named_and_not_sent()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await Opened(visitor);
        await page.Chat().Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "nothing.png", MimeType = "image/png", Buffer = [] });
        await Expect(page.Chat().Locator(".files li.failed")).ToContainTextAsync("nothing.png is empty.");
        await page.Chat().Locator(".files li").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Chat().Locator(".files li")).ToHaveCountAsync(0);
    }

    private static async Task<IPage> Opened(IBrowserContext visitor)
    {
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        return page;
    }

    /// <summary>It goes with the message, and both sides have it.</summary>
    private async Task IsSent(IPage page, string text)
    {
        await Expect(page.Chat().Locator(".files progress")).ToHaveCountAsync(0);
        await page.WriteOffline(text, "Dóra", "dora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var sent = page.Chat().Locator(".message .picture img");
        Assert.True(await sent.EvaluateAsync<bool>("async (img) => { await img.decode(); return img.naturalWidth === 1; }"));

        await using var agent = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var read = await (await owner.GetAsync($"{server.Address}api/conversations/{await server.ConversationThatSays(owner, text)}")).JsonAsync();
        var file = read!.Value.GetProperty("messages")[0].GetProperty("files")[0];
        Assert.Equal(("image/png", 1), (file.GetProperty("type").GetString(), file.GetProperty("width").GetInt32()));
    }
}
