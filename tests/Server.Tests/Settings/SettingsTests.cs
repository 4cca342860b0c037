using System.Text.Json.Nodes;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Settings;

public sealed class SettingsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_additional_address_takes_part_from_its_confirmation_until_it_is_switched_off_or_removed(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await s.AddsRecipient("info@example.com");
        var token = s.App.Post.Take(l => l.To == "info@example.com").Token;
        using var browser = s.App.Caller();
        Assert.False(await Confirmed(anna));
        (await browser.Put("/api/recipients/confirmation", new { token })).Is(204);
        (await browser.Put("/api/recipients/confirmation", new { token })).IsProblem(400, "bad_token");
        Assert.True(await Confirmed(anna));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var link = s.App.Post.Take(l => l.To == "info@example.com").Header("List-Unsubscribe")!.Trim('<', '>');

        var shown = (await browser.Get(link.Replace("/unsubscribe/", "/api/unsubscribe/", StringComparison.Ordinal))).Is(200);
        Assert.Equal("info@example.com", shown.Field("address"));
        Assert.True(shown.Json.GetProperty("on").GetBoolean());
        (await browser.SendRaw(HttpMethod.Post, link, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")).Is(200);
        (await browser.Post(link)).Is(200);

        Assert.False(await Confirmed(anna));
        await visitor.Writes("Hello again");
        await s.Advance("1:00:00");
        Assert.Empty(s.MailsTo("info@example.com"));
        (await visitor.Why()).Stands("info@example.com", "skip", "TurnedOffByAgent");
        await s.SetsNotifications(n => n["additionalRecipients"] = new JsonArray());
        (await browser.Post(link)).IsProblem(400, "bad_token");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_link_to_an_address_that_was_removed_confirms_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await s.AddsRecipient("info@example.com");
        var old = s.App.Post.Take(l => l.To == "info@example.com").Token;
        await s.SetsNotifications(n => n["additionalRecipients"] = new JsonArray());
        await s.AddsRecipient("info@example.com");

        (await anna.Api.Put("/api/recipients/confirmation", new { token = old })).IsProblem(400, "bad_token");

        Assert.False(await Confirmed(anna));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Delays_stay_between_a_second_and_a_day_or_as_the_installation_has_them(string database)
    {
        await using var s = await Story.Begin(database, "pro", null, "--Nightbell:Delays:Offline=2.00:00:00");
        var anna = await s.Agent("Anna");

        (await Put(172_800, 300)).Is(200);
        (await Put(86_400, 1)).Is(200);
        Assert.Equal(86_400, (await anna.Api.Get("/api/settings/notifications")).Is(200).Json.GetProperty("offlineDelaySeconds").GetInt32());
        var refused = (await Put(0, 86_401)).IsProblem(400, "invalid").Json.GetProperty("errors");
        Assert.True(refused.TryGetProperty("offlineDelaySeconds", out var _));
        Assert.True(refused.TryGetProperty("acceptDelaySeconds", out var _));

        Task<Answer> Put(int offline, int accept) => anna.Api.Put("/api/settings/notifications", new
        {
            offlineMessages = true,
            unacceptedConversations = true,
            offlineDelaySeconds = offline,
            acceptDelaySeconds = accept,
            additionalRecipients = Array.Empty<object>(),
        });
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Office_hours_are_answered_in_order_with_every_day(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");

        var set = (await anna.Api.SendRaw(HttpMethod.Put, "/api/settings/office-hours",
            """{"enabled":true,"timeZone":"Europe/Budapest","days":{"monday":[{"from":"13:00","to":"24:00"},{"from":"08:00","to":"12:00"}]},"closed":["2026-12-25"]}""")).Is(200);

        Assert.Equal(set.Text, (await anna.Api.Get("/api/settings/office-hours")).Is(200).Text);
        Assert.Equal("08:00", set.Json.GetProperty("days").GetProperty("monday")[0].GetProperty("from").GetString());
        Assert.Equal(0, set.Json.GetProperty("days").GetProperty("sunday").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"monday":[{"from":"08:00","to":"12:00"},{"from":"11:59","to":"13:00"}]}""", "[]", "days.monday")]
    [InlineData("""{"monday":null}""", "[]", "days.monday")]
    [InlineData("""{"monday":[null]}""", "[]", "days.monday")]
    [InlineData("""{"monday":[{"from":"8:00","to":"12:00"}]}""", "[]", "days.monday[0].from")]
    [InlineData("""{"monday":[{"from":"24:00","to":"24:00"}]}""", "[]", "days.monday[0].from")]
    [InlineData("""{"monday":[{"from":"12:00","to":"12:00"}]}""", "[]", "days.monday[0].to")]
    [InlineData("{}", """["2026-02-29"]""", "closed[0]")]
    [InlineData("{}", """["2026-12-25","2026-12-25"]""", "closed")]
    public async Task Office_hours_that_are_none_are_refused_by_the_name_of_the_field(string days, string closed, string field)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");

        var answer = await anna.Api.SendRaw(
            HttpMethod.Put, "/api/settings/office-hours", $$"""{"enabled":true,"timeZone":"UTC","days":{{days}},"closed":{{closed}}}""");

        Assert.Equal(field, Assert.Single(answer.IsProblem(400, "invalid").Json.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_widgets_sites_are_kept_as_browsers_send_origins(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var settings = JsonNode.Parse((await anna.Api.Get("/api/settings/widget")).Is(200).Text)!;
        settings["allowedSites"] = new JsonArray("https://SHOP.example/", "http://x.example:80", "https://münchen.example:8443", "https://shop.example");

        var set = (await anna.Api.Put("/api/settings/widget", settings)).Is(200);

        Assert.Equal(
            ["https://shop.example", "http://x.example", "https://xn--mnchen-3ya.example:8443"],
            set.Json.GetProperty("allowedSites").EnumerateArray().Select(site => site.GetString()!));
        var noAscii = string.Concat(Enumerable.Range(0, 25).Select(i => (char)('一' + (397 * i))));
        foreach (var bad in (string[])[$"https://{noAscii}.example", $"https://{noAscii}{noAscii}.example", "shop.example", "ftp://shop.example", "https://shop.example/page", "https://shop.example?q", "https://a@shop.example", "*"])
        {
            settings["allowedSites"] = new JsonArray(bad);
            (await anna.Api.Put("/api/settings/widget", settings)).IsProblem(400, "invalid");
        }

        settings["allowedSites"] = new JsonArray();
        settings["key"] = "another";
        (await anna.Api.Put("/api/settings/widget", settings)).IsProblem(400, "invalid");
    }

    /// <summary>Who shares an address switches it off for everybody there; whoever confirms it afterwards wants its mails.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_address_that_is_confirmed_is_on_though_somebody_else_there_had_switched_it_off(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.AddsRecipient(bela.Email);
        var token = s.App.Post.Take(l => l.To == bela.Email && l.HasToken).Token;
        await s.Visitor().Writes("Hello");
        await s.At("2:00");
        var link = s.App.Post.Take(l => l.To == bela.Email).Header("List-Unsubscribe")!.Trim('<', '>');
        using var browser = s.App.Caller();
        (await browser.Post(link)).Is(200);

        (await browser.Put("/api/recipients/confirmation", new { token })).Is(204);

        Assert.True(await Confirmed(anna));
        await s.Visitor().Writes("Hello again");
        await s.Advance("1:00:00");
        Assert.Single(s.MailsTo(bela.Email), l => l.Text.Contains("Hello again", StringComparison.Ordinal));
        await s.CheckHolds();
    }

    /// <summary>What is configured replaces the packages of a new installation, all but those that new accounts have.</summary>
    [Fact]
    public async Task Accounts_have_a_package_that_exists_whatever_is_configured()
    {
        await using var s = await Story.Begin(
            TestDatabase.Sqlite, settings: ["--Nightbell:Packages:gold:Groups=true", "--Nightbell:Packages:free:OfficeHours=true"]);
        var anna = await s.Agent("Anna");

        Assert.Contains("groups", await Features("pro"));
        Assert.Contains("office_hours", await Features("free"));
        Assert.Contains("groups", await Features("gold"));
        Assert.Contains("There is no package standard", (await s.App.Command(["account", "set-package", s.AccountId, "standard"])).Error, StringComparison.Ordinal);

        async Task<string> Features(string package)
        {
            await s.App.Command(["account", "set-package", s.AccountId, package]);
            return (await anna.Me()).GetProperty("account").GetProperty("features").GetRawText();
        }
    }

    /// <summary>A name beyond ASCII stands as its A-label in what mails carry (RFC 5890, 2.3.2.1): headers have no other letters.</summary>
    [Fact]
    public async Task A_server_of_an_international_name_sends_links_that_lead_to_it()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite, settings: ["--Nightbell:PublicUrl=https://chat.árvíztűrő.example/"]);
        var anna = await s.Agent("Anna");
        await s.Visitor().Writes("Hello");
        await s.At("2:00");

        var mail = Assert.Single(s.MailsTo(anna.Email));
        Assert.StartsWith("<https://chat.xn--rvztr-wqa0gx3bwi.example/unsubscribe/", mail.Header("List-Unsubscribe"), StringComparison.Ordinal);
        Assert.Contains("https://chat.xn--rvztr-wqa0gx3bwi.example/", mail.Text, StringComparison.Ordinal);
        await s.CheckHolds();
    }

    private static async Task<bool> Confirmed(Agent asker) =>
        (await asker.Api.Get("/api/settings/notifications")).Is(200).Json.GetProperty("additionalRecipients")[0].GetProperty("confirmed").GetBoolean();
}
