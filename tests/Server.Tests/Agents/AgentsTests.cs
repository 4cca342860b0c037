using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Agents;

/// <summary>Colleagues come, go and change; somebody who may change the settings stays.</summary>
public sealed class AgentsTests
{
    private const string NewPassword = "another fine passphrase";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_was_invited_and_has_not_joined_can_be_invited_again(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var first = (await anna.Api.Post("/api/agents", new { email = "bela@example.com", access = "limited" })).Is(201);
        Assert.Equal("bela", first.Field("name"));
        (await anna.Api.Patch($"/api/agents/{first.Field("id")}", new { active = true })).IsProblem(409, "not_joined");
        await s.Settle();
        var old = s.App.Post.Take(l => l.To == "bela@example.com").Token;

        var second = (await anna.Api.Post("/api/agents", new { email = "BELA@example.com", access = "full", name = "Béla" })).Is(200);

        Assert.Equal(first.Field("id"), second.Field("id"));
        Assert.Equal("full", second.Field("access"));
        await s.Settle();
        var fresh = s.App.Post.Take(l => l.To == "bela@example.com").Token;
        using var browser = s.App.Caller();
        (await Accept(browser, fresh)).Is(204);
        (await Accept(browser, old)).IsProblem(400, "bad_token");
        (await anna.Api.Post("/api/agents", new { email = "bela@example.com", access = "limited" })).IsProblem(409, "email_taken");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_last_active_agent_with_full_access_stays(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela", "full"));
        await s.Deactivates(bela);
        var path = $"/api/agents/{anna.Id}";

        (await anna.Api.Patch(path, new { active = false })).IsProblem(409, "last_full_access");
        (await anna.Api.Patch(path, new { access = "limited" })).IsProblem(409, "last_full_access");
        (await anna.Api.Delete(path)).IsProblem(409, "last_full_access");
        Assert.Equal("full", (await anna.Me()).GetProperty("access").GetString());

        (await bela.Api.Patch($"/api/agents/{bela.Id}", new { active = true })).Is(200);
        (await bela.Api.Patch(path, new { access = "limited" })).Is(200);
        (await anna.Api.Patch(path, new { access = "full" })).IsProblem(403, "full_access_needed");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_package_has_room_for_so_many_active_agents_and_the_next_one_joins_inactive(string database)
    {
        await using var s = await Story.Begin(database, package: "free");
        var (anna, bela, _, dora) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"), await s.Agent("Dora"));

        Assert.False((await dora.Me()).GetProperty("active").GetBoolean());
        (await anna.Api.Patch($"/api/agents/{dora.Id}", new { active = true })).IsProblem(403, "agent_limit");
        await s.Deactivates(bela);
        (await anna.Api.Patch($"/api/agents/{dora.Id}", new { active = true })).Is(200);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_is_deleted_is_signed_out_leaves_their_conversations_and_frees_the_address(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await bela.Accepts(visitor);

        (await anna.Api.Delete($"/api/agents/{bela.Id}")).Is(204);
        await s.Settle();

        (await bela.Api.Get("/api/me")).IsProblem(401);
        (await anna.Api.Get($"/api/agents")).Is(200);
        (await anna.Api.Delete($"/api/agents/{bela.Id}")).IsProblem(404);
        Assert.False(await visitor.SeesOnline());
        var conversation = (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
        Assert.Equal(0, conversation.GetProperty("assignees").GetArrayLength());
        Assert.Equal(1, (await anna.Api.Get("/api/agents")).Is(200).Json.GetProperty("items").GetArrayLength());
        (await anna.Api.Post("/api/agents", new { email = bela.Email, access = "limited" })).Is(201);
        await s.At("2:00");
        Assert.Single(s.MailsTo(anna.Email));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_changed_password_keeps_this_session_ends_the_others_and_voids_links_that_are_under_way(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var laptop = await anna.SignsIn("web", "Chrome");
        (await anna.Api.Post("/api/me/email", new { email = "thief@example.org", password = Agent.Password })).Is(202);
        await s.Settle();
        var link = s.App.Post.Take(l => l.To == "thief@example.org").Token;

        (await anna.Api.Put("/api/me/password", new { password = NewPassword, newPassword = NewPassword })).IsProblem(400, "wrong_password");
        (await anna.Api.Put("/api/me/password", new { password = Agent.Password, newPassword = NewPassword })).Is(204);

        (await anna.Api.Get("/api/me")).Is(200);
        (await laptop.Api.Get("/api/me")).IsProblem(401);
        (await anna.Api.Put("/api/me/email", new { token = link })).IsProblem(400, "bad_token");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nobody_learns_by_their_own_mail_whether_an_address_is_taken(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));

        (await bela.Api.Post("/api/me/email", new { email = anna.Email, password = Agent.Password })).Is(202);
        (await bela.Api.Post("/api/me/email", new { email = "free@example.com", password = Agent.Password })).Is(202);
        await s.Settle();

        Assert.Equal(2, s.MailsTo(bela.Email).Count);
        Assert.Equal(s.MailsTo(bela.Email)[0].Text, s.MailsTo(bela.Email)[1].Text);
        Assert.False(Assert.Single(s.MailsTo(anna.Email)).HasToken);
    }

    private static Task<Answer> Accept(Caller browser, string token) =>
        browser.Put("/api/invitations/acceptance", new { token, name = "Bela", password = Agent.Password });
}
