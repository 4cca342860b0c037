using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Groups;

public sealed class GroupsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Groups_and_office_hours_are_not_in_a_smaller_package(string database)
    {
        await using var s = await Story.Begin(database, package: "standard");
        var anna = await s.Agent("Anna");

        (await anna.Api.Get("/api/groups")).IsProblem(403, "not_in_package");
        (await anna.Api.Post("/api/groups", new { name = "Repairs", agentIds = Array.Empty<string>() })).IsProblem(403, "not_in_package");
        (await anna.Api.Get("/api/settings/office-hours")).IsProblem(403, "not_in_package");
        (await anna.Api.Patch($"/api/agents/{anna.Id}", new { groupIds = Array.Empty<string>() })).IsProblem(403, "not_in_package");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_package_may_be_configured_with_a_capital_letter(string database)
    {
        await using var s = await Story.Begin(database, settings: "--Nightbell:Packages:Pro:Groups=true");
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var repairs = await s.Group("Repairs", anna);
        await s.Group("Sales", bela);
        var visitor = s.Visitor();

        await visitor.Writes("Hello", repairs);

        (await bela.Api.Get($"/api/conversations/{visitor.ConversationId}")).IsProblem(404);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_conversations_of_a_deleted_group_are_everybodys(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var (repairs, sales) = (await s.Group("Repairs", anna), await s.Group("Sales", bela));
        var visitor = s.Visitor();
        await visitor.Writes("Hello", repairs);
        (await bela.Api.Get($"/api/conversations/{visitor.ConversationId}")).IsProblem(404);

        (await anna.Api.Delete($"/api/groups/{repairs}")).Is(204);

        var seen = (await bela.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
        Assert.Equal(System.Text.Json.JsonValueKind.Null, seen.GetProperty("group").ValueKind);
        (await anna.Api.Delete($"/api/groups/{repairs}")).IsProblem(404);
        Assert.Equal([sales], (await anna.Api.Get("/api/groups")).Is(200).Json.GetProperty("items").EnumerateArray().Select(g => g.GetProperty("id").GetString()!));
        await s.At("2:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), bela.Gets("2:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_writes_to_a_group_that_is_no_more_writes_to_everybody(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var repairs = await s.Group("Repairs", anna);
        (await anna.Api.Delete($"/api/groups/{repairs}")).Is(204);
        var visitor = s.Visitor();

        await visitor.Writes("Hello", repairs);

        var seen = (await bela.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
        Assert.Equal(System.Text.Json.JsonValueKind.Null, seen.GetProperty("group").ValueKind);
        await s.At("2:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), bela.Gets("2:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Creating_a_group_twice_under_one_id_makes_one_group(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var group = new { id = Guid.NewGuid(), name = "Repairs", agentIds = new[] { anna.Id } };

        var made = (await anna.Api.Post("/api/groups", group)).Is(201);
        var again = (await anna.Api.Post("/api/groups", group)).Is(200);
        (await anna.Api.Post("/api/groups", new { group.id, name = "Sales", group.agentIds })).IsProblem(409, "id_taken");

        Assert.Equal(made.Text, again.Text);
        Assert.Equal(1, (await anna.Api.Get("/api/groups")).Is(200).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_group_is_renamed_and_its_members_are_those_who_were_named_last(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var repairs = await s.Group("Repairs", anna);

        var changed = (await anna.Api.Patch($"/api/groups/{repairs}", new { name = "Javítás", agentIds = new[] { bela.Id, bela.Id } })).Is(200);

        Assert.Equal("Javítás", changed.Field("name"));
        Assert.Equal([bela.Id], changed.Json.GetProperty("agentIds").EnumerateArray().Select(a => a.GetString()!));
        var agents = (await anna.Api.Get("/api/agents")).Is(200).Json.GetProperty("items").EnumerateArray();
        var groupsOf = agents.ToDictionary(a => a.GetProperty("id").GetString()!, a => a.GetProperty("groupIds").GetArrayLength(), StringComparer.Ordinal);
        Assert.Equal((0, 1), (groupsOf[anna.Id], groupsOf[bela.Id]));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_writes_again_is_shown_the_team_that_will_have_it(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var (sales, support) = (await s.Group("Sales", anna), await s.Group("Support", bela));
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello", support);
        Assert.False(visitor.WasShownOnline);

        await anna.Resolves(visitor);
        await visitor.Writes("Me again");
        Assert.False(visitor.WasShownOnline);
        Assert.False((await visitor.Conversation()).GetProperty("online").GetBoolean());

        await anna.Resolves(visitor);
        await visitor.Writes("I would like to buy", sales);
        Assert.True(visitor.WasShownOnline);
        await s.CheckHolds();
    }
}
