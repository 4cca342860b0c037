using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests;

/// <summary>What holds for every page: the strict policy, small screens, both languages.</summary>
public sealed class PagesTests(Chromium chromium, DemoServer server) : IClassFixture<DemoServer>
{
    private const string Policy = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'";

    public static TheoryData<string> Pages { get; } =
    [
        "/demo", "/app", "/mailbox", "/reset", "/reset#token=x", "/invitation", "/invitation#token=x",
        "/email#token=x", "/email#token=x&kind=recipient", "/unsubscribe/x", "/docs",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_works_under_its_strict_policy(string path)
    {
        await using var person = await chromium.NewPerson(server.Address);
        var page = await person.NewPageAsync();
        var errors = new ConcurrentQueue<string>();
        page.PageError += (_, error) => errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A refused request (nobody is signed in, a made-up token) is the page's business, not a fault.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                errors.Enqueue(message.Text);
        };
        var answer = await page.GotoAsync(path);
        Assert.Equal(200, answer!.Status);
        Assert.Equal(Policy, await answer.HeaderValueAsync("Content-Security-Policy"));
        await Shown(page);
        Assert.Empty(errors);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fits_a_small_phone_in_both_languages(string path)
    {
        foreach (var locale in new[] { "en-GB", "hu-HU" })
        {
            await using var person = await chromium.NewPerson(server.Address, locale, width: 320, scheme: ColorScheme.Dark);
            var page = await person.NewPageAsync();
            await page.GotoAsync(path);
            await Shown(page);
            Assert.Equal(locale[..2], await page.GetAttributeAsync("html", "lang"));
            Assert.Equal(0, await page.SidewaysScroll());
        }
    }

    [Theory]
    [InlineData("/unsubscribe/x?lang=de", "Dieser Link ist unvollständig oder nicht mehr gültig. Öffnen Sie ihn noch einmal aus Ihrer neuesten E-Mail.")]
    [InlineData("/unsubscribe/x", "This link is not complete, or not valid any more. Open it from your newest e-mail once more.")]
    public async Task Whoever_comes_by_a_link_that_was_cut_is_told_so_in_the_language_of_the_mail(string path, string told)
    {
        await using var person = await chromium.NewPerson(server.Address);
        var page = await person.NewPageAsync();
        await page.GotoAsync(path);
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(told);
        await Expect(page.Locator("main button")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_front_end_is_written_against_the_document_that_the_server_publishes()
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        var published = JsonNode.Parse(await client.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative)))!.AsObject();
        published.Remove("servers");
        await using var kept = typeof(PagesTests).Assembly.GetManifestResourceStream("openapi.json")!;
        Assert.True(
            JsonNode.DeepEquals(await JsonNode.ParseAsync(kept), published),
            "The server's calls have changed. Put its /openapi/v1.json into web/api/openapi.json and run `npm run types` in web/.");
    }

    /// <summary>The page has drawn itself.</summary>
    private static async Task Shown(IPage page)
    {
        await page.Locator("h1").First.WaitForAsync();
        await page.WaitForLoadStateAsync(LoadState.Load);
    }
}
