using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Visitors;

/// <summary>A visitor whom the customer's own server vouches for: known on every device, and nobody else can pose as them.</summary>
public sealed class IdentityTests
{
    private const string Secret = "/api/settings/widget/identity";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_signed_visitor_is_marked_as_verified_on_the_card(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var secret = await NewSecret(s);
        var visitor = s.Visitor("Dóra");
        await visitor.Writes("Hello");
        Assert.Equal(JsonValueKind.Null, (await Card(s, anna, visitor)).GetProperty("verified").ValueKind);

        var told = (await visitor.Api.Put("/widget/v1/visitor", new
        {
            identity = Signed(secret, s, "4711", "dora@shop.example", "Kovács Dóra"),
            data = new { plan = "gold", orders = 12, trial = false },
        })).Is(200).Json;

        Assert.True(told.GetProperty("verified").GetBoolean());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("token").ValueKind);
        var card = await Card(s, anna, visitor);
        Assert.Equal(("4711", "dora@shop.example"), (card.GetProperty("verified").GetProperty("userId").GetString(), card.GetProperty("verified").GetProperty("email").GetString()));
        Assert.Equal(("Kovács Dóra", "dora@shop.example"), (card.GetProperty("name").GetString(), card.GetProperty("email").GetString()));
        Assert.Equal(
            [("plan", "gold"), ("orders", "12"), ("trial", "false")],
            card.GetProperty("data").EnumerateArray().Select(d => (d.GetProperty("name").GetString()!, d.GetProperty("value").GetString()!)));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_signed_visitor_goes_on_with_the_same_conversation_on_another_device(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        var secret = await NewSecret(s);
        var phone = s.Visitor("Dóra");
        await phone.Writes("From my phone");
        (await phone.Api.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "4711") })).Is(200);

        using var laptop = await Browser(s);
        Assert.Equal(204, (await laptop.Get("/widget/v1/conversation")).Status);
        laptop.Bearer = (await laptop.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "4711") })).Is(200).Field("token");

        var conversation = (await laptop.Get("/widget/v1/conversation")).Is(200).Json;
        Assert.Equal("From my phone", conversation.GetProperty("messages")[0].GetProperty("text").GetString());
        (await laptop.Post("/widget/v1/messages", new { text = "From my laptop" })).Is(201);
        Assert.Equal(2, (await phone.Conversation()).GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nobody_poses_as_a_customer_without_the_signature(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        using var thief = await Browser(s);
        (await thief.Put("/widget/v1/visitor", new { identity = Signed("guessed", s, "4711") })).IsProblem(403, "identity_wrong");
        var secret = await NewSecret(s);
        var customer = s.Visitor("Dóra");
        await customer.Writes("My order is 1234");
        (await customer.Api.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "4711") })).Is(200);

        var other = Signed(secret, s, "12");
        foreach (var forged in (object[])
        [
            Signed("guessed", s, "4711"),
            other with { UserId = "4711" },
            other with { Email = "dora@shop.example" },
            other with { Name = "Dóra" },
            other with { Signature = "" + other.Signature[..^1] },
            other with { SignedAt = Time(s.App.Clock.GetUtcNow().AddSeconds(1)) },
        ])
        {
            (await thief.Put("/widget/v1/visitor", new { identity = forged })).IsProblem(403, "identity_wrong");
        }

        Assert.Equal(204, (await thief.Get("/widget/v1/conversation")).Status);
        (await thief.Put("/widget/v1/visitor", new { identity = new { userId = "4711" } })).IsProblem(400);
        (await thief.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "47\n11") })).IsProblem(400, "invalid");
    }

    [Fact]
    public async Task A_signature_is_worth_nothing_a_day_later_or_from_the_future()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var secret = await NewSecret(s);
        using var browser = await Browser(s);
        var now = s.App.Clock.GetUtcNow();
        (await Tell(now.AddHours(-23))).Is(200);
        (await Tell(now.AddMinutes(4))).Is(200);
        (await Tell(now.AddHours(-25))).IsProblem(403, "identity_expired");
        (await Tell(now.AddMinutes(6))).IsProblem(403, "identity_expired");

        Task<Answer> Tell(DateTimeOffset at) => browser.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "4711", at: at) });
    }

    [Fact]
    public async Task Whoever_sits_down_after_a_customer_does_not_go_on_as_them()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var secret = await NewSecret(s);
        var shared = s.Visitor("Dóra");
        await shared.Writes("Nobody else's business");
        (await shared.Api.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "dora") })).Is(200);

        shared.Api.Bearer = (await shared.Api.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "ede") })).Is(200).Field("token");

        Assert.Equal(204, (await shared.Api.Get("/widget/v1/conversation")).Status);
    }

    [Fact]
    public async Task Whoever_wrote_before_signing_in_keeps_what_they_wrote()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var secret = await NewSecret(s);
        var phone = s.Visitor("Dóra");
        await phone.Writes("From my phone");
        (await phone.Api.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "4711") })).Is(200);
        var laptop = s.Visitor("Somebody");
        await laptop.Writes("Not signed in yet");

        var told = (await laptop.Api.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "4711") })).Is(200).Json;

        Assert.Equal(JsonValueKind.Null, told.GetProperty("token").ValueKind);
        Assert.Equal("Not signed in yet", (await laptop.Conversation()).GetProperty("messages")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_renewed_secret_leaves_a_day_for_the_old_one_and_a_removed_one_none()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        var old = await NewSecret(s);
        var fresh = await NewSecret(s);
        using var browser = await Browser(s);
        Assert.NotEqual(old, fresh);
        (await Tell(old)).Is(200);
        (await Tell(fresh)).Is(200);
        Assert.DoesNotContain(fresh, (await s.Owner.Api.Get(Secret)).Is(200).Text, StringComparison.Ordinal);

        await s.Advance("24:01:00");
        (await Tell(old)).IsProblem(403, "identity_wrong");
        (await Tell(fresh)).Is(200);

        (await s.Owner.Api.Delete(Secret)).Is(204);
        (await Tell(fresh)).IsProblem(403, "identity_wrong");
        Assert.DoesNotContain(fresh, (await s.Owner.Api.Get("/api/audit")).Is(200).Text, StringComparison.Ordinal);

        Task<Answer> Tell(string secret) => browser.Put("/widget/v1/visitor", new { identity = Signed(secret, s, "4711") });
    }

    [Fact]
    public async Task What_a_site_tells_for_the_card_is_bounded()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        await s.Agent("Anna");
        using var browser = await Browser(s);
        var many = Enumerable.Range(0, 21).ToDictionary(n => $"k{n}", n => (object)n);
        foreach (var data in (object[])
        [
            many,
            new Dictionary<string, object> { [new string('k', 41)] = 1 },
            new { plan = new string('x', 201) },
            new { plan = "two\nlines" },
            new { plan = new[] { 1 } },
            new { plan = new { deep = 1 } },
            new Dictionary<string, object?> { ["plan"] = null },
        ])
        {
            (await browser.Put("/widget/v1/visitor", new { data })).IsProblem(400, "invalid");
        }

        (await browser.Put("/widget/v1/visitor", new { data = many.Take(20).ToDictionary() })).Is(200);
    }

    /// <summary>The documented way to sign, written down here once more.</summary>
    private static SignedIdentity Signed(string secret, Story s, string userId, string? email = null, string? name = null, DateTimeOffset? at = null)
    {
        var signedAt = Time(at ?? s.App.Clock.GetUtcNow());
        var text = $"nightbell-identity-v1\n{userId}\n{email}\n{name}\n{signedAt}";
        var signature = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
        return new(userId, signature, signedAt, email, name);
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task<string> NewSecret(Story s) => (await s.Owner.Api.Post(Secret, new { })).Is(200).Field("secret");

    private static async Task<Caller> Browser(Story s)
    {
        var caller = s.App.Caller();
        caller.Bearer = (await caller.Post($"/widget/v1/{s.WidgetKey}/visitors", new { })).Is(201).Field("token");
        return caller;
    }

    private static async Task<JsonElement> Card(Story s, Agent agent, Visitor visitor) =>
        (await agent.Api.Get($"/api/visitors/{await visitor.Id()}")).Is(200).Json;

    private sealed record SignedIdentity(string UserId, string Signature, string SignedAt, string? Email, string? Name);
}
