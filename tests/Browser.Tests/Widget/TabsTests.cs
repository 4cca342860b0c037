using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>A visitor with several pages of a site open.</summary>
public sealed class TabsTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    [Fact]
    public async Task Three_tabs_share_one_stream_and_another_one_goes_on_when_its_holder_is_closed()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var streams = Streams.Watch(visitor);
        var owner = await server.Owner(agent);
        var first = await visitor.NewPageAsync();
        await first.GotoAsync("/one");
        await first.OpenChat();
        await first.WriteOffline("In three tabs", "Dóra", "dora@example.com");
        await Expect(first.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var conversation = await server.ConversationThatSays(owner, "In three tabs");
        var tabs = new List<IPage> { first };
        foreach (var path in (string[])["/two", "/three"])
        {
            var tab = await visitor.NewPageAsync();
            await tab.GotoAsync(path);
            await tab.OpenChat();
            await Expect(tab.Chat().Locator(".message.visitor")).ToHaveCountAsync(1);
            tabs.Add(tab);
        }

        await server.Answer(owner, conversation, "Heard in all of them");
        foreach (var tab in tabs)
            await Expect(tab.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Heard in all of them");
        Assert.Single(streams);

        // The first holds the stream. While it is gone and no other has taken over, something is said.
        await first.CloseAsync(new() { RunBeforeUnload = false });
        await server.Answer(owner, conversation, "Nobody misses this");
        foreach (var tab in tabs.Skip(1))
            await Expect(tab.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync(["Heard in all of them", "Nobody misses this"]);
        Assert.Single(streams.Keys, stream => !stream.Frame.Page.IsClosed);

        await tabs[1].Write("From the second");
        await Expect(tabs[2].Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync(["In three tabs", "From the second"]);
    }

    [Fact]
    public async Task A_tab_from_before_the_first_message_hears_of_its_answer()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var waiting = await visitor.NewPageAsync();
        await waiting.GotoAsync("/one");
        await waiting.Chat().Locator(".launcher").WaitForAsync();
        var writing = await visitor.NewPageAsync();
        await writing.GotoAsync("/two");
        await writing.OpenChat();
        await writing.WriteOffline("From the other tab", "Dóra", "dora@example.com");
        await Expect(writing.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await writing.Keyboard.PressAsync("Escape");

        await server.Answer(owner, await server.ConversationThatSays(owner, "From the other tab"), "Heard in both");
        await Expect(waiting.Chat().Locator(".badge")).ToHaveTextAsync("1");
        Assert.Equal(["From the other tab", "Heard in both"], await server.Said(owner, await server.ConversationThatSays(owner, "Heard in both")));
    }

    [Fact]
    public async Task The_bell_goes_on_listening_after_a_proxy_has_answered_for_the_server()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        var asked = new TaskCompletionSource();
        var refused = 0;
        await page.RouteAsync("**/widget/v1/*/events?*", async route =>
        {
            if (Interlocked.Increment(ref refused) <= 2)
            {
                await route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "Bad gateway" });
                return;
            }

            await route.ContinueAsync();
            asked.TrySetResult();
        });
        await page.GotoAsync("/");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_was_said_before_is_shown_once_the_server_can_be_asked_again()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.WriteOffline("Do you know me?", "Flóra", "flora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        var looks = 0;
        await page.RouteAsync("**/widget/v1/conversation", route => Interlocked.Increment(ref looks) switch
        {
            1 => route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "Bad gateway" }),
            2 => route.AbortAsync(),
            _ => route.ContinueAsync(),
        });
        await page.ReloadAsync();
        await page.OpenChat();
        await Expect(page.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync("Do you know me?");
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task What_could_not_be_loaded_for_whoever_has_written_is_loaded_later()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.WriteOffline("Do you know me?", "Flóra", "flora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        var refused = new TaskCompletionSource();
        await page.RouteAsync("**/widget-panel-*.js*", async route =>
        {
            if (refused.Task.IsCompleted)
            {
                await route.ContinueAsync();
                return;
            }

            await route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "Bad gateway" });
            refused.TrySetResult();
        });
        await page.ReloadAsync();
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        for (var minutes = 0; minutes < 30 && await page.Chat().Locator(".message.visitor").CountAsync() == 0; minutes++)
            await page.Clock.RunForAsync(60_000);
        await Expect(page.Chat().Locator(".message.visitor")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Leaving_is_told_by_the_last_tab_alone()
    {
        await using var site = ForeignSite.Of(path => ForeignSite.Page(path == "/plain" ? "" : server.Tag()));
        await using var visitor = await chromium.NewPerson(site.Address);

        // What a page sends as it goes is not told to whoever watches the browser: the page notes it itself.
        await visitor.AddInitScriptAsync("""
            const real = window.fetch;
            window.fetch = (url, init) => {
              if (String(url).endsWith('/leave')) localStorage.setItem('left', Number(localStorage.getItem('left')) + 1);
              return real(url, init);
            };
            """);
        var first = await visitor.NewPageAsync();
        await first.GotoAsync("/");
        await first.OpenChat();
        await first.WriteOffline("Coming and going", "Ede", "ede@example.com");
        await Expect(first.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var second = await visitor.NewPageAsync();
        await second.GotoAsync("/");
        await second.OpenChat();
        await Expect(second.Chat().Locator(".message.visitor")).ToHaveCountAsync(1);

        await first.GotoAsync("/plain");
        Assert.Null(await first.EvaluateAsync<string?>("localStorage.getItem('left')"));
        await second.GotoAsync("/plain");
        Assert.Equal("1", await second.EvaluateAsync<string?>("localStorage.getItem('left')"));
    }
}
