using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>Who was told and why not, read where an agent reads it, and mended there.</summary>
public sealed partial class WhyTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_I_switched_off_is_told_and_switched_on_again_on_the_spot()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(1, "/app/why");
        await app.Check("You want e-mail about offline messages").GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(app.Check("You have switched off e-mail about offline messages")).ToHaveClassAsync("check stops");
        await app.GoesOffline();
        await Expect(app.Check("You are offline on all devices")).ToHaveClassAsync("check ok");

        await using var visitor = await chromium.NewPerson(server.Address);
        await (await visitor.VisitShop()).WriteOffline("Is the moon lamp in stock?", "Dóra", "dora@example.com");
        await Expect(Mine(app)).ToContainTextAsync("switched");
        await app.GetByRole(AriaRole.Link, new() { Name = "To the conversation", Exact = true }).ClickAsync();
        await Expect(app.Locator(".why-line")).ToContainTextAsync("E-mailed to Anna and Csilla at ");
        await Expect(app.Locator(".why-line")).ToContainTextAsync("Béla opened it at ");

        await app.GotoAsync("/app/why");
        await app.Check("You have switched off e-mail about offline messages").GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Expect(app.Check("You want e-mail about offline messages")).ToHaveClassAsync("check ok");
    }

    [Fact]
    public async Task The_picture_changes_while_it_is_looked_at()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0);
        await app.GoesOffline();
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("Hello?", "Dóra", "dora@example.com");
        await app.Row("Dóra").ClickAsync();
        await app.AskWhy();
        await Expect(app.Locator(".why > .notices > li").Filter(new() { HasText = "bela@" })).ToContainTextAsync(Told());
        await shop.Write("Still there?");
        await Expect(app.Locator(".message.visitor .bubble")).ToHaveTextAsync(["Hello?", "Still there?"]);
        await Expect(app.Locator(".why > .notices > li").Filter(new() { HasText = "anna@" })).ToContainTextAsync("opened");
        await Expect(app.Locator(".why-line")).ToContainTextAsync("Anna opened it at ");
        await app.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();
        await Expect(app.Locator(".standing")).ToContainTextAsync("You accepted it");
    }

    [Fact]
    public async Task Who_came_back_in_time_reads_so_and_whose_colleague_is_online_reads_whose()
    {
        await using var patient = new DemoServer { Settings = ["Nightbell:Delays:Offline=00:10:00"] };
        await patient.InitializeAsync();
        await using var first = await chromium.NewPerson(patient.Address);
        await using var second = await chromium.NewPerson(patient.Address);
        var (anna, bela) = (await first.Desk(0, "/app/why"), await second.Desk(1, "/app/why"));
        await anna.GoesOffline();
        await bela.GoesOffline();
        await using var visitor = await chromium.NewPerson(patient.Address);
        await (await visitor.VisitShop()).WriteOffline("Is the moon lamp in stock?", "Dóra", "dora@example.com");
        await Expect(Mine(anna)).ToContainTextAsync("Anna gets an e-mail at ");
        await Expect(Mine(anna)).ToContainTextAsync("unless somebody comes back");

        await anna.Locator(".top .status").GetByRole(AriaRole.Button, new() { Name = "Online", Exact = true }).ClickAsync();
        await Expect(Mine(anna)).ToContainTextAsync("Anna came back online at ");
        await Expect(Mine(bela)).ToContainTextAsync("online then: Anna");
        await Expect(bela.Check("Online right now: Anna")).ToHaveClassAsync("check now");

        await Mine(anna).Locator("xpath=ancestor::li").GetByRole(AriaRole.Link, new() { Name = "To the conversation", Exact = true }).ClickAsync();
        await anna.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();
        await Expect(anna.Box("Mine").Locator(".count")).ToHaveTextAsync("1");
        await anna.GotoAsync("/app/why");
        await Expect(Mine(anna)).ToContainTextAsync("accepted by Anna, who was online");
    }

    [Fact]
    public async Task About_unaccepted_conversations_it_says_what_is_switched_off_and_what_the_package_lacks()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(1, "/app/why");
        await app.Check("You want e-mail about unaccepted conversations").GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(app.Check("You have switched off e-mail about unaccepted conversations")).ToHaveClassAsync("check stops");
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await Expect(shop.Chat().Locator(".state")).ToHaveTextAsync("We are here");
        await shop.Write("Is anybody there?");
        await Expect(Mine(app)).ToContainTextAsync("Béla got no e-mail: switched their own notifications off at ");

        await server.Restart("Nightbell:Packages:Pro:UnacceptedConversations=false");
        await using var colleague = await chromium.NewPerson(server.Address);
        var anna = await colleague.Desk(0, "/app/why");
        await Expect(anna.Check("has no e-mail about unaccepted conversations")).ToHaveClassAsync("check stops");
        await using var another = await chromium.NewPerson(server.Address);
        await (await another.VisitShop()).Write("And now?");
        await Expect(Mine(anna)).ToContainTextAsync("has no e-mail about unaccepted conversations");
    }

    [Fact]
    public async Task My_address_is_tried_by_a_mail_with_a_link()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/why");
        await app.GetByRole(AriaRole.Button, new() { Name = "Send me a mail to confirm" }).ClickAsync();
        await Expect(app.Check("Notifications go to anna@demo.example")).ToContainTextAsync("A mail to anna@demo.example is on its way");
        await app.GetByRole(AriaRole.Button, new() { Name = "Send a test mail to me" }).ClickAsync();
        await Expect(app.Locator(".check.try")).ToContainTextAsync("anna@demo.example: kept in the mailbox");
    }

    /// <summary>That a mail was sent, and right after it that it was heard of.</summary>
    [GeneratedRegex("was sent an e-mail|gets no further e-mail", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Told();

    /// <summary>What was decided last, on one's own page.</summary>
    private static ILocator Mine(IPage app) => app.Locator(".notices .sentence").First;
}
