using System.Text;
using System.Text.Json;
using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Visitors;

/// <summary>Erasing a visitor: nothing of them is left anywhere, counts and the promise hold.</summary>
public sealed class EraseTests
{
    /// <summary>Said by nobody else: where it is found, something was forgotten.</summary>
    private const string Secret = "Xylophonia";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_watches_sees_a_waiting_one_go_and_nobody_come_back(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var laptop = await anna.WatchesOffline();
        var visitor = s.Visitor(Secret);
        await visitor.Writes("Is anybody there?");
        await s.Advance("5:00");
        var id = await visitor.Id();
        laptop.Stream.TakeArrived();

        (await anna.Api.Delete($"/api/visitors/{id}")).Is(204);
        await s.Advance("1:00");
        await s.Visitor().Writes("Somebody else");
        var told = new List<string>();
        for (var next = await laptop.Stream.Next(); next.Name != "message"; next = await laptop.Stream.Next())
            told.Add(next.Name);
        Assert.Contains("gone", told);
        Assert.DoesNotContain("conversation", told.SkipWhile(n => n != "gone").SkipLast(1));
        Assert.DoesNotContain("notices", told.SkipWhile(n => n != "gone"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Leaves_nothing_of_them_and_every_count_as_it_was(string database)
    {
        await using var s = await Story.Begin(database, settings: ["--Nightbell:Webhooks:AllowPrivate=true", "--Nightbell:Webhooks:AllowHttp=true"]);
        await using var receiver = await Receiver.Open();
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        (await anna.Api.Post("/api/webhooks", new { url = receiver.Url, events = new[] { "message.created", "visitor.changed", "mail.accepted", "notice.decided" } })).Is(201);
        var other = s.Visitor();
        await other.Writes("Somebody else's question");
        var visitor = s.Visitor(Secret);
        (await Arrive(visitor)).Is(200);
        await visitor.Writes($"My name is {Secret}");
        var id = await visitor.Id();
        (await anna.Api.Put($"/api/visitors/{id}/note", new { text = $"{Secret} again" })).Is(204);
        await s.Advance("5:00");
        (await anna.Api.Post($"/api/conversations/{visitor.ConversationId}/messages", new { id = Guid.NewGuid(), text = $"Dear {Secret}" })).Is(201);
        var file = (await visitor.Api.SendBytes(HttpMethod.Post, $"/widget/v1/files?name={Secret}.txt", Encoding.UTF8.GetBytes(Secret), "application/octet-stream")).Is(201);
        (await visitor.Api.Post("/widget/v1/messages", new { text = $"{Secret}.txt", files = new[] { file.Field("id") } })).Is(201);
        (await anna.Api.Put($"/api/conversations/{visitor.ConversationId}/resolution")).Is(204);
        (await visitor.Api.Put("/widget/v1/rating", new { value = 4, comment = $"{Secret} is content" })).Is(204);
        await s.Advance("5:00");
        (await anna.Api.Put($"/api/visitors/{id}/block")).Is(204);
        (await anna.Api.Delete($"/api/visitors/{id}/block")).Is(204);
        var export = (await anna.Api.Post("/api/exports", new { format = "json" })).Is(201).Field("id");
        await s.Settle();
        var exported = (await anna.Api.Get($"/api/exports/{export}/file")).Is(200).Json.GetProperty("conversations").EnumerateArray()
            .Single(c => c.GetProperty("id").GetString() == visitor.ConversationId);
        Assert.Equal(4, Assert.Single(exported.GetProperty("ratings").EnumerateArray()).GetProperty("value").GetInt32());
        Assert.Equal(Secret, Assert.Single(exported.GetProperty("visitor").GetProperty("data").EnumerateArray()).GetProperty("value").GetString());
        var exportedFile = Assert.Single(exported.GetProperty("messages").EnumerateArray().SelectMany(m => m.GetProperty("files").EnumerateArray()));
        Assert.Equal(file.Field("url"), exportedFile.GetProperty("url").GetString());
        (await s.App.Caller().Get(file.Field("url"))).Is(200);
        Assert.NotEmpty(await Holding(s));
        var figures = await Figures(anna);

        (await bela.Api.Delete($"/api/visitors/{id}")).IsProblem(403, "full_access_needed");
        (await anna.Api.Delete($"/api/visitors/{id}")).Is(204);
        await s.Settle();

        Assert.Empty(await Holding(s));
        (await s.App.Caller().Get(file.Field("url"))).IsProblem(404);
        Assert.Equal(figures, await Figures(anna));
        (await anna.Api.Get($"/api/exports/{export}")).IsProblem(404);
        (await anna.Api.Get($"/api/visitors/{id}")).IsProblem(404);
        (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}")).IsProblem(404);
        (await anna.Api.Delete($"/api/visitors/{id}")).IsProblem(404);
        Assert.Equal(other.ConversationId, Assert.Single((await anna.Api.Get("/api/conversations")).Is(200).Json.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        var line = (await anna.Api.Get("/api/audit?setting=visitor.erased")).Is(200).Json.GetProperty("items")[0];
        Assert.Equal(("Anna", id), (line.GetProperty("agentName").GetString(), line.GetProperty("after").GetProperty("id").GetString()));

        // The token ends; whoever comes again is somebody new.
        foreach (var call in (Func<Task<Answer>>[])
        [
            () => visitor.Api.Get("/widget/v1/conversation"), () => visitor.Api.Post("/widget/v1/messages", new { text = "Hello?" }),
            () => visitor.Api.Put("/widget/v1/visitor", new { name = Secret }), () => visitor.Api.Get("/widget/v1/events"),
        ])
            (await call()).IsProblem(401);
        await s.Advance("24:00:00");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_file_that_an_agent_sent_is_forgotten_with_its_name(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("May I have the contract?");
        var path = $"/api/files?name={Secret}.txt&id={Guid.NewGuid()}";
        var file = (await anna.Api.SendBytes(HttpMethod.Post, path, "The contract"u8.ToArray(), "application/octet-stream")).Is(201);
        (await anna.Api.Post($"/api/conversations/{visitor.ConversationId}/messages", new { id = Guid.NewGuid(), text = "Here", files = new[] { file.Field("id") } })).Is(201);
        Assert.NotEmpty(await Holding(s));

        (await anna.Api.Delete($"/api/visitors/{await visitor.Id()}")).Is(204);

        Assert.Empty(await Holding(s));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_has_not_left_is_withdrawn_and_nobody_is_told_of_them_any_more(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        s.App.Post.GoesDown();
        var visitor = s.Visitor(Secret);
        await visitor.Writes($"I am {Secret}");
        await s.Advance("3:00");
        Assert.Equal("deferred", (await Mails(anna))[0].GetProperty("state").GetString());

        (await anna.Api.Delete($"/api/visitors/{await visitor.Id()}")).Is(204);
        s.App.Post.ComesUp();
        await s.Advance("2:00:00");

        s.NoMails();
        var mail = Assert.Single(await Mails(anna));
        Assert.Equal(("withdrawn", "Erased"), (mail.GetProperty("state").GetString(), mail.GetProperty("withdrawnBecause").GetString()));
        Assert.Empty(await Holding(s));
        await s.CheckHolds();
    }

    private static async Task<Answer> Arrive(Visitor visitor)
    {
        await visitor.Arrives();
        return await visitor.Api.Put("/widget/v1/visitor", new { email = $"{Secret}@example.net", phone = "+36 1 234 5678", locale = "hu", data = new { plan = Secret } });
    }

    private static async Task<List<JsonElement>> Mails(Agent agent) =>
        [.. (await agent.Api.Get("/api/mails")).Is(200).Json.GetProperty("items").EnumerateArray()];

    private static async Task<string> Figures(Agent agent)
    {
        var all = new List<string>();
        foreach (var name in (string[])["waiting", "messages", "notices", "mails", "ratings"])
            all.Add((await agent.Api.Get($"/api/reports/{name}")).Is(200).Text);
        return string.Join('\n', all);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_was_tried_and_gave_way_to_a_digest_keeps_nothing(string database)
    {
        await using var s = await Story.Begin(database, settings: "--Nightbell:DigestAbove=1");
        var anna = await s.Agent("Anna");
        s.App.Post.GoesDown();
        var visitor = s.Visitor(Secret);
        await visitor.Writes($"My name is {Secret}");
        await s.At("3:00");
        var other = s.Visitor();
        await other.Writes("Somebody else's question");
        await s.At("10:00");
        s.App.Post.ComesUp();
        await s.At("2:00:00");
        Assert.Contains(Secret, Assert.Single(s.MailsTo(anna.Email)).Text, StringComparison.Ordinal);
        await s.CheckHolds();

        (await anna.Api.Delete($"/api/visitors/{await visitor.Id()}")).Is(204);

        Assert.Empty(await Holding(s));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_is_erased_while_their_transcript_is_on_the_wire_is_forgotten_and_it_is_not_tried_again(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Answers(visitor, "Good evening");
        var address = $"{Secret.ToLowerInvariant()}@example.net";
        (await visitor.Api.Put("/widget/v1/visitor", new { name = Secret, email = address })).Is(200);
        var id = await visitor.Id();
        s.App.Post.LosesReplies(true);
        s.App.Post.BeforeReply = async () => (await anna.Api.Delete($"/api/visitors/{id}")).Is(204);
        (await visitor.Api.Post("/widget/v1/transcript", new { })).Is(202);
        await s.Settle();
        s.App.Post.BeforeReply = null;
        s.App.Post.LosesReplies(false);
        var tries = s.App.Post.AttemptsAt(address);
        Assert.NotEqual(0, tries);

        await s.Advance("26:00:00");

        Assert.Equal(tries, s.App.Post.AttemptsAt(address));
        Assert.Empty(await Holding(s));
        await s.CheckHolds();
    }

    /// <summary>Bounces, holidays and replies of both sides, before and after.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_comes_back_about_them_later_is_not_kept_either(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor(Secret);
        await visitor.Writes($"I am {Secret}");
        await s.At("3:00");
        var notification = Assert.Single(s.MailsTo(anna.Email));
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        await anna.Answers(visitor, "Good evening");
        await s.At("10:00");
        var answer = Assert.Single(s.MailsTo(visitor.Email));
        Assert.Equal("auto_reply", await s.IsBrought(Mail(answer, visitor.Email, "Auto-Submitted: auto-replied (vacation)\r\n")));
        Assert.NotEmpty(await Holding(s));

        (await anna.Api.Delete($"/api/visitors/{await visitor.Id()}")).Is(204);
        Assert.Empty(await Holding(s));
        Assert.Equal("report", await s.IsBrought(answer.Report($"550 5.1.1 No {Secret} here")));
        Assert.Equal("auto_reply", await s.IsBrought(Mail(answer, visitor.Email, "Auto-Submitted: auto-replied\r\n")));
        Assert.Equal("visitor_reply", await s.IsBrought(Mail(answer, visitor.Email)));
        Assert.Equal("agent_reply", await s.IsBrought(Mail(notification, anna.Email)));

        Assert.Empty(await Holding(s));
        Assert.Equal((5L, 0L), (await s.App.Ask("""SELECT COUNT(*) FROM "InboundMails" """), await s.App.Ask("""SELECT COUNT("Raw") FROM "InboundMails" """)));
        await s.CheckHolds();

        static string Mail(Letter answered, string from, string more = "") => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"From: {Secret} <{from}>\r\nTo: {answered.Header("Reply-To")}\r\nSubject: Re: {Secret}\r\nMessage-ID: <{Guid.NewGuid()}@mail.example>\r\n{more}\r\nIt is me, {Secret}.\r\n");
    }

    /// <summary>The columns of the whole database in which the word stands.</summary>
    private static async Task<List<string>> Holding(Story s)
    {
        var found = new List<string>();
        foreach (var (table, column) in Tables.Texts())
        {
            if (await s.App.Ask($"""SELECT COUNT(*) FROM "{table}" WHERE LOWER("{column}") LIKE '%{Secret.ToLowerInvariant()}%'""") > 0)
                found.Add($"{table}.{column}");
        }

        return found;
    }
}
