using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>How much one may ask in a minute. The limits run by the machine's clock, so nothing here depends on the story's.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("anna@example.com")]
    [InlineData("nobody@example.com")]
    public async Task Guessing_passwords_meets_a_limit_whether_the_address_is_known_or_not(string email)
    {
        await using var s = await Story.Begin("sqlite", settings: "--Nightbell:Limits:SignInPerMinute=5");
        await s.Agent("Someone");
        using var guesser = s.App.Caller();
        for (var guess = 0; guess < 5; guess++)
        {
            (await guesser.Post("/api/session", new { email, password = $"guess number {guess}" })).IsProblem(401, "sign_in_failed");
        }

        var refused = (await guesser.Post("/api/session", new { email, password = "guess number 6" })).IsProblem(429, "too_many");

        Assert.InRange(int.Parse(Assert.Single(refused.Headers["Retry-After"])), 1, 60);
        (await guesser.Post("/api/password-resets", new { email })).IsProblem(429, "too_many");
        (await guesser.Post("/api/session", new { email = "somebody.else@example.com", password = "guess number 1" })).IsProblem(401, "sign_in_failed");
    }

    [Fact]
    public async Task What_is_no_address_is_one_and_the_same_however_it_is_written()
    {
        await using var s = await Story.Begin("sqlite", settings: "--Nightbell:Limits:SignInPerMinute=5");
        await s.Agent("Anna");
        using var flooder = s.App.Caller();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await flooder.Post("/api/password-resets", new { email = new string((char)('a' + attempt), 60_000) })).Is(202);
        }

        (await flooder.Post("/api/password-resets", new { email = new string('z', 60_000) })).IsProblem(429, "too_many");
        (await flooder.Post("/api/password-resets", new { email = "no address" })).IsProblem(429, "too_many");
        (await flooder.Post("/api/password-resets", new { email = "somebody@example.com" })).Is(202);
    }

    [Fact]
    public async Task A_place_that_has_used_up_its_limit_uses_up_nobody_elses()
    {
        await using var s = await Story.Begin("sqlite", settings: ["--Nightbell:Limits:SignInPerMinute=1", "--Nightbell:TrustedProxies=127.0.0.1"]);
        await s.Agent("Anna");
        for (var person = 0; person < 10; person++)
            (await SignIn("192.0.2.1", $"person.{person}@example.com")).IsProblem(401, "sign_in_failed");

        (await SignIn("192.0.2.1", "colleague@example.com")).IsProblem(429, "too_many");

        foreach (var place in (string[])["192.0.2.2", "192.0.2.3", "192.0.2.4"])
            (await SignIn(place, "colleague@example.com")).IsProblem(401, "sign_in_failed");
        (await SignIn("192.0.2.5", "colleague@example.com")).IsProblem(429, "too_many");

        Task<Answer> SignIn(string place, string email) => From(s, place, caller => caller.Post("/api/session", new { email, password = "a guess" }));
    }

    /// <summary>Of IPv6 a host has 64 bits to choose from (RFC 4291, 2.5.1); an address of IPv4 may be written as one of IPv6 (2.5.5.2).</summary>
    [Theory]
    [InlineData("2001:db8:7:1::1", "2001:db8:7:1:ffff::2", "2001:db8:7:2::1")]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", "203.0.113.8")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7", "::ffff:203.0.113.8")]
    public async Task Addresses_of_one_host_are_one_place(string address, string another, string elsewhere)
    {
        await using var s = await Story.Begin("sqlite", settings: ["--Nightbell:Limits:VisitorsPerMinute=2", "--Nightbell:TrustedProxies=127.0.0.1"]);
        await s.Agent("Anna");

        (await Arrive(address)).Is(201);
        (await Arrive(another)).Is(201);
        (await Arrive(address)).IsProblem(429, "too_many");
        (await Arrive(another)).IsProblem(429, "too_many");
        (await Arrive(elsewhere)).Is(201);

        Task<Answer> Arrive(string place) => From(s, place, caller => caller.Post($"/widget/v1/{s.WidgetKey}/visitors", new { }));
    }

    [Fact]
    public async Task New_visitors_of_one_place_meet_a_limit()
    {
        await using var s = await Story.Begin("sqlite", settings: "--Nightbell:Limits:VisitorsPerMinute=3");
        await s.Agent("Anna");
        using var caller = s.App.Caller();
        for (var visitor = 0; visitor < 3; visitor++)
        {
            (await caller.Post($"/widget/v1/{s.WidgetKey}/visitors", new { })).Is(201);
        }

        (await caller.Post($"/widget/v1/{s.WidgetKey}/visitors", new { })).IsProblem(429, "too_many");
    }

    [Fact]
    public async Task A_burst_of_sixty_messages_passes_by_default_and_a_flood_does_not()
    {
        // The default itself is under test: the harness switches limits off, and this switches them on as they come.
        var defaults = new Nightbell.Platform.LimitSettings();
        await using var s = await Story.Begin("sqlite", settings: $"--Nightbell:Limits:MessagesPerMinute={defaults.MessagesPerMinute}");
        await s.Agent("Anna");
        var visitor = s.Visitor();
        for (var message = 1; message <= 60; message++)
        {
            Assert.Equal(message, await visitor.Writes($"Message {message}"));
        }

        Answer last;
        var sent = 60;
        do
        {
            last = await visitor.Api.Post("/widget/v1/messages", new { text = $"Message {++sent}" });
        }
        while (last.Status == 201 && sent < 3 * defaults.MessagesPerMinute);
        last.IsProblem(429, "too_many");
        Assert.NotEmpty(last.Headers["Retry-After"]);
    }

    [Fact]
    public async Task Who_says_without_end_that_they_are_typing_meets_a_limit_of_their_own()
    {
        await using var s = await Story.Begin("sqlite", settings: "--Nightbell:Limits:MessagesPerMinute=10");
        await s.Agent("Anna");
        var (eager, other) = (s.Visitor(), s.Visitor());
        await eager.Writes("Hello");
        await other.Writes("Hello");
        for (var keys = 0; keys < 10; keys++)
            (await eager.Api.Put("/widget/v1/typing")).Is(204);

        (await eager.Api.Put("/widget/v1/typing")).IsProblem(429, "too_many");

        (await other.Api.Put("/widget/v1/typing")).Is(204);
        await eager.Writes("One more");
    }

    private static async Task<Answer> From(Story s, string place, Func<Caller, Task<Answer>> what)
    {
        using var caller = s.App.Caller();
        caller.Headers["X-Forwarded-For"] = place;
        return await what(caller);
    }
}
