using Microsoft.Playwright;
using Nightbell.Mail.Tests;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>What becomes of mails, with the servers' own words, where whoever runs the account looks for it.</summary>
public sealed class MailSettingsTests(Chromium chromium) : IAsyncLifetime
{
    private const string Full = "552 5.2.2 The mailbox is over quota";

    private readonly ScriptedSmtpServer postOffice = ScriptedSmtpServer.Start();
    private DemoServer? server;

    public async ValueTask InitializeAsync()
    {
        postOffice.Decide = moment => moment.Step == "rcpt" && moment.Line.Contains("dora@", StringComparison.OrdinalIgnoreCase) ? new SmtpAct(Full) : null;
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
    public async Task A_test_mail_shows_what_the_servers_said_and_the_log_keeps_every_mail()
    {
        await using var agent = await chromium.NewPerson(server!.Address);
        var app = await agent.Desk(0, "/app/settings/mail");
        await app.GetByRole(AriaRole.Button, new() { Name = "Send a test mail to me" }).ClickAsync();
        await Expect(app.Locator(".said")).ToContainTextAsync("RCPT TO:<anna@demo.example>");

        await app.GetByRole(AriaRole.Link, new() { Name = "Agents" }).ClickAsync();
        await app.GetByLabel("E-mail address", new() { Exact = true }).FillAsync("dora@demo.example");
        await app.GetByRole(AriaRole.Button, new() { Name = "Send invitation" }).ClickAsync();
        await app.GetByRole(AriaRole.Link, new() { Name = "Mails to dora" }).ClickAsync();
        var mail = app.Locator(".mail");
        await Expect(mail).ToHaveCountAsync(1);
        await Expect(mail).ToContainTextAsync("came back: the mailbox is full");
        await mail.Locator("summary").PressAsync("Enter");
        await Expect(mail.Locator(".attempts")).ToContainTextAsync(Full);

        await app.GetByLabel("Agent", new() { Exact = true }).SelectOptionAsync("Everybody");
        await Expect(mail).ToHaveCountAsync(2);
        await app.GetByLabel("State").SelectOptionAsync("taken by the mail server");
        await Expect(mail).ToHaveCountAsync(1);
        await app.ReloadAsync();
        await Expect(mail).ToContainTextAsync("Test mail from Moonlight Shop");
    }

    [Fact]
    public async Task A_mail_server_that_cannot_be_one_is_refused_at_its_field()
    {
        await using var agent = await chromium.NewPerson(server!.Address);
        var app = await agent.Desk(0, "/app/settings/mail");
        await app.GetByLabel("Mail server").FillAsync("not a server");
        await app.GetByLabel("Port").FillAsync("x");
        await app.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(app.GetByText("This is no name or address of a server.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(app.GetByText("This number is out of range.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(app.GetByLabel("Mail server")).ToBeFocusedAsync();
        await Expect(app.GetByLabel("Mail server")).ToHaveValueAsync("not a server");
        await Expect(app.GetByLabel("Port")).ToHaveValueAsync("x");
    }
}
