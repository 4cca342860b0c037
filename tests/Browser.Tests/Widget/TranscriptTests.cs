using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using Nightbell.Server.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>The conversation by e-mail, for whoever asks for it.</summary>
public sealed partial class TranscriptTests(Chromium chromium) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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

        // Whoever would rather write than leave an address may.
        await AskForIt(chat);
        await Expect(chat.Locator("#email")).ToBeFocusedAsync();
        await page.Write("And the big one?");
        await Expect(chat.Locator(".message.visitor .foot time")).ToHaveCountAsync(2);
        await chat.Locator(".send").ClickAsync();
        await Expect(chat.Locator("#email-error")).ToHaveTextAsync("Please fill this in.");
        await chat.Locator("#email").FillAsync("dora@example.com");
        await chat.Locator(".send").ClickAsync();
        await Expect(chat.Locator(".note.on")).ToHaveTextAsync("It is on its way to dora@example.com.");
        await Expect(chat.Locator("#email")).ToHaveCountAsync(0);

        var mail = await MailTo("dora@example.com");
        Assert.Equal("Your conversation with Moonlight Shop", mail.GetProperty("subject").GetString());
        var text = mail.GetProperty("text").GetString()!;
        var (asked, answered) = (text.IndexOf("How long does a candle burn?", StringComparison.Ordinal), text.IndexOf("Nine hours in any wind.", StringComparison.Ordinal));
        Assert.True(asked >= 0 && answered > asked, text);

        // Whoever wants none is believed; the visitor may know of another address.
        var reader = await visitor.NewPageAsync();
        await reader.GotoAsync(UnsubscribeLink().Match(text).Value);
        await Expect(reader.Locator("dl")).ToContainTextAsync("dora@example.com");
        await reader.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(reader.GetByRole(AriaRole.Status)).ToHaveTextAsync("Switched off. No more answers go to this address.");
        await AskForIt(chat);
        await Expect(chat.Locator(".note:not(.on)")).ToHaveTextAsync("E-mails to your address were switched off. Is there another one?");
        await Expect(chat.Locator("#email")).ToBeFocusedAsync();
        await chat.Locator("#email").FillAsync("dora@example.net");
        await chat.Locator("#email").PressAsync("Enter");
        await Expect(chat.Locator(".note")).ToHaveTextAsync("It is on its way to dora@example.net.");
        await Expect(chat.Locator("#email")).ToHaveCountAsync(0);
        await MailTo("dora@example.net");
    }

    [Fact]
    public async Task Whoever_chats_in_Arabic_is_written_to_in_Arabic_and_switches_it_off_there()
    {
        await using var site = ForeignSite.WithPage(server.Tag(), lang: "ar");
        await using var visitor = await chromium.NewPerson(site.Address, width: 320);
        await using var office = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(office);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.WriteOffline("كم يدوم المصباح؟", "ليلى", "layla@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await server.Answer(owner, await server.ConversationThatSays(owner, "كم يدوم المصباح؟"), "Nine hours.");
        await Expect(page.Chat().Locator(".message.agent")).ToHaveCountAsync(1);
        await page.Chat().Locator(".more").ClickAsync();
        await page.Chat().Locator(".menu button").Filter(new() { HasText = "البريد" }).ClickAsync();

        var mail = await MailTo("layla@example.com");
        Assert.Equal("محادثتك مع Moonlight Shop", mail.GetProperty("subject").GetString());
        var reader = await visitor.NewPageAsync();
        await reader.GotoAsync(UnsubscribeLink().Match(mail.GetProperty("text").GetString()!).Value);
        await Expect(reader.GetByRole(AriaRole.Heading)).ToHaveTextAsync("لا مزيد من الرسائل");
        await Expect(reader).ToHaveTitleAsync("لا مزيد من الرسائل · Nightbell");
        Assert.Equal(("ar", "rtl"), (await reader.GetAttributeAsync("html", "lang"), await reader.GetAttributeAsync("html", "dir")));
        Assert.Equal(0, await reader.SidewaysScroll());
        Assert.Empty(await reader.Findings());

        // Somebody reads it who knows no Arabic.
        await reader.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Expect(reader.GetByRole(AriaRole.Heading)).ToHaveTextAsync("No more e-mails");
        Assert.Equal("ltr", await reader.GetAttributeAsync("html", "dir"));
        await reader.GetByRole(AriaRole.Button, new() { Name = "العربية" }).ClickAsync();
        await reader.GetByRole(AriaRole.Button, new() { Name = "إيقاف" }).ClickAsync();
        await Expect(reader.GetByRole(AriaRole.Status)).ToHaveTextAsync("تم الإيقاف. لن تصل ردود أخرى إلى هذا العنوان.");
    }

    private static async Task AskForIt(ILocator chat)
    {
        await chat.Locator(".more").ClickAsync();
        await chat.Locator(".menu button").Filter(new() { HasText = "Send me this conversation by e-mail" }).ClickAsync();
    }

    /// <summary>The mail to an address in the demo's mailbox.</summary>
    private async Task<JsonElement> MailTo(string address)
    {
        using var client = new HttpClient();
        JsonElement? found = null;
        await Soon.Holds($"a mail to {address}", async () =>
        {
            var mails = JsonDocument.Parse(await client.GetStringAsync(new Uri(server.Address, "mailbox/mails"), TestContext.Current.CancellationToken));
            found = mails.RootElement.GetProperty("items").EnumerateArray().Where(m => m.GetProperty("to").GetString() == address).Cast<JsonElement?>().FirstOrDefault();
            return found is not null;
        }, Patience);
        return found!.Value;
    }

    [GeneratedRegex(@"http\S+/unsubscribe/\S+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex UnsubscribeLink();
}
