using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>Mailed secrets: bound to their purpose, expiring and good for one use.</summary>
public sealed class TokenTests
{
    private const string NewPassword = "another fine passphrase";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_invitation_is_good_once_and_forgeries_are_not(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var token = await Invitation(s, "bela@example.com");
        using var browser = s.App.Caller();

        foreach (var forged in Forgeries(token))
        {
            var refused = (await Accept(browser, forged)).IsProblem(400, "bad_token");
            Assert.Equal("""{"token":["invalid"]}""", refused.Json.GetProperty("errors").GetRawText());
        }

        (await Accept(browser, token)).Is(204);
        (await Accept(browser, token)).IsProblem(400);
        (await browser.Post("/api/session", new { email = "bela@example.com", password = Agent.Password })).Is(204);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_reset_is_good_once_ends_every_session_and_changes_the_password(string database)
    {
        await using var s = await Story.Begin(database);
        var (_, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        using var browser = s.App.Caller();
        var token = await Reset(s, bela.Email);

        foreach (var forged in Forgeries(token))
        {
            (await browser.Put("/api/password-resets", new { token = forged, password = NewPassword })).IsProblem(400);
        }

        (await browser.Put("/api/password-resets", new { token, password = "short" })).IsProblem(400);
        (await browser.Put("/api/password-resets", new { token, password = NewPassword })).Is(204);
        (await browser.Put("/api/password-resets", new { token, password = "yet another passphrase" })).IsProblem(400);

        (await bela.Api.Get("/api/me")).IsProblem(401);
        (await browser.Post("/api/session", new { email = bela.Email, password = Agent.Password })).IsProblem(401);
        (await browser.Post("/api/session", new { email = bela.Email, password = NewPassword })).Is(204);
    }

    /// <summary>A reader takes a time without a zone for their own.</summary>
    [Fact]
    public async Task A_link_ends_in_the_time_of_whoever_reads_it()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var (_, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        (await bela.Api.Patch("/api/me", new { timeZone = "Asia/Tokyo" })).Ok();
        using var browser = s.App.Caller();
        (await browser.Post("/api/password-resets", new { email = bela.Email })).Is(202);
        await s.Settle();

        Assert.Contains("The link works until 19:00, once.", s.App.Post.Take(l => l.To == bela.Email && l.HasToken).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_token_opens_only_the_door_it_was_made_for(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        using var browser = s.App.Caller();
        var invitation = await Invitation(s, "bela@example.com");
        var reset = await Reset(s, anna.Email);
        (await anna.Api.Post("/api/me/email", new { email = "anna@new.example.com", password = Agent.Password })).Is(202);
        await s.Settle();
        var email = s.App.Post.Take(l => l.To == "anna@new.example.com").Token;

        foreach (var wrong in (string[])[reset, email])
        {
            (await Accept(browser, wrong)).IsProblem(400);
        }

        foreach (var wrong in (string[])[invitation, email])
        {
            (await browser.Put("/api/password-resets", new { token = wrong, password = NewPassword })).IsProblem(400);
        }

        foreach (var wrong in (string[])[invitation, reset])
        {
            (await browser.Put("/api/me/email", new { token = wrong })).IsProblem(400);
        }

        Assert.Equal(anna.Email, (await anna.Me()).GetProperty("email").GetString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Tokens_do_not_live_for_ever(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        using var browser = s.App.Caller();
        var invitation = await Invitation(s, "bela@example.com");
        var reset = await Reset(s, s.Owner.Email);

        await s.IsDownFor("1440:00:00");

        (await Accept(browser, invitation)).IsProblem(400);
        (await browser.Put("/api/password-resets", new { token = reset, password = NewPassword })).IsProblem(400);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Asking_for_a_reset_never_tells_who_has_an_account(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        using var browser = s.App.Caller();

        var known = (await browser.Post("/api/password-resets", new { email = anna.Email })).Is(202);
        var unknown = (await browser.Post("/api/password-resets", new { email = "nobody@example.com" })).Is(202);
        await s.Settle();

        Assert.Equal(known.Text, unknown.Text);
        Assert.Equal([anna.Email], s.App.Post.Delivered.Select(l => l.To));
        var wrong = (await browser.Post("/api/session", new { email = anna.Email, password = "not the right password" })).IsProblem(401);
        var nobody = (await browser.Post("/api/session", new { email = "nobody@example.com", password = "not the right password" })).IsProblem(401);
        Assert.Equal(wrong.Code, nobody.Code);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Asking_again_and_again_mails_no_second_link_while_one_is_on_its_way(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        using var browser = s.App.Caller();
        for (var time = 0; time < 3; time++)
            (await browser.Post("/api/password-resets", new { email = anna.Email })).Is(202);
        await s.Advance("4:59");
        (await browser.Post("/api/password-resets", new { email = anna.Email.ToUpperInvariant() })).Is(202);
        await s.Settle();
        s.App.Post.Take(l => l.To == anna.Email);
        await Reset(s, bela.Email);

        // It may have been lost.
        await s.Advance("0:01");
        var second = await Reset(s, anna.Email);

        // One that was used is on its way no more.
        (await browser.Put("/api/password-resets", new { token = second, password = NewPassword })).Is(204);
        await Reset(s, anna.Email);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_link_that_went_to_an_earlier_address_opens_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        using var browser = s.App.Caller();
        (await anna.Api.Post("/api/me/email", new { email = "anna@new.example.com", password = Agent.Password })).Is(202);
        await s.Settle();
        var toNew = s.App.Post.Take(l => l.To == "anna@new.example.com").Token;
        var reset = await Reset(s, anna.Email);

        (await anna.Api.Put("/api/me/email", new { token = toNew })).Is(204);

        (await browser.Put("/api/password-resets", new { token = reset, password = NewPassword })).IsProblem(400, "bad_token");
        (await anna.Api.Get("/api/me")).Is(200);
        var fresh = await Reset(s, "anna@new.example.com");
        (await browser.Put("/api/password-resets", new { token = fresh, password = NewPassword })).Is(204);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_changed_address_holds_only_after_its_link_and_the_old_one_is_told(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        (await anna.Api.Post("/api/me/email", new { email = "x@example.com", password = "not the right password" })).IsProblem(400);
        (await anna.Api.Post("/api/me/email", new { email = "anna@new.example.com", password = Agent.Password })).Is(202);
        var taken = (await anna.Api.Post("/api/me/email", new { email = bela.Email, password = Agent.Password })).Is(202);
        await s.Settle();

        Assert.Equal("", taken.Text);
        var toNew = s.App.Post.Take(l => l.To == "anna@new.example.com");
        Assert.False(s.App.Post.Take(l => l.To == bela.Email).HasToken);
        Assert.All(s.MailsTo(anna.Email), notice => Assert.False(notice.HasToken));
        Assert.NotEmpty(s.MailsTo(anna.Email));
        Assert.Equal(anna.Email, (await anna.Me()).GetProperty("email").GetString());

        (await anna.Api.Put("/api/me/email", new { token = toNew.Token })).Is(204);
        (await anna.Api.Put("/api/me/email", new { token = toNew.Token })).IsProblem(400);
        Assert.Equal("anna@new.example.com", (await anna.Me()).GetProperty("email").GetString());
        using var browser = s.App.Caller();
        (await browser.Post("/api/session", new { email = anna.Email, password = Agent.Password })).IsProblem(401);
        (await browser.Post("/api/session", new { email = "anna@new.example.com", password = Agent.Password })).Is(204);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Secrets_of_mails_are_not_shown_in_the_outbox(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var token = await Invitation(s, "bela@example.com");

        var list = (await anna.Api.Get("/api/mails")).Is(200);
        Assert.NotEqual(0, list.Json.GetProperty("items").GetArrayLength());
        Assert.DoesNotContain(token, list.Text, StringComparison.Ordinal);
        foreach (var mail in list.Json.GetProperty("items").EnumerateArray())
        {
            var shown = (await anna.Api.Get($"/api/mails/{mail.GetProperty("id").GetString()}")).Is(200);
            Assert.DoesNotContain(token, shown.Text, StringComparison.Ordinal);
        }
    }

    private static async Task<string> Invitation(Story s, string email)
    {
        (await s.Owner.Api.Post("/api/agents", new { email, access = "limited" })).Is(201);
        await s.Settle();
        return s.App.Post.Take(l => l.To == email && l.HasToken).Token;
    }

    private static async Task<string> Reset(Story s, string email)
    {
        using var browser = s.App.Caller();
        (await browser.Post("/api/password-resets", new { email })).Is(202);
        await s.Settle();
        return s.App.Post.Take(l => l.To == email && l.HasToken).Token;
    }

    private static Task<Answer> Accept(Caller browser, string token) =>
        browser.Put("/api/invitations/acceptance", new { token, name = "Bela", password = Agent.Password });

    private static IEnumerable<string> Forgeries(string token)
    {
        var middle = token.Length / 2;
        yield return "";
        yield return "forged";
        yield return token[..^1];
        yield return token + "A";
        yield return token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..];
    }
}
