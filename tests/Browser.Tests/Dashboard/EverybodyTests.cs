using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>The dashboard is for everybody: by keyboard, on a phone, in Hungarian, in both themes, over a slow line.</summary>
public sealed class EverybodyTests(Chromium chromium, DemoServer server) : IClassFixture<DemoServer>
{
    /// <summary>Bytes of script, compressed, until the list of conversations shows.</summary>
    private const int Budget = 250_000;

    /// <summary>Each page, and what shows that it is there.</summary>
    private static readonly (string Path, string Shows)[] Pages =
    [
        ("/app", ".rows a"), ("/app/why", ".notices .sentence"), ("/app/devices", ".devices li"), ("/app/settings", ".settings nav h1"),
        ("/app/settings/preview", ".now li"), ("/app/settings/mail", ".chosen .note"), ("/app/nowhere", "h1"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light, "English")]
    [InlineData(ColorScheme.Dark, "English")]
    [InlineData(ColorScheme.Light, "Magyar")]
    public async Task Nothing_on_a_page_keeps_anybody_out(ColorScheme scheme, string language)
    {
        await SomebodyWaits();
        await using var agent = await chromium.NewPerson(server.Address, scheme: scheme);
        var app = await agent.NewPageAsync();
        await app.GotoAsync("/app");
        await Accessible(app, ".hints button");
        await app.SignInAs(0);
        await app.FromOwnMenu(language);
        await app.Keyboard.PressAsync("Escape");
        await app.Locator(".rows a").First.ClickAsync();
        await Accessible(app, ".composer");
        await app.AskWhy();
        await app.Locator(".why summary").First.ClickAsync();
        await Accessible(app, ".why .evidence");
        await app.Locator(".own").ClickAsync();
        await Accessible(app, "#own-menu");
        foreach (var (path, shows) in Pages)
        {
            await app.GotoAsync(path);
            await Accessible(app, shows);
        }

        await app.FromOwnMenu("English");
        await Expect(app.Locator(".top nav a").First).ToHaveTextAsync("Conversations");
    }

    [Fact]
    public async Task Every_page_fits_a_small_phone_in_Hungarian()
    {
        await SomebodyWaits();
        await using var agent = await chromium.NewPerson(server.Address, "hu-HU", width: 360, scheme: ColorScheme.Dark);
        var app = await agent.Desk(0);
        await app.FromOwnMenu("Magyar");
        await Expect(app.Locator(".top nav a.active")).ToHaveTextAsync("Beszélgetések");
        foreach (var (path, shows) in Pages)
        {
            await app.GotoAsync(path);
            await app.Locator(shows).First.WaitForAsync();
            await Expect(app.Locator(".top nav a").First).ToHaveTextAsync("Beszélgetések");
            Assert.Equal(0, await app.SidewaysScroll());
        }

        await app.GotoAsync("/app");
        await app.Locator(".rows a").First.ClickAsync();
        await Expect(app.Locator(".standing")).ToContainTextAsync("óta vár");
        Assert.Equal(0, await app.SidewaysScroll());
        await app.AskWhy();
        await Expect(app.Locator(".why h2")).ToHaveTextAsync("Ki kapott e-mailt, és ki miért nem");
        Assert.Equal(0, await app.SidewaysScroll());
        await app.FromOwnMenu("English");
        await Expect(app.Locator(".why h2")).ToHaveTextAsync("Who got an e-mail, and why not");
    }

    [Fact]
    public async Task A_conversation_is_answered_with_the_keyboard_alone()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        var shop = await visitor.VisitShop();
        await Ask(shop, "By hand, please.");
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.NewPageAsync();
        await app.GotoAsync("/app");
        await app.GetByLabel("E-mail address").FocusAsync();
        await app.Keyboard.TypeAsync("anna@demo.example");
        await app.Keyboard.PressAsync("Tab");
        await app.Keyboard.TypeAsync("moonlight-shop");
        await app.Keyboard.PressAsync("Enter");
        await Expect(app.Row("By hand, please.")).ToBeVisibleAsync();

        await app.Keyboard.PressAsync("/");
        await Expect(app.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await app.Keyboard.TypeAsync("by hand");

        // The box may hold the one conversation that is looked for: what is found comes in its place, a moment after the typing.
        await Expect(app.Locator(".rows a[href*='q=by']")).ToHaveCountAsync(1);
        await app.Keyboard.PressAsync("Tab");
        await app.Keyboard.PressAsync("Escape");
        await app.Keyboard.PressAsync("j");
        await Expect(app.Locator(".message.visitor .bubble")).ToHaveTextAsync("By hand, please.");
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
        var scripts = new ConcurrentQueue<string>();
        agent.Request += (_, request) =>
        {
            if (request.ResourceType == "script" || request.Url.EndsWith(".js", StringComparison.Ordinal))
                scripts.Enqueue(new Uri(request.Url).AbsolutePath);
        };
        var app = await agent.Desk(0);
        await Expect(app.Locator(".rows a").First).ToBeVisibleAsync();

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

    private static async Task Accessible(IPage page, string shows)
    {
        await page.Locator(shows).First.WaitForAsync();
        var found = await page.Findings();
        Assert.True(found.Count == 0, $"{page.Url}\n{string.Join("\n", found)}");
    }

    private async Task SomebodyWaits()
    {
        await using var visitor = await chromium.NewPerson(server.Address);
        await Ask(await visitor.VisitShop(), "Is the moon lamp in stock?");
    }

    /// <summary>Writes, whether or not an agent of another test is still online, or goes offline just now.</summary>
    private static async Task Ask(IPage shop, string text)
    {
        await shop.EvaluateAsync("nightbell('identify', { name: 'Dóra', email: 'dora@example.com' })");
        await Expect(shop.Chat().Locator("#email")).ToHaveCountAsync(0);
        await shop.Write(text);
        await Expect(shop.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
    }
}
