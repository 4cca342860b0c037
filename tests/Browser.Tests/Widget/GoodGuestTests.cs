using System.Collections.Concurrent;
using Microsoft.Playwright;
using Nightbell.Server.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>The widget on pages of others, which it must not disturb and which must not disturb it.</summary>
public sealed class GoodGuestTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    [Fact]
    public async Task Under_a_strict_policy_the_server_alone_must_be_allowed()
    {
        var from = server.Address.GetLeftPart(UriPartial.Authority);
        await using var site = ForeignSite.WithPage(
            server.Tag(), policy: $"default-src 'none'; script-src {from}; connect-src {from}; img-src {from}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'");
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, complaints) = await Open(visitor);

        await page.OpenChat();
        await page.WriteOffline("Behind a strict policy", "Dóra", "dora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToBeVisibleAsync();
        Assert.Equal(60, (await page.Chat().Locator(".launcher").BoundingBoxAsync())!.Width);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_page_keeps_its_globals_styles_layout_and_title_and_gets_no_cookie()
    {
        const string watch = """
            <style>button { color: rgb(1, 2, 3); border: 5px solid red } * { letter-spacing: 2px }</style>
            <script>
              window.before = new Set(Object.getOwnPropertyNames(window));
              window.shifts = 0;
              new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; }).observe({ type: 'layout-shift', buffered: true });
            </script>
            """;
        await using var site = ForeignSite.WithPage("<button id=\"own\">Own</button>" + server.Tag(), watch);
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, complaints) = await Open(visitor);
        await Expect(page.Chat().Locator(".launcher")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));

        await page.OpenChat();
        await page.Chat().Locator("textarea").WaitForAsync();

        Assert.Equal(["nightbell"], await page.EvaluateAsync<string[]>("Object.getOwnPropertyNames(window).filter((name) => !before.has(name) && !/^\\d+$/.test(name) && !['before', 'shifts'].includes(name))"));
        Assert.Equal(0, await page.EvaluateAsync<double>("shifts"));
        Assert.Equal("rgb(1, 2, 3)", await page.EvaluateAsync<string>("getComputedStyle(document.getElementById('own')).color"));
        Assert.NotEqual("rgb(1, 2, 3)", await page.Chat().Locator(".launcher").EvaluateAsync<string>("(button) => getComputedStyle(button).color"));
        Assert.Equal("0px", await page.Chat().Locator(".launcher").EvaluateAsync<string>("(button) => getComputedStyle(button).borderTopWidth"));
        Assert.Equal("/", await page.TitleAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length + sessionStorage.length"));
        Assert.Empty(await visitor.CookiesAsync());
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task What_is_needed_to_chat_is_fetched_when_it_is_opened()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var fetched = new ConcurrentQueue<string>();
        visitor.Request += (_, request) => fetched.Enqueue(new Uri(request.Url).AbsolutePath);
        var (page, _) = await Open(visitor);
        await Expect(page.Chat().Locator(".launcher")).ToBeVisibleAsync();
        Assert.DoesNotContain(fetched, path => path.StartsWith("/assets/", StringComparison.Ordinal));

        await page.OpenChat();

        Assert.Single(fetched, path => path.StartsWith("/assets/widget-panel-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_single_page_application_may_exchange_its_body()
    {
        await using var site = ForeignSite.Of(_ => ForeignSite.Page("", server.Tag()));
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, complaints) = await Open(visitor);
        await page.OpenChat();
        await page.WriteOffline("On the first page", "Ede", "ede@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        // As Turbo does it: another body, and the page's own tags run once more.
        await page.EvaluateAsync("""
            history.pushState({}, '', '/second');
            const body = document.createElement('body');
            body.innerHTML = '<h1>Second</h1>';
            document.body.replaceWith(body);
            const old = document.head.querySelector('script');
            const again = document.createElement('script');
            for (const { name, value } of old.attributes) again.setAttribute(name, value);
            old.replaceWith(again);
            """);
        await Expect(page.Chat()).ToHaveCountAsync(1);
        await Expect(page.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync("On the first page");
        await page.Write("On the second");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(2);

        // As others do it: everything is gone.
        await page.EvaluateAsync("document.body.innerHTML = '<h1>Third</h1>'");
        await Expect(page.Chat().Locator(".message.visitor")).ToHaveCountAsync(2);
        await page.EvaluateAsync("nightbell('remove')");
        await Expect(page.Chat()).ToHaveCountAsync(0);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Two_accounts_may_share_a_page_and_a_tag_may_stand_twice()
    {
        var other = await server.AnotherAccount("Candle Shop");
        await using var site = ForeignSite.WithPage(server.Tag() + server.Tag() + ForeignSite.Tag(server.Address, other));
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, complaints) = await Open(visitor);
        await Expect(page.Chat()).ToHaveCountAsync(2);
        var (first, second) = (page.Locator($"nightbell-chat[data-key='{server.Key}']"), page.Locator($"nightbell-chat[data-key='{other}']"));
        var (one, two) = ((await first.Locator(".launcher").BoundingBoxAsync())!, (await second.Locator(".launcher").BoundingBoxAsync())!);
        Assert.True(Math.Abs(one.X - two.X) >= 60, $"{one.X} and {two.X} lie upon each other.");

        await second.Locator(".launcher").ClickAsync();
        await Expect(second.Locator("h2")).ToHaveTextAsync("Candle Shop");
        await second.Locator("#email").FillAsync("two@example.com");
        await second.Locator("textarea").FillAsync("For the candles");
        await second.Locator("textarea").PressAsync("Enter");
        await Expect(second.Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await page.EvaluateAsync($"nightbell('{server.Key}:open'); nightbell('{other}:close')");
        await Expect(first.Locator("h2")).ToHaveTextAsync("Moonlight Shop");
        await Expect(first.Locator(".message")).ToHaveCountAsync(0);
        await Expect(second.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task What_is_called_of_the_second_account_waits_for_its_tag()
    {
        var other = await server.AnotherAccount("Lamp Shop");
        var calls = $"<script>window.nightbell = function () {{ (nightbell.q = nightbell.q || []).push(arguments); }}; nightbell('{other}:open');</script>";
        await using var site = ForeignSite.WithPage(server.Tag(), calls);
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, complaints) = await Open(visitor);
        await Expect(page.Chat()).ToHaveCountAsync(1);
        await page.EvaluateAsync($"nightbell('{other}:language', 'hu')");
        await page.AddScriptTagAsync(new() { Url = $"{server.Address}widget.js?key={other}" });
        var second = page.Locator($"nightbell-chat[data-key='{other}']");
        await Expect(second.Locator("h2")).ToHaveTextAsync("Lamp Shop");
        await Expect(second.Locator("#text")).ToHaveAttributeAsync("placeholder", "Írja ide az üzenetét…");
        await Expect(page.Locator($"nightbell-chat[data-key='{server.Key}']").GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task With_blocked_storage_the_conversation_lasts_as_long_as_the_page()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await visitor.AddInitScriptAsync("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });");
        var (page, complaints) = await Open(visitor);
        await page.OpenChat();
        await page.WriteOffline("Remember nothing", "Flóra", "flora@example.com");
        await page.Write("And again nothing");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(2);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_page_in_the_background_opens_no_stream_before_somebody_looks()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await visitor.AddInitScriptAsync("""
            window.looked = false;
            Object.defineProperty(document, 'visibilityState', { get: () => (window.looked ? 'visible' : 'hidden') });
            Object.defineProperty(document, 'hidden', { get: () => !window.looked });
            """);
        var streams = 0;
        visitor.Request += (_, request) => streams += request.Url.Contains("/events", StringComparison.Ordinal) ? 1 : 0;
        var (page, _) = await Open(visitor);
        await Expect(page.Chat().Locator(".launcher")).ToBeVisibleAsync();
        Assert.Equal(0, streams);
        await page.RunAndWaitForRequestAsync(
            () => page.EvaluateAsync("window.looked = true; document.dispatchEvent(new Event('visibilitychange'))"),
            request => request.Url.Contains("/events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_consent_is_asked_for_nothing_is_sent_or_stored_before_it_is_given()
    {
        await using var site = ForeignSite.WithPage(server.Tag("data-consent"));
        await using var visitor = await chromium.NewPerson(site.Address);
        var asked = new ConcurrentQueue<string>();
        visitor.Request += (_, request) => asked.Enqueue(request.Url);
        var (page, _) = await Open(visitor);
        await page.WaitForFunctionAsync("typeof nightbell === 'function'");
        Assert.DoesNotContain(asked, url => url.Contains("/widget/v1/", StringComparison.Ordinal));

        await page.EvaluateAsync("nightbell('consent', true)");
        await page.OpenChat();
        await page.WriteOffline("I agree", "Gizi", "gizi@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        await page.EvaluateAsync("nightbell('consent', false)");
        await Expect(page.Chat().Locator(".consent button")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));
        await Expect(page.Chat().Locator(".message")).ToHaveCountAsync(0);

        // Whoever changes their mind begins anew.
        await page.EvaluateAsync("nightbell('consent', true)");
        await page.WriteOffline("Once more", "Gizi", "gizi@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await Expect(page.Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync("Once more");
    }

    [Theory]
    [InlineData("nightbell('consent', false)", "data-consent")]
    [InlineData("nightbell('identify', null)", "")]
    public async Task What_was_asked_for_a_visitor_who_is_forgotten_meanwhile_is_neither_stored_nor_shown(string forget, string attributes)
    {
        await using var site = ForeignSite.WithPage(server.Tag(attributes));
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, _) = await Open(visitor);
        await page.WaitForFunctionAsync("typeof nightbell === 'function'");
        await page.EvaluateAsync("nightbell('consent', true)");
        await page.OpenChat();
        await page.WriteOffline("Forget me", "Gizi", "gizi@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);

        var asked = new TaskCompletionSource<IRoute>();
        await page.RouteAsync("**/widget/v1/conversation", route => asked.TrySetResult(route) ? Task.CompletedTask : route.ContinueAsync());
        await page.EvaluateAsync("nightbell('group', 'nobody'); nightbell('group', '')");
        var route = await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await page.EvaluateAsync(forget);
        await Expect(page.Chat().Locator(".message")).ToHaveCountAsync(0);
        await Task.WhenAll(page.WaitForResponseAsync("**/widget/v1/conversation"), route.ContinueAsync());
        await page.EvaluateAsync("new Promise((done) => setTimeout(done, 100))");
        await Expect(page.Chat().Locator(".message")).ToHaveCountAsync(0);
        Assert.DoesNotContain("token", await page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);
        Assert.DoesNotContain("seen", await page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_forgotten_in_one_tab_is_forgotten_in_the_others()
    {
        await using var site = ForeignSite.WithPage(server.Tag("data-consent"));
        await using var visitor = await chromium.NewPerson(site.Address);
        var (page, _) = await Open(visitor);
        await page.WaitForFunctionAsync("typeof nightbell === 'function'");
        await page.EvaluateAsync("nightbell('consent', true)");
        await page.OpenChat();
        await page.WriteOffline("In both tabs", "Gizi", "gizi@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var (other, _) = await Open(visitor);
        await other.OpenChat();
        await Expect(other.Chat().Locator(".message.visitor")).ToHaveCountAsync(1);

        await page.EvaluateAsync("nightbell('consent', false)");
        await Expect(other.Chat().Locator(".message")).ToHaveCountAsync(0);
        await Expect(other.Chat().Locator(".consent button")).ToBeVisibleAsync();
        Assert.Equal(0, await other.EvaluateAsync<int>("localStorage.length"));
    }

    [Fact]
    public async Task Whoever_takes_their_consent_back_in_one_tab_is_not_listened_to_in_another()
    {
        await using var site = ForeignSite.WithPage(server.Tag("data-consent"));
        await using var visitor = await chromium.NewPerson(site.Address);
        var streams = new ConcurrentDictionary<IRequest, bool>();
        visitor.Request += (_, request) => streams.TryAdd(request, request.Url.Contains("/events", StringComparison.Ordinal));
        visitor.RequestFinished += (_, request) => streams[request] = false;
        visitor.RequestFailed += (_, request) => streams[request] = false;
        var (page, _) = await Open(visitor);
        var (other, _) = await Open(visitor);
        await page.WaitForFunctionAsync("typeof nightbell === 'function'");
        await other.WaitForFunctionAsync("typeof nightbell === 'function'");
        await other.EvaluateAsync("nightbell('consent', true)");
        await page.EvaluateAsync("nightbell('consent', true)");
        await Soon.Holds("one tab listens", () => streams.Values.Count(isOpen => isOpen) == 1);

        await page.EvaluateAsync("nightbell('consent', false)");
        await Soon.Holds("no tab listens", () => streams.Values.All(isOpen => !isOpen));
        await page.WaitForTimeoutAsync(500);
        Assert.DoesNotContain(true, streams.Values);
    }

    /// <summary>Opens the site, and gathers what the browser complains of on the way.</summary>
    private static async Task<(IPage Page, IReadOnlyCollection<string> Complaints)> Open(IBrowserContext visitor)
    {
        var page = await visitor.NewPageAsync();
        var complaints = page.Gather();
        await page.GotoAsync("/");
        await page.Chat().First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return (page, complaints);
    }
}
