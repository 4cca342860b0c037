using System.IO.Compression;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>The dashboard is for everybody: by keyboard, on a phone, in Hungarian, in both themes, over a slow line.</summary>
public sealed class EverybodyTests(Chromium chromium, ServerProcess server) : IClassFixture<ServerProcess>
{
    /// <summary>Bytes of script, compressed, until the list of conversations shows.</summary>
    private const int Budget = 250_000;

    public static TheoryData<string, ColorScheme> PagesInBothThemes { get; } = new(
        from page in new[] { "/app", "/app?pane=why", "/app/why", "/app/devices", "/app/settings", "/app/settings/preview", "/app/settings/mail", "/app/nowhere" }
        from scheme in new[] { ColorScheme.Light, ColorScheme.Dark }
        select (page, scheme));

    [Theory]
    [MemberData(nameof(PagesInBothThemes))]
    public async Task Nothing_on_a_page_keeps_anybody_out(string path, ColorScheme scheme)
    {
        await SomebodyWaits();
        await using var agent = await chromium.NewPerson(server.Address, scheme: scheme);
        var app = await agent.NewPageAsync();
        await app.GotoAsync(path);
        Assert.Equal([], await Settled(app, "h1"));
        await app.SignInAs(0);
        if (path.StartsWith("/app?", StringComparison.Ordinal) || path == "/app")
            await app.Locator(".rows a").First.ClickAsync();
        if (path.Contains("pane", StringComparison.Ordinal))
            await app.AskWhy();
        Assert.Equal([], await Settled(app, path == "/app/settings" ? "nav h1" : "h1, h2"));
        await app.Locator(".own").ClickAsync();
        Assert.Equal([], await Settled(app, "#own-menu"));
    }

    [Theory]
    [InlineData("/app")]
    [InlineData("/app/why")]
    [InlineData("/app/devices")]
    [InlineData("/app/settings/preview")]
    [InlineData("/app/settings/mail")]
    public async Task A_page_fits_a_small_phone_in_Hungarian(string path)
    {
        await SomebodyWaits();
        await using var agent = await chromium.NewPerson(server.Address, "hu-HU", width: 360, scheme: ColorScheme.Dark);
        var app = await agent.Desk(2, path);
        await app.FromOwnMenu("Magyar");
        await Expect(app.Locator(".top nav a").First).ToHaveTextAsync("Beszélgetések");
        Assert.Equal(0, await app.SidewaysScroll());
        if (path == "/app")
        {
            await app.Locator(".rows a").First.ClickAsync();
            await Expect(app.Locator(".standing")).ToContainTextAsync("óta vár");
            await app.AskWhy();
            await Expect(app.Locator(".why h2")).ToHaveTextAsync("Ki kapott e-mailt, és ki miért nem");
            Assert.Equal(0, await app.SidewaysScroll());
        }

        await app.FromOwnMenu("English");
    }

    [Fact]
    public async Task A_conversation_is_answered_with_the_keyboard_alone()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await shop.WriteOffline("By hand, please.", "Kata", "kata@example.com");
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.NewPageAsync();
        await app.GotoAsync("/app");
        await app.GetByLabel("E-mail address").FocusAsync();
        await app.Keyboard.TypeAsync("anna@demo.example");
        await app.Keyboard.PressAsync("Tab");
        await app.Keyboard.TypeAsync("moonlight-shop");
        await app.Keyboard.PressAsync("Enter");
        await Expect(app.Row("Kata")).ToBeVisibleAsync();

        await app.Keyboard.PressAsync("/");
        await Expect(app.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await app.Keyboard.TypeAsync("by hand");
        await Expect(app.Locator(".rows a")).ToHaveCountAsync(1);
        await app.Keyboard.PressAsync("Tab");
        await app.Keyboard.PressAsync("Escape");
        await app.Keyboard.PressAsync("j");
        await Expect(app.Locator(".conversation h2")).ToHaveTextAsync("Kata");
        await Expect(app.Locator(".rows a[aria-current]")).ToBeFocusedAsync();
        Assert.NotEqual("none", await app.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await app.Keyboard.PressAsync("r");
        await Expect(app.Locator("#answer")).ToBeFocusedAsync();
        await app.Keyboard.TypeAsync("As you like.");
        await app.Keyboard.PressAsync("Enter");
        await Expect(shop.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("As you like.");
        await app.Keyboard.PressAsync("Escape");
        await app.Keyboard.PressAsync("Escape");
        await Expect(app.Locator(".conversation")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_list_of_conversations_needs_little_script()
    {
        await SomebodyWaits();
        await using var agent = await chromium.NewPerson(server.Address);
        var scripts = new HashSet<string>();
        agent.Request += (_, request) =>
        {
            if (request.ResourceType == "script" || request.Url.EndsWith(".js", StringComparison.Ordinal))
                scripts.Add(new Uri(request.Url).AbsolutePath);
        };
        var app = await agent.Desk(0);
        await Expect(app.Locator(".rows a").First).ToBeVisibleAsync();
        await app.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var built = Path.Combine(AppContext.BaseDirectory, "wwwroot", "built");
        var files = scripts.Select(script => Path.Combine(built, script.TrimStart('/')))
            .Union(Directory.GetFiles(Path.Combine(built, "assets"), "streamWorker*.js")).ToList();
        Assert.True(files.Count > 2);
        Assert.InRange(files.Sum(Compressed), 1, Budget);
    }

    private static long Compressed(string file)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(File.ReadAllBytes(file));
        return packed.Length;
    }

    /// <summary>What axe finds once something is on the page.</summary>
    private static async Task<IReadOnlyList<string>> Settled(IPage page, string shows)
    {
        await page.Locator(shows).First.WaitForAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return await page.Findings();
    }

    private async Task SomebodyWaits()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        if (await shop.Chat().Locator("#name").IsVisibleAsync())
            await shop.WriteOffline("Is the moon lamp in stock?", "Dóra", "dora@example.com");
        else
            await shop.Write("Is the moon lamp in stock?");
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
    }
}
