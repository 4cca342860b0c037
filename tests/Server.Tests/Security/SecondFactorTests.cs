using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>Two-factor sign-in: what it asks for, how often, and who may take it away.</summary>
public sealed class SecondFactorTests
{
    private const string Path = "/api/me/second-factor";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Signing_in_asks_for_a_code_and_takes_each_once(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (phone, _) = await SetUp(s, anna);

        (await SignIn(s, anna)).IsProblem(401, "code_needed");
        (await SignIn(s, anna, "")).IsProblem(401, "code_needed");
        (await SignIn(s, anna, "000000")).IsProblem(401, "code_wrong");
        (await SignIn(s, anna, phone.Code(), "not the right password")).IsProblem(401, "sign_in_failed");

        // The code that set it up was used by that.
        (await SignIn(s, anna, phone.Code())).IsProblem(401, "code_wrong");
        await s.Advance("0:30");
        var code = phone.Code();
        (await SignIn(s, anna, $"{code[..3]} {code[3..]}")).Is(204);
        (await SignIn(s, anna, code)).IsProblem(401, "code_wrong");
        await s.Advance("0:30");
        (await SignIn(s, anna, phone.Code())).Is(204);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_clock_may_be_one_step_off_and_an_older_code_than_the_last_is_void(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (phone, _) = await SetUp(s, anna);
        await s.Advance("5:00");

        (await SignIn(s, anna, phone.Code(stepsAhead: 2))).IsProblem(401, "code_wrong");
        (await SignIn(s, anna, phone.Code(stepsAhead: -2))).IsProblem(401, "code_wrong");
        (await SignIn(s, anna, phone.Code(stepsAhead: -1))).Is(204);
        (await SignIn(s, anna, phone.Code(stepsAhead: 1))).Is(204);
        (await SignIn(s, anna, phone.Code())).IsProblem(401, "code_wrong");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_many_who_send_the_same_code_at_once_one_gets_in(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (phone, recovery) = await SetUp(s, anna);
        await s.Advance("1:00");

        foreach (var code in (string[])[phone.Code(), recovery[0]])
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SignIn(s, anna, code)));
            Assert.Single(answers, a => a.Status == 204);
            Assert.All(answers.Where(a => a.Status != 204), a => a.IsProblem(401, "code_wrong"));
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_recovery_code_lets_in_once_and_fresh_ones_void_the_old(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (_, recovery) = await SetUp(s, anna);
        Assert.Equal(10, recovery.Distinct(StringComparer.Ordinal).Count());

        (await SignIn(s, anna, recovery[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal))).Is(204);
        (await SignIn(s, anna, recovery[0])).IsProblem(401, "code_wrong");
        Assert.Equal(9, (await anna.Api.Get(Path)).Is(200).Json.GetProperty("recoveryCodesLeft").GetInt32());

        (await anna.Api.Post($"{Path}/recovery-codes", new { password = "not the right password" })).IsProblem(400, "wrong_password");
        var fresh = Codes((await anna.Api.Post($"{Path}/recovery-codes", new { password = Agent.Password })).Is(200));
        (await SignIn(s, anna, recovery[1])).IsProblem(401, "code_wrong");
        (await SignIn(s, anna, fresh[1])).Is(204);
        var stored = (await s.App.Tamper("SELECT \"Hash\" FROM \"RecoveryCodes\""))!.ToString()!;
        Assert.DoesNotContain(fresh, code => stored.Contains(code.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task It_counts_only_once_a_code_was_given_and_is_switched_off_by_the_password(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        (await anna.Api.Put(Path, new { code = "123456" })).IsProblem(409, "second_factor_off");
        (await anna.Api.Post(Path, new { password = "not the right password" })).IsProblem(400, "wrong_password");
        var begun = (await anna.Api.Post(Path, new { password = Agent.Password })).Is(200);
        Assert.Contains($"secret={begun.Field("secret")}", begun.Field("uri"), StringComparison.Ordinal);
        Assert.StartsWith("otpauth://totp/", begun.Field("uri"), StringComparison.Ordinal);
        (await SignIn(s, anna)).Is(204);
        (await anna.Api.Put(Path, new { code = "000000" })).IsProblem(400, "code_wrong");
        Assert.NotEqual(begun.Field("secret"), (await s.App.Tamper("SELECT \"Secret\" FROM \"SecondFactors\""))!.ToString());

        var (phone, _) = await SetUp(s, anna);
        (await anna.Api.Post(Path, new { password = Agent.Password })).IsProblem(409, "second_factor_on");
        (await anna.Api.Put(Path, new { code = phone.Code() })).IsProblem(409, "second_factor_on");
        Assert.True((await anna.Api.Get(Path)).Is(200).Json.GetProperty("enabled").GetBoolean());

        (await anna.Api.Post($"{Path}/removal", new { password = "not the right password" })).IsProblem(400, "wrong_password");
        (await anna.Api.Post($"{Path}/removal", new { password = Agent.Password })).Is(204);
        (await SignIn(s, anna)).Is(204);
        (await SignIn(s, anna, "123456")).Is(204);
        Assert.Equal(["false", "true"], await Audited(anna));

        // Whoever it was: the agent hears of it.
        await s.Settle();
        Assert.Equal(
            ["Two-factor sign-in is off", "Two-factor sign-in is on"],
            s.App.Post.Delivered.Where(l => l.To == anna.Email).Select(l => l.Subject).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_new_password_does_not_get_round_it_but_full_access_and_the_operator_do(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await SetUp(s, bela);
        (await s.App.Caller().Post("/api/password-resets", new { email = bela.Email })).Is(202);
        await s.Settle();
        var token = s.App.Post.Take(l => l.To == bela.Email && l.HasToken).Token;
        (await s.App.Caller().Put("/api/password-resets", new { token, password = Agent.Password })).Is(204);
        (await SignIn(s, bela)).IsProblem(401, "code_needed");

        Assert.Equal([false, true], await SecondFactors(anna));
        (await anna.Api.Delete($"/api/agents/{bela.Id}/second-factor")).Is(204);
        Assert.Equal([false, false], await SecondFactors(anna));
        Assert.Equal(["false", "true"], await Audited(anna));
        var again = await Agent.SignIn(s, bela.Id, bela.Name, bela.Email);
        Assert.All((await again.Api.Get("/api/agents")).Is(200).Json.GetProperty("items").EnumerateArray(), a =>
            Assert.Equal(System.Text.Json.JsonValueKind.Null, a.GetProperty("secondFactor").ValueKind));

        await SetUp(s, again);
        await again.DisposeAsync();
        var (exit, output, error) = await s.App.Command(["account", "reset-second-factor", bela.Email]);
        Assert.True(exit == 0, error);
        Assert.Contains("Bela signs in with the password alone from now on.", output, StringComparison.Ordinal);
        (await SignIn(s, bela)).Is(204);
        await s.Settle();
        Assert.Equal(2, s.App.Post.Delivered.Count(l => l.To == bela.Email && l.Subject == "Two-factor sign-in is off"));
        Assert.Equal(1, (await s.App.Command(["account", "reset-second-factor", "nobody@example.com"])).Exit);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nobody_takes_away_their_own_as_if_it_were_a_colleagues(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela", "full"));
        await SetUp(s, anna);

        (await anna.Api.Delete($"/api/agents/{anna.Id}/second-factor")).IsProblem(409, "own_second_factor");

        (await SignIn(s, anna)).IsProblem(401, "code_needed");
        Assert.Equal(["true"], await Audited(anna));
        (await bela.Api.Delete($"/api/agents/{anna.Id}/second-factor")).Is(204);
        (await SignIn(s, anna)).Is(204);
    }

    [Fact]
    public async Task Guessing_codes_meets_a_limit_of_its_own_which_those_who_do_not_know_the_password_do_not_use_up()
    {
        await using var s = await Story.Begin("sqlite", "pro", null, "--Nightbell:Limits:SignInPerMinute=5", "--Nightbell:TrustedProxies=127.0.0.1");
        var anna = await s.Agent("Anna");
        var (phone, _) = await SetUp(s, anna);
        await s.Advance("1:00");
        var places = 0;
        for (var guess = 0; guess < 3; guess++)
            (await FromElsewhere("000000", "not the right password")).IsProblem(401, "sign_in_failed");

        // Setting it up was the first attempt.
        for (var guess = 0; guess < 4; guess++)
            (await FromElsewhere("000000", Agent.Password)).IsProblem(401, "code_wrong");
        (await FromElsewhere(phone.Code(), Agent.Password)).IsProblem(429, "too_many");

        async Task<Answer> FromElsewhere(string code, string password)
        {
            using var guesser = s.App.Caller();
            guesser.Headers["X-Forwarded-For"] = $"192.0.2.{++places}";
            return await guesser.Post("/api/session", new { email = anna.Email, password, code });
        }
    }

    private static async Task<(Authenticator Phone, IReadOnlyList<string> RecoveryCodes)> SetUp(Story s, Agent agent)
    {
        var secret = (await agent.Api.Post(Path, new { password = Agent.Password })).Is(200).Field("secret");
        var phone = new Authenticator(secret, s.App.Clock);
        return (phone, Codes((await agent.Api.Put(Path, new { code = phone.Code() })).Is(200)));
    }

    private static IReadOnlyList<string> Codes(Answer answer) =>
        [.. answer.Json.GetProperty("recoveryCodes").EnumerateArray().Select(c => c.GetString()!)];

    private static async Task<Answer> SignIn(Story s, Agent agent, string? code = null, string password = Agent.Password)
    {
        using var browser = s.App.Caller();
        return await browser.Post("/api/session", code is null ? new { email = agent.Email, password } : new { email = agent.Email, password, code });
    }

    private static async Task<IReadOnlyList<bool>> SecondFactors(Agent asker) =>
        [.. (await asker.Api.Get("/api/agents")).Is(200).Json.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("secondFactor").GetBoolean())];

    /// <summary>What the changes of it made of it; those of one moment have no order.</summary>
    private static async Task<IReadOnlyList<string>> Audited(Agent asker) =>
        [.. (await asker.Api.Get("/api/audit?setting=agent.secondFactor")).Is(200).Json.GetProperty("items").EnumerateArray()
            .Select(c => c.GetProperty("after").GetProperty("secondFactor").GetRawText()).Order(StringComparer.Ordinal)];
}
