using System.Text.RegularExpressions;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Accounts;

/// <summary>First run: whoever reads the server's log makes the first account, once.</summary>
public sealed partial class SetUpTests
{
    private const string Password = "correct horse battery staple";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_code_from_the_log_makes_the_first_account_and_signs_its_owner_in(string database)
    {
        await using var app = await TestApp.Start(database);
        using var browser = app.Caller();
        Assert.True(await IsNeeded(browser));

        (await browser.Post("/api/setup", Owner(CodeOf(app).ToLowerInvariant().Replace('-', ' ')))).Is(204);

        Assert.False(await IsNeeded(browser));
        var me = (await browser.Get("/api/me")).Is(200).Json;
        Assert.Equal("Anna", me.GetProperty("name").GetString());
        Assert.Equal("full", me.GetProperty("access").GetString());
        Assert.Equal("hu", me.GetProperty("locale").GetString());
        Assert.Equal("Europe/Budapest", me.GetProperty("timeZone").GetString());
        Assert.Equal("pro", me.GetProperty("account").GetProperty("package").GetString());
        (await browser.Post("/api/setup", Owner(CodeOf(app)))).IsProblem(409, "set_up_already");
        var (exit, _, error) = await app.Command(["check"]);
        Assert.True(exit == 0, error);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_two_at_once_one_gets_the_account_and_the_other_a_clear_answer(string database)
    {
        await using var app = await TestApp.Start(database);
        var code = CodeOf(app);
        var browsers = Enumerable.Range(0, 6).Select(_ => app.Caller()).ToArray();

        var answers = await Task.WhenAll(browsers.Select((browser, i) => browser.Post("/api/setup", Owner(code, $"owner-{i}@example.com"))));

        Assert.Single(answers, a => a.Status == 204);
        Assert.All(answers.Where(a => a.Status != 204), a => a.IsProblem(409, "set_up_already"));
        Assert.Equal(1L, Convert.ToInt64(await app.Tamper("SELECT COUNT(*) FROM \"Accounts\""), System.Globalization.CultureInfo.InvariantCulture));
        foreach (var browser in browsers)
            browser.Dispose();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_the_code_nothing_is_made_and_every_broken_rule_is_named(string database)
    {
        await using var app = await TestApp.Start(database);
        using var browser = app.Caller();

        var refused = (await browser.Post("/api/setup", new { code = "", accountName = " ", name = "Anna", email = "anna", password = "short" })).IsProblem(400, "invalid");

        Assert.Equal(
            ["accountName", "code", "email", "password"],
            refused.Json.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        (await browser.Post("/api/setup", Owner("00000-00000-00000-00000"))).IsProblem(400, "invalid");
        Assert.True(await IsNeeded(browser));
        Assert.DoesNotContain(CodeOf(app), (await app.Tamper("SELECT \"Sealed\" FROM \"SetupCodes\""))!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_code_stays_over_a_restart_and_is_void_once_an_account_was_made_on_the_command_line(string database)
    {
        await using var app = await TestApp.Start(database);
        var code = CodeOf(app);
        await app.Restart();
        Assert.Equal(code, CodeOf(app));
        Assert.Equal(2, app.SetupLog.Count);

        var (exit, _, error) = await app.Command(
            ["account", "create", "--name", "Shop", "--owner-email", "bela@example.com", "--owner-name", "Béla", "--password-stdin"], Password + "\n");
        Assert.True(exit == 0, error);

        using var browser = app.Caller();
        Assert.False(await IsNeeded(browser));
        (await browser.Post("/api/setup", Owner(code))).IsProblem(409, "set_up_already");
        await app.Restart();
        Assert.Equal(2, app.SetupLog.Count);
    }

    [Fact]
    public async Task Guessing_the_code_meets_a_limit()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite, null, "--Nightbell:Limits:SignInPerMinute=3");
        using var guesser = app.Caller();
        for (var guess = 0; guess < 3; guess++)
            (await guesser.Post("/api/setup", Owner($"guess {guess}"))).IsProblem(400, "invalid");

        (await guesser.Post("/api/setup", Owner(CodeOf(app)))).IsProblem(429, "too_many");
    }

    [Fact]
    public async Task A_demo_has_its_people_and_offers_nothing()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite, null, "--Nightbell:Demo=true");
        using var browser = app.Caller();

        Assert.False(await IsNeeded(browser));
        Assert.Empty(app.SetupLog);
        (await browser.Post("/api/setup", Owner("any"))).IsProblem(409, "set_up_already");
    }

    private static async Task<bool> IsNeeded(Caller caller) => (await caller.Get("/api/setup")).Is(200).Json.GetProperty("needed").GetBoolean();

    private static object Owner(string code, string email = "anna@example.com") =>
        new { code, accountName = "Moonlight Shop", name = "Anna", email, password = Password, locale = "hu", timeZone = "Europe/Budapest" };

    private static string CodeOf(TestApp app) => Code().Match(app.SetupLog[^1]).Groups["code"].Value;

    [GeneratedRegex(@"set-up code (?<code>[0-9A-Z-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Code();
}
