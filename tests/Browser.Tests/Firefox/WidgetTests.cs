using Microsoft.Playwright;
using Nightbell.Browser.Tests.Dashboard;
using Nightbell.Browser.Tests.Widget;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Firefox;

/// <summary>A visitor with Firefox, on somebody else's page.</summary>
public sealed class WidgetTests(FirefoxEsr firefox, WidgetServer server) : IClassFixture<FirefoxEsr>, IClassFixture<WidgetServer>
{
    [Fact]
    public async Task Under_a_strict_policy_they_write_and_are_answered_live()
    {
        var from = server.Address.GetLeftPart(UriPartial.Authority);
        await using var site = ForeignSite.WithPage(
            server.Tag(), policy: $"default-src 'none'; script-src {from}; connect-src {from}; img-src {from}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'");
        await using var visitor = await firefox.NewPerson(site.Address);
        await using var agent = await firefox.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var page = await visitor.NewPageAsync();
        var complaints = page.Gather();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.WriteOffline("Behind a strict policy", "Dóra", "dora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToBeVisibleAsync();
        await server.Answer(owner, await server.ConversationThatSays(owner, "Behind a strict policy"), "Heard.");
        await Expect(page.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Heard.");
        Assert.Equal(60, (await page.Chat().Locator(".launcher").BoundingBoxAsync())!.Width);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Two_tabs_share_one_stream_and_the_second_goes_on_when_the_first_is_closed()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await firefox.NewPerson(site.Address);
        await using var agent = await firefox.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var streams = Streams.Watch(visitor);
        var first = await visitor.NewPageAsync();
        await first.GotoAsync("/one");
        await first.OpenChat();
        await first.WriteOffline("In two tabs", "Dóra", "dora@example.com");
        await Expect(first.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var conversation = await server.ConversationThatSays(owner, "In two tabs");
        var second = await visitor.NewPageAsync();
        await second.GotoAsync("/two");
        await second.OpenChat();
        await Expect(second.Chat().Locator(".message.visitor")).ToHaveCountAsync(1);

        await server.Answer(owner, conversation, "Heard in both");
        foreach (var tab in new[] { first, second })
            await Expect(tab.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Heard in both");
        Assert.Single(streams);

        await first.CloseAsync();
        await server.Answer(owner, conversation, "Nobody misses this");
        await Expect(second.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync(["Heard in both", "Nobody misses this"]);
    }

    [Fact]
    public async Task What_is_written_and_answered_while_the_line_is_cut_is_there_when_it_is_mended()
    {
        await using var line = Line.To(server.Address);
        await using var site = ForeignSite.WithPage(ForeignSite.Tag(line.Address, server.Key));
        await using var visitor = await firefox.NewPerson(site.Address);
        await using var agent = await firefox.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        var chat = page.Chat();
        await page.WriteOffline("Into the tunnel", "Ede", "ede@example.com");
        await Expect(chat.Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var conversation = await server.ConversationThatSays(owner, "Into the tunnel");

        line.Cut();
        await Expect(chat.Locator(".note")).ToHaveTextAsync("No connection. We keep trying.");
        await page.Write("In the tunnel");
        await server.Answer(owner, conversation, "Can you hear us?");
        line.Mend();

        await Expect(chat.Locator(".message.agent .bubble")).ToHaveTextAsync("Can you hear us?");
        await Expect(chat.Locator(".message.visitor .foot time")).ToHaveCountAsync(2);
        await Expect(chat.Locator(".note")).ToHaveTextAsync("");
        Assert.Equal(["Into the tunnel", "Can you hear us?", "In the tunnel"], await server.Said(owner, conversation));
    }

    [Theory]
    [InlineData("hu", "Van raktáron?", "ltr", 320)]
    [InlineData("ar", "هل هو متوفر؟", "rtl", 320)]
    public async Task It_fits_reads_and_has_names_in_both_directions(string language, string question, string direction, int width)
    {
        await using var site = ForeignSite.WithPage(server.Tag(), lang: language);
        await using var visitor = await firefox.NewPerson(site.Address, width: width);
        await using var agent = await firefox.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        var chat = page.Chat();
        await page.WriteOffline(question, "Dóra", "dora@example.com");
        await Expect(chat.Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await server.Answer(owner, await server.ConversationThatSays(owner, question), $"https://shop.example/{new string('w', 90)}");
        await Expect(chat.Locator(".message.agent .bubble")).ToHaveCountAsync(1);
        await page.Take($"firefox-{language}-{width}");

        Assert.Equal((direction, language), (await chat.Locator(".panel").GetAttributeAsync("dir"), await chat.Locator(".panel").GetAttributeAsync("lang")));
        Assert.Empty(await page.Findings());
        Assert.Equal(0, await page.SidewaysScroll());
        Assert.Equal(0, await chat.Locator(".log").EvaluateAsync<int>("(log) => Math.max(0, log.scrollWidth - log.clientWidth)"));
        var panel = (await chat.Locator(".panel").BoundingBoxAsync())!;
        Assert.True(panel.X >= 0 && panel.X + panel.Width <= width, $"{panel.X} {panel.Width}");
    }
}
