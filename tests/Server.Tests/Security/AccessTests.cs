using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>Who may ask what, for every operation of the published document: 401 signed out, 403 without full access, 404 for what is another's.</summary>
public sealed class AccessTests
{
    /// <summary>Pages and files, which the document of the API need not list.</summary>
    private static readonly HashSet<string> NotInTheDocument = new(
        ["GET /widget.js", "GET /api/demo", "GET /metrics", "GET /unsubscribe/{token}", "POST /unsubscribe/{token}"], StringComparer.Ordinal);

    private const string MakesADevice = "PUT /api/me/devices/{id}";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_document_is_complete_and_every_operation_is_in_the_tables_of_these_tests(string database)
    {
        await using var s = await Story.Begin(database);
        using var nobody = s.App.Caller();
        var operations = (await OpenApiDocument.Operations(nobody)).Select(o => o.Name).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(operations.Except(Contract.All, StringComparer.Ordinal));
        Assert.Empty(Contract.All.Except(NotInTheDocument, StringComparer.Ordinal).Except(operations, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Signed_out_everything_but_the_public_calls_is_401(string database)
    {
        await using var s = await Story.Begin(database);
        var ids = await Ids.Of(s, "Anna");
        using var nobody = s.App.Caller();
        using var forger = s.App.Caller();
        forger.Bearer = "forged";
        var before = await s.Owner.Me();

        await Each(
            (await OpenApiDocument.Operations(nobody)).Where(o => !Contract.Public.ContainsKey(o.Name)),
            async operation =>
            {
                (await Ask(nobody, operation, ids)).IsProblem(401);
                (await Ask(forger, operation, ids)).IsProblem(401);
            });
        Assert.Equal(before.ToString(), (await s.Owner.Me()).ToString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitors_token_opens_nothing_of_the_agents_and_a_session_nothing_of_the_visitors(string database)
    {
        await using var s = await Story.Begin(database);
        var ids = await Ids.Of(s, "Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        var operations = await OpenApiDocument.Operations(visitor.Api);

        await Each(
            operations.Where(o => Contract.AnyAgent.Contains(o.Name) || Contract.FullAccess.Contains(o.Name)),
            async operation => (await Ask(visitor.Api, operation, ids)).IsProblem(401));
        await Each(
            operations.Where(o => Contract.Visitors.Contains(o.Name)),
            async operation => (await Ask(s.Owner.Api, operation, ids)).IsProblem(401));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_full_access_the_calls_that_need_it_are_403_and_no_other_is(string database)
    {
        await using var s = await Story.Begin(database);
        var ids = await Ids.Of(s, "Anna");
        var bela = await s.Agent("Bela");
        var operations = (await OpenApiDocument.Operations(bela.Api)).Where(o => !Contract.Public.ContainsKey(o.Name)).ToList();

        await Each(
            operations.Where(o => Contract.FullAccess.Contains(o.Name)),
            async operation => (await Ask(bela.Api, operation, ids)).IsProblem(403, "full_access_needed"));
        await Each(
            operations.Where(o => Contract.AnyAgent.Contains(o.Name) && !Streams(o) && !o.Path.StartsWith("/api/session", StringComparison.Ordinal)),
            async operation => Assert.NotEqual(403, (await Ask(bela.Api, operation, ids with { Device = Guid.NewGuid().ToString() })).Status));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_another_account_owns_is_the_same_404_as_what_does_not_exist(string database)
    {
        await using var s = await Story.Begin(database);
        var own = await Ids.Of(s, "Anna");
        await using var neighbour = s.Neighbour();
        var theirs = await Ids.Of(neighbour, "Nora");
        var nothing = Ids.OfNothing();
        var before = await Fingerprint(neighbour, theirs);

        await Each(
            (await OpenApiDocument.Operations(s.Owner.Api)).Where(o =>
                (Contract.AnyAgent.Contains(o.Name) || Contract.FullAccess.Contains(o.Name)) && o.Path.Contains("{id}", StringComparison.Ordinal)
                    && o.Name != MakesADevice),
            async operation =>
            {
                var foreign = (await Ask(s.Owner.Api, operation, theirs)).IsProblem(404);
                var missing = (await Ask(s.Owner.Api, operation, nothing)).IsProblem(404);
                Assert.Equal(WithoutTrace(missing), WithoutTrace(foreign));
            });

        // A device's id is chosen by the device and counts within its agent: the same one of another agent is another device.
        (await s.Owner.Api.Put($"/api/me/devices/{theirs.Device}", new { kind = "mobile", name = "Anna's phone" })).Is(200);
        (await s.Owner.Api.Delete($"/api/me/devices/{theirs.Device}")).Is(204);
        Assert.Equal(before, await Fingerprint(neighbour, theirs));
        Assert.NotEqual(own.Conversation, theirs.Conversation);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Ids_of_another_account_inside_a_body_are_refused_too_or_name_nobody(string database)
    {
        await using var s = await Story.Begin(database);
        var own = await Ids.Of(s, "Anna");
        var laptop = await s.Owner.SignsIn("web", "Chrome");
        await using var neighbour = s.Neighbour();
        var theirs = await Ids.Of(neighbour, "Nora");
        var visitor = s.Visitor();
        await visitor.Arrives();

        Refused(await s.Owner.Api.Post("/api/groups", new { name = "Mixed", agentIds = new[] { theirs.Agent } }));
        Refused(await s.Owner.Api.Patch($"/api/groups/{own.Group}", new { agentIds = new[] { theirs.Agent } }));
        Refused(await s.Owner.Api.Patch($"/api/agents/{own.Agent}", new { groupIds = new[] { theirs.Group } }));
        Refused(await s.Owner.Api.Post("/api/notices/preview", new { groupId = theirs.Group }));
        Refused(await s.Owner.Api.Put($"/api/conversations/{own.Conversation}/opened", new { device = theirs.Device }));
        (await laptop.Api.Get($"/api/events?device={theirs.Device}")).IsProblem(404);

        // A visitor's message arrives, as with a group that does not exist: for nobody in particular.
        await visitor.Writes("Hello", theirs.Group);
        var written = (await s.Owner.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
        Assert.Equal(JsonValueKind.Null, written.GetProperty("group").ValueKind);

        static void Refused(Answer answer) => Assert.True(answer.Status is 400 or 404, answer.ToString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_limited_agent_sees_the_conversations_of_their_teams_and_their_own(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var repairs = await s.Group("Repairs", bela);
        var sales = await s.Group("Sales", anna);
        var (forBela, notForBela, forAll) = (s.Visitor(), s.Visitor(), s.Visitor());
        await forBela.Writes("A repair", repairs);
        await notForBela.Writes("A sale", sales);
        await forAll.Writes("Anything");

        Assert.Equivalent((string[])[forBela.ConversationId, forAll.ConversationId], await Listed(bela), strict: true);
        Assert.Equivalent((string[])[forBela.ConversationId, notForBela.ConversationId, forAll.ConversationId], await Listed(anna), strict: true);
        (await bela.Api.Get($"/api/conversations/{notForBela.ConversationId}")).IsProblem(404);
        (await bela.Api.Get($"/api/conversations/{notForBela.ConversationId}/notices")).IsProblem(404);
        (await bela.Api.Put($"/api/conversations/{notForBela.ConversationId}/acceptance")).IsProblem(404);
        (await bela.Api.Get($"/api/conversations/{forAll.ConversationId}")).Is(200);

        static async Task<string[]> Listed(Agent agent) =>
        [
            .. (await agent.Api.Get("/api/conversations?box=unassigned")).Is(200).Json.GetProperty("items").EnumerateArray()
                .Select(c => c.GetProperty("id").GetString()!),
        ];
    }

    private static bool Streams(Operation operation) => operation.Path.EndsWith("/events", StringComparison.Ordinal);

    private static Task<Answer> Ask(Caller caller, Operation operation, Ids ids)
    {
        var hasBody = Contract.Bodies.TryGetValue(operation.Name, out var body);
        Assert.True(hasBody || !operation.HasBody, $"{operation.Name} takes a body: add one to the table of bodies.");
        return caller.Send(operation.Method, ids.Fill(operation.Path), body);
    }

    /// <summary>Tries all and fails with every failure, not with the first alone.</summary>
    private static async Task Each(IEnumerable<Operation> operations, Func<Operation, Task> check)
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var operation in operations)
        {
            tried++;
            try
            {
                await check(operation);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                failures.Add($"{operation.Name}: {e.Message}");
            }
        }

        Assert.NotEqual(0, tried);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static string WithoutTrace(Answer problem) =>
        string.Join(' ', problem.Json.EnumerateObject().Where(p => p.Name is not ("traceId" or "instance")).Select(p => $"{p.Name}={p.Value}"));

    private static async Task<string> Fingerprint(Story story, Ids ids) =>
        string.Join('\n',
            (await story.Owner.Api.Get($"/api/conversations/{ids.Conversation}")).Is(200).Text,
            (await story.Owner.Api.Get("/api/agents")).Is(200).Text,
            (await story.Owner.Api.Get("/api/groups")).Is(200).Text,
            (await story.Owner.Api.Get("/api/me")).Is(200).Text);
}
