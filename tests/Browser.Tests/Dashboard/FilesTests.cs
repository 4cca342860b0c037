using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>Files at the desk: sent by button, by pasting and by letting go; shown as what they are.</summary>
public sealed class FilesTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task Files_are_sent_with_an_answer_and_shown_as_what_they_are(ColorScheme scheme, int width)
    {
        await using var one = await chromium.NewPerson(server.Address, width: width, scheme: scheme);
        await using var visitor = await chromium.NewPerson(server.Address);
        var anna = await one.Desk(0);
        await (await visitor.VisitShop()).Write("Which one is it?");
        await anna.Row("Which one is it?").ClickAsync();
        var photo = await anna.ScreenshotAsync();

        await anna.GetByLabel("Attach files").SetInputFilesAsync(
        [
            new FilePayload { Name = "photo.png", MimeType = "image/png", Buffer = photo },
            new FilePayload { Name = "logo.svg", MimeType = "image/svg+xml", Buffer = "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray() },
        ]);
        await Expect(anna.Locator(".attachments .failed")).ToContainTextAsync("Files of this kind cannot be sent.");
        await anna.GetByRole(AriaRole.Button, new() { Name = "Remove logo.svg" }).ClickAsync();
        await Drops(anna, "drop", "dragover", "notes.txt", "Turn it");
        await Pastes(anna, "pasted.txt", "upside down");
        await Expect(anna.Locator(".attachments li")).ToHaveCountAsync(3);
        await Expect(anna.Locator(".attachments progress")).ToHaveCountAsync(0);
        Assert.Empty(await anna.Findings());
        Assert.Equal(0, await anna.SidewaysScroll());
        await anna.Take($"files-composer-{scheme}");
        await anna.Locator("#answer").FillAsync("This one.");
        await anna.Press("Send");

        var answer = anna.Locator(".message.agent:not(.pending)");
        await Expect(answer.Locator(".bubble")).ToHaveTextAsync("This one.");
        var picture = answer.Locator(".picture-file img");
        await Expect(picture).ToBeVisibleAsync();
        Assert.True(await picture.EvaluateAsync<bool>("async (image) => (await image.decode(), image.naturalWidth > 0 && image.width <= 280)"));
        await Expect(answer.Locator(".saved-file")).ToHaveCountAsync(2);
        await Expect(anna.Locator(".attachments")).ToHaveCountAsync(0);
        Assert.Empty(await anna.Findings());
        Assert.Equal(0, await anna.SidewaysScroll());
        await anna.Take($"files-conversation-{scheme}");

        var download = await anna.RunAndWaitForDownloadAsync(() => answer.Locator(".saved-file").First.ClickAsync());
        Assert.Equal("notes.txt", download.SuggestedFilename);
        await anna.ReloadAsync();
        await Expect(answer.Locator(".picture-file img")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_whose_line_breaks_off_is_sent_again_and_alone_it_says_its_name()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var visitor = await chromium.NewPerson(server.Address);
        var anna = await one.Desk(0);
        await (await visitor.VisitShop()).Write("Which one is it?");
        await anna.Row("Which one is it?").ClickAsync();
        await one.RouteAsync(new System.Text.RegularExpressions.Regex("/api/files", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)), route => route.AbortAsync());
        await anna.GetByLabel("Attach files").SetInputFilesAsync(new FilePayload { Name = "plan.txt", MimeType = "text/plain", Buffer = "plan"u8.ToArray() });
        await Expect(anna.Locator(".attachments [role='alert']")).ToContainTextAsync("The server cannot be reached.");
        await one.UnrouteAllAsync();
        await anna.Locator(".attachments").GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(anna.Locator(".attachments .failed")).ToHaveCountAsync(0);

        await anna.Press("Send");

        await Expect(anna.Locator(".message.agent:not(.pending) .saved-file")).ToContainTextAsync("plan.txt");
        await Expect(anna.Locator(".message.agent:not(.pending) .bubble")).ToHaveCountAsync(0);
        await anna.Box("Mine").ClickAsync();
        await Expect(anna.Row("plan.txt")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_answer_that_waits_for_its_file_is_sent_once_whoever_looks_elsewhere_meanwhile()
    {
        await using var one = await chromium.NewPerson(server.Address);
        await using var first = await chromium.NewPerson(server.Address);
        await using var second = await chromium.NewPerson(server.Address);
        var anna = await one.Desk(0);
        await (await first.VisitShop()).Write("Which one is it?");
        await (await second.VisitShop()).Write("Is it open?");
        await anna.Row("Which one is it?").ClickAsync();
        var arrive = new TaskCompletionSource();
        await one.RouteAsync("**/api/files**", async route =>
        {
            await arrive.Task;
            await route.ContinueAsync();
        });
        await anna.GetByLabel("Attach files").SetInputFilesAsync(new FilePayload { Name = "plan.txt", MimeType = "text/plain", Buffer = "plan"u8.ToArray() });
        await anna.Locator("#answer").FillAsync("This one.");
        await anna.Locator("#answer").PressAsync("Enter");

        await anna.Row("Is it open?").ClickAsync();
        await Expect(anna.Locator(".message.visitor .bubble")).ToHaveTextAsync("Is it open?");
        await anna.Row("Which one is it?").ClickAsync();
        await Expect(anna.Locator(".message.visitor .bubble")).ToHaveTextAsync("Which one is it?");
        await anna.Locator("#answer").PressAsync("Enter");
        arrive.SetResult();

        var answer = anna.Locator(".message.agent:not(.pending)");
        await Expect(answer.Locator(".saved-file")).ToContainTextAsync("plan.txt");
        await anna.Locator("#answer").FillAsync("And nothing else.");
        await anna.Press("Send");
        await Expect(answer.Locator(".bubble")).ToHaveTextAsync(["This one.", "And nothing else."]);
    }

    /// <summary>A file is held over the place where answers are written, and let go.</summary>
    private static async Task Drops(IPage page, string drop, string over, string name, string text) =>
        await page.Locator(".composer").EvaluateAsync(
            """
            (composer, [drop, over, name, text]) => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File([text], name, { type: 'text/plain' }));
              for (const type of [over, drop]) composer.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
            }
            """,
            new[] { drop, over, name, text });

    private static async Task Pastes(IPage page, string name, string text) =>
        await page.Locator("#answer").EvaluateAsync(
            """
            (box, [name, text]) => {
              const clipboardData = new DataTransfer();
              clipboardData.items.add(new File([text], name, { type: 'text/plain' }));
              box.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
            }
            """,
            new[] { name, text });
}
