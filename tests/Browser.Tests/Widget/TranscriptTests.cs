using System.Diagnostics;
using System.Text.Json;
using Nightbell.Browser.Tests.Dashboard;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>The conversation by e-mail, for whoever asks for it.</summary>
public sealed class TranscriptTests(Chromium chromium) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly WidgetServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_visitor_without_an_address_is_asked_for_one_and_gets_what_was_said()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var anna = await agent.Desk(0);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        var chat = page.Chat();
        await Expect(chat.Locator(".state")).ToHaveTextAsync("We are here");
        await page.Write("How long does a candle burn?");
        await anna.Row("How long does a candle burn?").ClickAsync();

        // There is nothing to send before somebody has answered (ADR 26).
        await chat.Locator(".more").ClickAsync();
        await Expect(chat.Locator(".menu button")).ToHaveTextAsync(["Sound", "End this conversation"]);
        await chat.Locator(".more").ClickAsync();
        await anna.Locator("#answer").FillAsync("Nine hours in any wind.");
        await anna.Locator("#answer").PressAsync("Enter");
        await Expect(chat.Locator(".message.agent")).ToHaveCountAsync(1);

        await chat.Locator(".more").ClickAsync();
        await chat.Locator(".menu button").Filter(new() { HasText = "Send me this conversation by e-mail" }).ClickAsync();
        await Expect(chat.Locator("#name")).ToBeFocusedAsync();
        await chat.Locator("#email").FillAsync("dora@example.com");
        await chat.Locator(".send").ClickAsync();
        await Expect(chat.Locator(".note")).ToHaveTextAsync("It is on its way to dora@example.com.");
        await Expect(chat.Locator("#email")).ToHaveCountAsync(0);

        var mail = await MailTo("dora@example.com");
        Assert.Equal("Your conversation with Moonlight Shop", mail.GetProperty("subject").GetString());
        var text = mail.GetProperty("text").GetString()!;
        var (asked, answered) = (text.IndexOf("How long does a candle burn?", StringComparison.Ordinal), text.IndexOf("Nine hours in any wind.", StringComparison.Ordinal));
        Assert.True(asked >= 0 && answered > asked, text);
    }

    /// <summary>The mail to an address in the demo's mailbox.</summary>
    private async Task<JsonElement> MailTo(string address)
    {
        using var client = new HttpClient();
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < Patience; await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            var mails = JsonDocument.Parse(await client.GetStringAsync(new Uri(server.Address, "mailbox/mails"), TestContext.Current.CancellationToken));
            foreach (var mail in mails.RootElement.GetProperty("items").EnumerateArray())
            {
                if (mail.GetProperty("to").GetString() == address)
                    return mail;
            }
        }

        throw new TimeoutException($"No mail to {address}.");
    }
}
