using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>Foreign pages: what they may not do with somebody's cookie, and where the widget may stand.</summary>
public sealed class CrossSiteTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_change_by_cookie_from_a_foreign_page_is_refused(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var own = s.App.Address.GetLeftPart(UriPartial.Authority);

        foreach (var (name, value) in Foreign(own))
        {
            using var page = anna.Api.Twin();
            page.Headers[name] = value;
            (await page.Put("/api/me/status", new { status = "offline" })).IsProblem(403, "cross_site");
            (await page.Put("/API/me/status", new { status = "offline" })).IsProblem(403, "cross_site");
            (await page.Post("/api/groups", new { name = "Evil", agentIds = Array.Empty<string>() })).IsProblem(403, "cross_site");
            (await page.Delete("/api/session")).IsProblem(403, "cross_site");
            (await page.Get("/api/me")).Is(200);
        }

        Assert.Equal("online", (await anna.Me()).GetProperty("status").GetString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_change_from_our_own_page_or_from_no_page_is_done(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var own = s.App.Address.GetLeftPart(UriPartial.Authority);
        var status = "offline";

        foreach (var headers in (Dictionary<string, string>[])
        [
            [],
            new() { ["Sec-Fetch-Site"] = "same-origin" },
            new() { ["Sec-Fetch-Site"] = "none" },
            new() { ["Origin"] = own },
            new() { ["Origin"] = own, ["Sec-Fetch-Site"] = "same-origin" },
        ])
        {
            using var page = anna.Api.Twin();
            foreach (var (name, value) in headers)
            {
                page.Headers[name] = value;
            }

            (await page.Put("/api/me/status", new { status })).Is(200);
            Assert.Equal(status, (await anna.Me()).GetProperty("status").GetString());
            status = status == "offline" ? "online" : "offline";
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_foreign_pages(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        using var browser = s.App.Caller();

        var cookie = Assert.Single((await browser.Post("/api/session", new { email = anna.Email, password = Agent.Password })).Is(204).Headers["Set-Cookie"]);

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/api/me")]
    [InlineData("/API/Me")]
    public async Task What_answers_one_person_is_kept_nowhere_however_its_address_is_written(string path)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");

        Assert.Equal(["no-store"], (await anna.Api.Get(path)).Is(200).Headers["Cache-Control"]);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_session_that_was_signed_out_cannot_be_replayed(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        using var stolen = anna.Api.Twin();
        (await stolen.Get("/api/me")).Is(200);

        (await anna.Api.Delete("/api/session")).Is(204);

        (await stolen.Get("/api/me")).IsProblem(401);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_widget_stands_only_on_allowed_sites(string database)
    {
        const string Shop = "https://shop.example.com";
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var settings = System.Text.Json.Nodes.JsonNode.Parse((await anna.Api.Get("/api/settings/widget")).Is(200).Text)!;
        settings["allowedSites"] = new System.Text.Json.Nodes.JsonArray(Shop);
        (await anna.Api.Put("/api/settings/widget", settings)).Ok();

        Assert.Equal(Shop, await Allowed(Shop));
        Assert.NotEqual("https://evil.example.org", await Allowed("https://evil.example.org"));
        Assert.NotEqual("*", await Allowed("https://evil.example.org"));

        async Task<string?> Allowed(string site)
        {
            using var page = s.App.Caller();
            page.Headers["Origin"] = site;
            page.Headers["Sec-Fetch-Site"] = "cross-site";
            var allowed = (await page.Get($"/widget/v1/{s.WidgetKey}")).Headers["Access-Control-Allow-Origin"].FirstOrDefault();
            Assert.Equal(allowed, (await page.Get($"/WIDGET/v1/{s.WidgetKey}")).Headers["Access-Control-Allow-Origin"].FirstOrDefault());
            return allowed;
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_foreign_page_with_the_visitors_token_may_write(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var visitor = s.Visitor();
        visitor.Api.Headers["Origin"] = "https://shop.example.com";
        visitor.Api.Headers["Sec-Fetch-Site"] = "cross-site";

        await visitor.Writes("Hello from the shop");

        Assert.Equal(1, (await visitor.Conversation()).GetProperty("messages").GetArrayLength());
    }

    private static IEnumerable<(string Name, string Value)> Foreign(string own) =>
    [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Origin", "https://evil.example.org"),
        ("Origin", "null"),
        ("Origin", own + ".evil.example.org"),
        ("Origin", own.Replace("http:", "https:", StringComparison.Ordinal)),
    ];
}
