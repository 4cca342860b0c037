using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>What is written arrives exactly once and in order, whatever the network does.</summary>
public sealed class OutboxTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    private const int Cuts = 1_000;
    private const int CutsBetweenReloads = 250;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    /// <summary>Writes one message after the other, never more than a few ahead of what has arrived, and tells the widget often that the network may be back.</summary>
    private const string WriteOn = """
        (from) => {
          const root = document.querySelector('nightbell-chat').shadowRoot;
          const [text, form] = [root.querySelector('textarea'), root.querySelector('form')];
          window.written = from;
          window.timer = setInterval(() => {
            if (root.querySelectorAll('.message.visitor').length - root.querySelectorAll('.message.visitor time').length < 4) {
              text.value = String(++window.written);
              form.requestSubmit();
            }
            dispatchEvent(new Event('online'));
          }, 10);
        }
        """;

    [Fact]
    public async Task What_is_written_without_a_network_arrives_in_order_when_it_is_back()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.WriteOffline("One", "Dóra", "dora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        await visitor.SetOfflineAsync(true);
        await page.Write("Two");
        await page.Write("Three");
        await Expect(page.Chat().Locator(".failed").First).ToContainTextAsync("Not sent.");
        await visitor.SetOfflineAsync(false);

        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(3);
        await Expect(page.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync(["One", "Two", "Three"]);
    }

    /// <summary>Nobody is lost with the tab they wrote in.</summary>
    [Fact]
    public async Task What_was_written_in_a_tab_that_was_closed_is_sent_by_another_one()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var stays = await visitor.NewPageAsync();
        await stays.GotoAsync("/");
        await stays.OpenChat();
        await stays.WriteOffline("One", "Dóra", "dora@example.com");
        await Expect(stays.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var goes = await visitor.NewPageAsync();
        await goes.GotoAsync("/other");
        await goes.OpenChat();
        await Expect(goes.Chat().Locator(".message.visitor")).ToHaveCountAsync(1);

        await visitor.SetOfflineAsync(true);
        await goes.Write("Two");
        await Expect(goes.Chat().Locator(".failed").First).ToContainTextAsync("Not sent.");
        await goes.CloseAsync();
        await visitor.SetOfflineAsync(false);

        // Whoever closes a tab looks at another one; a page without a head is always looked at, and does not tell.
        await stays.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await Expect(stays.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(2);
        await Expect(stays.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync(["One", "Two"]);
    }

    [Fact]
    public async Task What_has_not_arrived_survives_a_reload_on_another_page()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/first");
        await page.OpenChat();

        // The worst moments: one arrives, and its answer is lost; the next does not arrive. Then the page is another one.
        var posts = 0;
        await visitor.RouteAsync("**/widget/v1/messages", async route =>
        {
            if (route.Request.Method == "POST" && posts++ == 0)
                await route.FetchAsync();
            await route.AbortAsync();
        });
        await page.WriteOffline("Only once", "Ede", "ede@example.com");
        await page.Write("Then this");
        await Expect(page.Chat().Locator(".failed").Last).ToContainTextAsync("Not sent.");
        await page.GotoAsync("/second");
        await visitor.UnrouteAllAsync();
        await page.OpenChat();

        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(2);
        await Expect(page.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync(["Only once", "Then this"]);
        await using var agent = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        Assert.Equal(["Only once", "Then this"], await server.Said(owner, await server.ConversationThatSays(owner, "Then this")));
    }

    [Theory]
    [InlineData(1)]
    public async Task A_thousand_cuts_lose_and_double_nothing(int seed)
    {
        await using var line = FaultyLine.To(server.Address, seed);
        await using var site = ForeignSite.WithPage(ForeignSite.Tag(line.Address, server.Key));
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.WriteOffline("0", "Dóra", "dora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        var (written, began) = (0, Stopwatch.StartNew());
        for (var goal = CutsBetweenReloads; goal <= Cuts; goal += CutsBetweenReloads)
        {
            line.IsFaulty = true;
            await page.EvaluateAsync(WriteOn, written);
            while (line.Cuts < goal && began.Elapsed < Limit)
                await page.WaitForTimeoutAsync(50);
            line.IsFaulty = false;
            written = await page.EvaluateAsync<int>("(clearInterval(window.timer), window.written)");

            // In the middle of it: what is under way then goes on with the next page.
            await page.ReloadAsync();
            await page.OpenChat();
        }

        Assert.True(line.Cuts >= Cuts, $"{line.Cuts} cuts in {began.Elapsed}");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(written + 1);
        await using var agent = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var said = await server.Said(owner, await server.ConversationThatSays(owner, written.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(Enumerable.Range(0, written + 1).Select(n => n.ToString(CultureInfo.InvariantCulture)), said);
        Assert.True(written > 50, $"only {written} messages");
    }
}
