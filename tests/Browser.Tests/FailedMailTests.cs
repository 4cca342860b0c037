using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using Nightbell.Mail.Tests;
using Nightbell.Server.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests;

/// <summary>A mail failed: whose it was reads why, and what to do, where they look.</summary>
public sealed class FailedMailTests(Chromium chromium) : IAsyncLifetime
{
    private const string Full = "552 5.2.2 The mailbox is over quota";

    private const string FailsDmarc = "550 5.7.26 Unauthenticated email from shop.example is not accepted due to domain's DMARC policy";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScriptedSmtpServer postOffice = ScriptedSmtpServer.Start();
    private DemoServer? server;
    private string refusal = Full;

    public async ValueTask InitializeAsync()
    {
        postOffice.Decide = moment => moment.Step == "rcpt" && moment.Line.Contains("anna@", StringComparison.OrdinalIgnoreCase) ? new SmtpAct(refusal) : null;
        server = new DemoServer { MailPort = postOffice.Port };
        await server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        await postOffice.DisposeAsync();
    }

    [Fact]
    public async Task Whose_mailbox_is_full_reads_so_in_their_language_and_the_others_got_their_mail()
    {
        await using var visitor = await chromium.NewPerson(server!.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("Is the moon lamp in stock?", "Dóra", "dora@example.com");

        await Refused();
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.NewPageAsync();
        await app.GotoAsync("/app");
        await app.SignInAs(0);
        var banner = app.Locator(".banners [role=alert]");
        await Expect(banner).ToContainTextAsync("Your mailbox has been full since ");
        await Expect(banner).ToContainTextAsync("5.2.2 The mailbox is over quota");
        await Expect(banner).ToContainTextAsync("Delete mails or enlarge it");

        await app.FromOwnMenu("Magyar");
        await Expect(banner).ToContainTextAsync("Az Ön postaládája ");
    }

    [Theory]
    [InlineData("550 5.1.1 <anna@demo.example>: Recipient address rejected: User unknown in virtual mailbox table", "mail servers say that your address does not exist", "Correct it in the profile.")]
    [InlineData("550 5.7.1 Message rejected as spam by the content filter", "a filter of your mail server takes our mails for spam", "Mark our sender as safe")]
    [InlineData("554 5.7.1 Mail from the domain shop.example is blacklisted here", "Your mail server has blocked us since", "Please let mails from")]
    public async Task What_my_mail_server_said_stands_on_my_own_page_with_what_to_do(string said, string sentence, string advice)
    {
        refusal = said;
        await using var visitor = await chromium.NewPerson(server!.Address);
        await (await visitor.VisitShop()).WriteOffline("Is the moon lamp in stock?", "Dóra", "dora@example.com");
        await Refused();

        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/why");
        var check = app.Check("Mail does not reach anna@demo.example");
        await Expect(check).ToHaveClassAsync("check stops");
        await Expect(check).ToContainTextAsync(sentence);
        await Expect(check).ToContainTextAsync(said[10..]);
        await Expect(check).ToContainTextAsync(advice);

        await using var colleague = await chromium.NewPerson(server.Address);
        var bela = await colleague.Desk(1, "/app/why");
        await Expect(bela.Check("Notifications go to bela@demo.example")).ToHaveClassAsync("check ok");
    }

    [Fact]
    public async Task When_our_way_of_sending_is_refused_full_access_reads_so_and_the_domain_check_is_at_hand()
    {
        refusal = FailsDmarc;
        await using var visitor = await chromium.NewPerson(server!.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("Is the moon lamp in stock?", "Dóra", "dora@example.com");

        await Refused();
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.NewPageAsync();
        await app.GotoAsync("/app");
        await app.SignInAs(0);
        var banner = app.Locator(".banners [role=alert]").Filter(new() { HasText = "because of how they are sent" });
        await Expect(banner).ToContainTextAsync("5.7.26 Unauthenticated email from shop.example");
        await Expect(banner).ToContainTextAsync("Check the sending domain");
        await banner.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(app.GetByRole(AriaRole.Button, new() { Name = "Check our domain" })).ToBeVisibleAsync();
    }

    /// <summary>The others' mails have left, and Anna's was refused.</summary>
    private Task Refused() => Soon.Holds(
        "two mails have left and one was refused",
        () => postOffice.Mails.Count == 2 && postOffice.Commands.Any(c => c.Contains("anna@", StringComparison.OrdinalIgnoreCase)),
        Patience);
}
