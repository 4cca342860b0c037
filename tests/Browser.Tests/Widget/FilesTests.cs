using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>Files that visitors send.</summary>
public sealed class FilesTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    /// <summary>One red pixel.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Pictures_are_shown_others_are_links_and_what_is_refused_is_said()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        var chat = page.Chat();
        await chat.Locator("input[type=file]").SetInputFilesAsync((FilePayload[])
        [
            new() { Name = "lamp.png", MimeType = "image/png", Buffer = Picture },
            new() { Name = "order.txt", MimeType = "text/plain", Buffer = "Two lamps."u8.ToArray() },
            new() { Name = "evil.exe", MimeType = "application/octet-stream", Buffer = [0x4d, 0x5a, 0, 0] },
        ]);
        await Expect(chat.Locator(".files li.failed")).ToContainTextAsync("evil.exe is a kind of file that is not accepted.");
        await Expect(chat.Locator(".files progress")).ToHaveCountAsync(0);
        await chat.GetByRole(AriaRole.Button, new() { Name = "Remove evil.exe" }).ClickAsync();
        await Expect(chat.Locator(".files li")).ToHaveCountAsync(2);
        Assert.Empty(await page.Findings());

        await chat.Locator("#name").FillAsync("Dóra");
        await chat.Locator("#email").FillAsync("dora@example.com");
        await chat.Locator(".send").ClickAsync();
        await Expect(chat.Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await Expect(chat.Locator(".message .picture img")).ToBeVisibleAsync();
        await Expect(chat.Locator(".message a.file")).ToContainTextAsync("order.txt");
        Assert.True(await chat.Locator(".message .picture img").EvaluateAsync<bool>("async (img) => { await img.decode(); return img.naturalWidth === 1; }"));
        await Expect(chat.Locator(".message.visitor p.bubble")).ToHaveCountAsync(0);
        await Expect(chat.Locator(".files li")).ToHaveCountAsync(0);

        await page.ReloadAsync();
        await page.OpenChat();
        await Expect(chat.Locator(".message a.file")).ToContainTextAsync("order.txt");
    }

    [Fact]
    public async Task What_is_too_big_is_said_before_it_is_sent_and_pasted_pictures_go_up()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var sent = 0;
        visitor.Request += (_, request) => sent += request.Url.Contains("/widget/v1/files", StringComparison.Ordinal) && request.Method == "POST" ? 1 : 0;
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await Give("new File([new Uint8Array(21 * 1024 * 1024)], 'film.mp4', { type: 'video/mp4' })");
        await Expect(page.Chat().Locator(".note")).ToContainTextAsync("film.mp4 is too big: at most");
        Assert.Equal(0, sent);
        await Give("new File(['Two lamps.'], 'order.txt', { type: 'text/plain' })");
        await Expect(page.Chat().Locator(".files li")).ToContainTextAsync("order.txt");

        // From a table come its words, and a picture of them.
        await Give("new File(['…'], 'table.png', { type: 'image/png' })", words: "Two lamps");
        await Give("new File(['Three lamps.'], 'more.txt', { type: 'text/plain' })");
        await Expect(page.Chat().Locator(".files li .name")).ToHaveTextAsync(["order.txt", "more.txt"]);

        Task Give(string file, string words = "") => page.EvaluateAsync($$"""
            () => {
              const data = new DataTransfer();
              data.items.add({{file}});
              if ('{{words}}') data.setData('text/plain', '{{words}}');
              const text = document.querySelector('nightbell-chat').shadowRoot.querySelector('textarea');
              text.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """);
    }

    [Fact]
    public async Task What_was_cut_off_is_sent_again_as_the_same_file()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var addresses = new ConcurrentQueue<string>();
        await visitor.RouteAsync("**/widget/v1/files?*", async route =>
        {
            if (route.Request.Method == "POST")
                addresses.Enqueue(route.Request.Url);
            if (addresses.Count == 1)
                await route.AbortAsync();
            else
                await route.ContinueAsync();
        });
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        var chat = page.Chat();
        await chat.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "order.txt", MimeType = "text/plain", Buffer = "Two lamps."u8.ToArray() });
        await Expect(chat.Locator(".files li.failed")).ToContainTextAsync("Not sent.");
        await chat.Locator(".files li").GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(chat.Locator(".files li.failed")).ToHaveCountAsync(0);
        await Expect(chat.Locator(".files progress")).ToHaveCountAsync(0);
        Assert.Equal(2, addresses.Count);
        Assert.Single(addresses.Distinct());
    }
}
