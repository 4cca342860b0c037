using System.Text.Json.Nodes;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Outbox;

/// <summary>A conversation by e-mail, for who asked for it and not for whoever is named.</summary>
public sealed class TranscriptTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_gets_the_conversation_in_their_language_in_both_parts(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor("Zsófi");
        await visitor.Writes("Mennyibe kerül a <lámpás>?");
        (await visitor.Api.Put("/widget/v1/visitor", new { locale = "hu" })).Is(200);
        (await visitor.Api.Post("/widget/v1/transcript", new { })).IsProblem(409, "nothing_to_send");
        await anna.Answers(visitor, "4990 Ft.\nKét darab 8990.");

        (await visitor.Api.Post("/widget/v1/transcript", new { })).Is(202);
        (await visitor.Api.Post("/widget/v1/transcript", new { })).Is(202);
        await s.App.Settle();

        var letter = Assert.Single(s.MailsTo(visitor.Email));
        Assert.Equal("Beszélgetése: Moonlight Shop", letter.Subject);
        Assert.Contains("Ön – ", letter.Text, StringComparison.Ordinal);
        Assert.Contains("> Mennyibe kerül a <lámpás>?", letter.Text, StringComparison.Ordinal);
        Assert.Contains("> Két darab 8990.", letter.Text, StringComparison.Ordinal);
        Assert.Contains("a &lt;lámpás&gt;?", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Zsófi", letter.Text, StringComparison.Ordinal);
        Assert.NotNull(letter.Header("List-Unsubscribe"));
        await s.CheckHolds();
    }

    [Fact]
    public async Task Whoever_chats_in_a_language_that_no_desk_has_gets_mails_in_it_and_for_one_that_nobody_speaks_the_accounts()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        var settings = JsonNode.Parse((await anna.Api.Get("/api/settings/widget")).Is(200).Text)!;
        settings["locale"] = "de";
        (await anna.Api.Put("/api/settings/widget", settings)).Ok();
        var (layla, jan) = (s.Visitor("Layla"), s.Visitor("Jan"));
        foreach (var (visitor, locale) in new[] { (layla, "ar"), (jan, "nl") })
        {
            await visitor.Writes("?");
            (await visitor.Api.Put("/widget/v1/visitor", new { locale })).Is(200);
            await anna.Answers(visitor, "!");
            (await visitor.Api.Post("/widget/v1/transcript", new { })).Is(202);
        }

        await s.App.Settle();

        var arabic = Assert.Single(s.MailsTo(layla.Email));
        Assert.Equal("محادثتك مع Moonlight Shop", arabic.Subject);
        Assert.Contains("أنت – ", arabic.Text, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"ar\">", arabic.Html, StringComparison.Ordinal);
        Assert.Contains("<div dir=\"rtl\"", arabic.Html, StringComparison.Ordinal);
        Assert.Contains("border-right:3px", arabic.Html, StringComparison.Ordinal);
        var german = Assert.Single(s.MailsTo(jan.Email));
        Assert.Equal("Ihr Gespräch mit Moonlight Shop", german.Subject);
        Assert.Contains("<div dir=\"ltr\"", german.Html, StringComparison.Ordinal);
        Assert.Contains("border-left:3px", german.Html, StringComparison.Ordinal);

        // Only what was said runs as itself: a sentence of ours does not turn by the name it begins with.
        Assert.Equal(2, german.Html.Split("dir=\"auto\"").Length - 1);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_typed_address_gets_no_link_of_the_visitors_and_nothing_that_nobody_answered(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor("Win http://spam.example");
        await visitor.Writes("Look at http://spam.example/x and spam.example, www.spam.example:80/y or me@spam.example!");
        await anna.Answers(visitor, "Our page is https://shop.example/help");
        await visitor.Writes("Unanswered nonsense");

        (await visitor.Api.Post("/widget/v1/transcript", new { email = "stranger@example.org" })).Is(202);
        await s.App.Settle();

        var letter = Assert.Single(s.MailsTo("stranger@example.org"));
        Assert.DoesNotContain("spam", letter.Text + letter.Html + letter.Subject + letter.From, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", letter.Text, StringComparison.Ordinal);
        Assert.Contains("https://shop.example/help", letter.Text, StringComparison.Ordinal);
        Assert.Contains("[link left out]", letter.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Transcripts_are_few_a_day_and_leave_room_for_answers(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        for (var i = 0; i < 2; i++)
        {
            await anna.Answers(visitor, $"Answer {i}");
            (await visitor.Api.Post("/widget/v1/transcript", new { email = "stranger@example.org" })).Is(202);
            await s.App.Settle();
        }

        var refused = (await visitor.Api.Post("/widget/v1/transcript", new { email = "stranger@example.org" })).IsProblem(429, "too_many");
        Assert.InRange(int.Parse(Assert.Single(refused.Headers["Retry-After"]), System.Globalization.CultureInfo.InvariantCulture), 86_000, 86_400);
        (await visitor.Api.Post("/widget/v1/transcript", new { email = "another.stranger@example.org" })).IsProblem(429, "too_many");
        await s.Advance("2:00");
        Assert.Contains("Answer 1", Assert.Single(s.MailsTo(visitor.Email)).Text, StringComparison.Ordinal);
        await s.Advance("24:00:00");
        (await visitor.Api.Post("/widget/v1/transcript", new { email = "stranger@example.org" })).Is(202);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_an_address_one_is_needed_and_who_wants_no_mail_gets_none(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var nobody = s.App.Caller();
        nobody.Bearer = (await nobody.Post($"/widget/v1/{s.WidgetKey}/visitors", new { })).Is(201).Field("token");
        (await nobody.Post("/widget/v1/transcript", new { })).IsProblem(404);
        var id = (await nobody.Post("/widget/v1/messages", new { text = "Hello" })).Is(201).Field("conversationId");
        (await anna.Api.Post($"/api/conversations/{id}/messages", new { text = "Good day" })).Is(201);
        (await nobody.Post("/widget/v1/transcript", new { })).IsProblem(409, "contact_needed");
        (await nobody.Post("/widget/v1/transcript", new { email = "no address" })).IsProblem(400, "invalid");
        nobody.Dispose();

        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Answers(visitor, "Good day");
        (await visitor.Api.Post("/widget/v1/transcript", new { })).Is(202);
        await s.App.Settle();
        var off = Assert.Single(s.MailsTo(visitor.Email)).Links.Single(l => l.Contains("/unsubscribe/", StringComparison.Ordinal));
        using var reader = s.App.Caller();
        (await reader.Post(new Uri(off).AbsolutePath, new { })).Is(200);
        (await visitor.Api.Post("/widget/v1/transcript", new { })).IsProblem(409, "mails_off");
    }
}
