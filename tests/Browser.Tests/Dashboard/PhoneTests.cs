using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>The dashboard as a program on a phone: it can be installed, and opens without a connection.</summary>
public sealed class PhoneTests(Chromium chromium) : IAsyncLifetime
{
    private const string Kept = "async () => (await navigator.serviceWorker.getRegistration('/app'))?.active?.state === 'activated'";

    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Without_a_connection_the_shell_opens_says_so_and_recovers_and_holds_no_answer_of_the_server()
    {
        await using var line = Line.To(server.Address);
        await using var agent = await chromium.NewPerson(line.Address, width: 360);
        var app = await agent.Desk(0);
        await app.WaitForFunctionAsync(Kept);
        await app.GotoAsync("/app/settings/profile");
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "Profile" })).ToBeVisibleAsync();

        await app.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        line.Cut();

        // By the page: Playwright takes the worker's vain request for that of the page and calls it failed.
        await app.EvaluateAsync("setTimeout(() => location.reload())");
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "No connection" })).ToBeVisibleAsync();
        Assert.Empty(await app.Findings());
        await app.Take("offline");
        line.Mend();
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "Profile" })).ToBeVisibleAsync();

        line.Cut();
        await app.EvaluateAsync("setTimeout(() => location.assign('/app'))");
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "No connection" })).ToBeVisibleAsync();
        line.Mend();
        await Expect(app.Locator(".boxes .count").First).ToBeVisibleAsync();

        var kept = await app.EvaluateAsync<string[]>("""
            caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)))).then((all) => Promise.all(all.map((cache) => cache.keys())))
              .then((all) => all.flat().map(({ url }) => new URL(url).pathname))
            """);
        Assert.Contains("/app", kept);
        Assert.All(kept, path => Assert.True(path == "/app" || path.StartsWith("/assets/", StringComparison.Ordinal), path));
    }

    [Fact]
    public async Task What_was_kept_of_an_older_version_goes_and_the_page_always_is_the_servers()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.NewPageAsync();
        await app.GotoAsync("/app");
        await app.EvaluateAsync("""
            (async () => {
              for (const name of ['shell older', 'shell old']) {
                const cache = await caches.open(name);
                await cache.put('/app', new Response('<p>An older page.</p>', { headers: { 'content-type': 'text/html' } }));
              }
            })()
            """);
        await app.SignInAs(0);
        await app.WaitForFunctionAsync(Kept);
        await app.GotoAsync("/app/devices");
        await Expect(app.Locator(".devices li")).ToHaveCountAsync(1);
        await app.WaitForFunctionAsync("async () => { const names = await caches.keys(); return !names.includes('shell older') && names.length === 2; }");
    }

    [Fact]
    public async Task It_can_be_installed_with_icons_of_every_kind()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.NewPageAsync();
        await app.GotoAsync("/app");
        var answer = await app.APIRequest.GetAsync(await app.Locator("link[rel=manifest]").GetAttributeAsync("href") ?? "");
        Assert.Equal("application/manifest+json", answer.Headers["content-type"]);
        var manifest = (await answer.JsonAsync())!.Value;
        Assert.Equal("/app", manifest.GetProperty("start_url").GetString());
        Assert.Equal("standalone", manifest.GetProperty("display").GetString());
        var icons = manifest.GetProperty("icons").EnumerateArray().ToList();
        Assert.Contains(icons, icon => icon.GetProperty("purpose").GetString() == "maskable");
        foreach (var icon in icons.Select(i => (Path: i.GetProperty("src").GetString()!, Sizes: i.GetProperty("sizes").GetString())))
        {
            var size = await app.EvaluateAsync<string>(
                "(path) => new Promise((told) => { const image = new Image(); image.onload = () => told(`${image.naturalWidth}x${image.naturalHeight}`); image.onerror = () => told('none'); image.src = path; })",
                icon.Path);
            Assert.Equal(icon.Sizes, size);
        }
    }

    [Theory]
    [InlineData("en-GB", "English")]
    [InlineData("hu-HU", "Magyar")]
    public async Task On_a_small_phone_the_pages_stand_in_one_row(string locale, string language)
    {
        await using var agent = await chromium.NewPerson(server.Address, locale, width: 360);
        var app = await agent.Desk(0);
        await app.FromOwnMenu(language);
        await app.Keyboard.PressAsync("Escape");
        var tops = await app.Locator(".top nav a:visible").EvaluateAllAsync<double[]>("(links) => links.map((link) => link.getBoundingClientRect().top)");
        Assert.Equal(4, tops.Length);
        Assert.Single(tops.Distinct());
        Assert.Equal(0, await app.SidewaysScroll());
        await app.Take($"phone-header-{language}");
        await app.GotoAsync("/app/settings");
        await Expect(app.Locator(".top nav a.active")).ToBeInViewportAsync(new() { Ratio = 0.95f });
        await app.Take($"phone-header-settings-{language}");
    }

    [Fact]
    public async Task Installed_it_is_a_device_of_its_kind()
    {
        await using var agent = await chromium.NewPerson(server.Address, width: 360);
        await agent.AddInitScriptAsync("""
            const ask = matchMedia.bind(globalThis);
            globalThis.matchMedia = (query) => (query.includes('display-mode') ? { matches: query.includes('standalone') } : ask(query));
            Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36' });
            """);
        var app = await agent.Desk(0, "/app/devices");
        await Expect(app.Locator(".devices li")).ToContainTextAsync("Chrome on Android");
        await Expect(app.Locator(".devices li .hint")).ToContainTextAsync("Phone");
    }
}
