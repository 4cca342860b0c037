using System.Text;
using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using Nightbell.Browser.Tests.Widget;
using Nightbell.Mail.Tests;
using Nightbell.Server.Tests.Guides;
using Nightbell.Server.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests;

/// <summary>The whole way: from the code on a site to the visitor's reply to the mail in which they were answered.</summary>
public sealed class JourneyTests(Chromium chromium) : IAsyncLifetime
{
    private const string Domain = "in.shop.example";
    private const string Token = "an inbound token of sufficient length";
    private const string Visitor = "dora@example.com";

    /// <summary>The demo's agents, who are e-mailed at night.</summary>
    private const int Agents = 3;

    private readonly ScriptedSmtpServer postOffice = ScriptedSmtpServer.Start();
    private ServerProcess? server;

    public async ValueTask InitializeAsync()
    {
        server = new ServerProcess
        {
            MailPort = postOffice.Port,
            Settings =
            [
                "Nightbell:Delays:VisitorGrace=00:00:01",
                $"Nightbell:Mail:Inbound:Domain={Domain}",
                $"Nightbell:Mail:Inbound:Token={Token}",
                "Nightbell:Webhooks:AllowPrivate=true",
                "Nightbell:Webhooks:AllowHttp=true",
            ],
        };
        await server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        await postOffice.DisposeAsync();
    }

    [Fact]
    public async Task A_visitor_of_a_foreign_site_is_answered_by_mail_and_replies_and_a_program_hears_of_each_step()
    {
        await using var office = await chromium.NewPerson(server!.Address);
        var owner = await office.Desk(0, "/app/settings/widget");
        var code = await owner.Locator(".code").InnerTextAsync();
        await using var program = await Listening(owner);
        await owner.GoesOffline();

        // At night, on the shop's own site.
        await using var site = ForeignSite.WithPage(code, lang: "hu");
        await using var visitor = await chromium.NewPerson(site.Address, "hu-HU");
        var shop = await visitor.NewPageAsync();
        await shop.GotoAsync("/");
        await shop.OpenChat();
        await shop.WriteOffline("Van még viharlámpa?", "Dóra", Visitor);
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await shop.CloseAsync();
        await postOffice.WaitForMails(Agents);
        Assert.All(postOffice.Mails, mail => Assert.EndsWith("@demo.example", Assert.Single(mail.To), StringComparison.Ordinal));

        // In the morning.
        await using var desk = await chromium.NewPerson(server.Address);
        var bela = await desk.Desk(1);
        await bela.Row("Dóra").ClickAsync();
        await Expect(bela.Locator(".message.visitor .bubble")).ToHaveTextAsync("Van még viharlámpa?");
        await bela.Locator("#answer").FillAsync("Kettő van, félreteszem.");
        await bela.Locator("#answer").PressAsync("Enter");

        await postOffice.WaitForMails(Agents + 1);
        var answer = Assert.Single(postOffice.Mails, mail => mail.To.Contains(Visitor));
        var letter = MimePart.Parse(Encoding.UTF8.GetString(answer.Message));
        Assert.Equal("Moonlight Shop: válasz érkezett", MimePart.DecodeWords(letter.Header("Subject")!));
        Assert.Contains("Kettő van, félreteszem.", letter.Find("text/plain"), StringComparison.Ordinal);
        await Reply(letter, "Köszönöm, délután érte megyek!");

        await Expect(bela.Locator(".message.visitor .bubble")).ToHaveTextAsync(["Van még viharlámpa?", "Köszönöm, délután érte megyek!"]);
        await Expect(bela.Locator(".message.agent .bubble")).ToHaveTextAsync("Kettő van, félreteszem.");
        await Expect(owner.GetByRole(AriaRole.Article)).ToContainTextAsync("works");

        // The program prints only what it found signed as the guide says.
        string[] expected =
        [
            "listening", $"conversation.started {Visitor}", "message.created Dóra: Van még viharlámpa?", $"conversation.accepted {Visitor}",
            "message.created Béla: Kettő van, félreteszem.", "message.created Dóra: Köszönöm, délután érte megyek!",
        ];
        await program.Prints(expected[^1]);
        Assert.Equal(expected, program.Lines.Where(line => line != "mail.accepted"));
        await Soon.Holds($"the program hears of {Agents + 1} accepted mails", () => program.Lines.Count(line => line == "mail.accepted") == Agents + 1);
    }

    /// <summary>The guide's program, running with the secret of a webhook that the owner made for it.</summary>
    private static async Task<GuideProgram> Listening(IPage owner)
    {
        var port = FreePort.Next();
        await owner.GotoAsync("/app/settings/api");
        await owner.GetByLabel("Address", new() { Exact = true }).FillAsync($"http://127.0.0.1:{port}/");
        foreach (var told in (string[])["A conversation began", "Somebody wrote", "An agent joined", "A mail server took a mail"])
            await owner.GetByLabel(told).CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the webhook" }).ClickAsync();
        var program = GuideProgram.Start("node", "webhooks.md", "receiver.mjs", new()
        {
            ["WEBHOOK_SECRET"] = await owner.Locator(".secret code").InnerTextAsync(),
            ["PORT"] = $"{port}",
        });
        await program.Prints("listening");
        return program;
    }

    /// <summary>The visitor's mail program and their mail server do their part.</summary>
    private async Task Reply(MimePart letter, string words)
    {
        var to = letter.Header("Reply-To")!;
        Assert.Contains($"@{Domain}", to, StringComparison.Ordinal);
        var reply = string.Join(
            "\r\n",
            $"From: =?utf-8?B?{Convert.ToBase64String("Dóra"u8)}?= <{Visitor}>",
            $"To: {to}",
            $"Subject: Re: {letter.Header("Subject")}",
            "Message-ID: <reply@example.com>",
            $"In-Reply-To: {letter.Header("Message-ID")}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            words,
            "",
            "> " + letter.Find("text/plain")!.Replace("\n", "\r\n> ", StringComparison.Ordinal),
            "");
        using var mailServer = new HttpClient { BaseAddress = server!.Address };
        mailServer.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        using var mail = new ByteArrayContent(Encoding.UTF8.GetBytes(reply)) { Headers = { ContentType = new("message/rfc822") } };
        using var taken = await mailServer.PostAsync(new Uri("inbound/mail", UriKind.Relative), mail, TestContext.Current.CancellationToken);
        Assert.Contains("visitor_reply", await taken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
