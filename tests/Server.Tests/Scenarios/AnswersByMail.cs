using System.Text;
using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>What agents wrote follows a visitor by e-mail who left the site, and what the visitor replies comes back.</summary>
public sealed class AnswersByMail : RepliesByMail
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Answers_follow_a_visitor_who_left_in_one_mail_and_one_thread(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = s.Visitor("<b>Buy</b> http://spam.example");
        await visitor.Writes("Buy pills at http://spam.example");
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        await anna.Answers(visitor, "One.");
        await s.At("0:30");
        await anna.Answers(visitor, "Two.");
        Assert.Empty(s.MailsTo(visitor.Email));

        await s.At("1:00");
        var first = Assert.Single(s.MailsTo(visitor.Email));
        Assert.Equal(s.Moment("1:00"), first.At);
        Assert.Contains("> One.", first.Text, StringComparison.Ordinal);
        Assert.Contains("> Two.", first.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("spam.example", Encoding.UTF8.GetString(first.Raw), StringComparison.Ordinal);
        Assert.DoesNotContain("spam.example", first.Text + first.Html, StringComparison.Ordinal);
        Assert.StartsWith("reply+", ReplyTo(first), StringComparison.Ordinal);
        Assert.NotNull(first.Header("List-Unsubscribe"));

        await s.At("5:00");
        await anna.Answers(visitor, "Three.");
        await s.At("6:00");
        var second = s.MailsTo(visitor.Email)[^1];
        Assert.Contains("> Three.", second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("> One.", second.Text, StringComparison.Ordinal);
        Assert.Contains(first.MessageId, second.Thread);
        Assert.Equal($"Re: {first.Subject}", second.Subject);
        await s.At("30:00");
        Assert.Equal(2, s.MailsTo(visitor.Email).Count);
        await s.CheckHolds();
    }

    /// <summary>A photo from a telephone, and not a word.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_reply_of_files_alone_is_told_to_the_team(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = await Left(s, anna);
        await anna.Answers(visitor, "Can you send us a picture?");
        await s.At("2:00");
        var head = Mail(Assert.Single(s.MailsTo(visitor.Email)), visitor.Email, "").Split("\r\n\r\n")[0]
            .Replace("Content-Type: text/plain; charset=utf-8", "Content-Type: multipart/mixed; boundary=b", StringComparison.Ordinal);
        const string photo = "\r\n\r\n--b\r\n\r\n\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=\"lamp.jpg\"\r\n\r\nx\r\n--b--\r\n";

        Assert.Equal("visitor_reply", await Bring(s, head + photo));

        Assert.Equal(["Hello", "Can you send us a picture?", "[Came by e-mail with files that are not shown here: lamp.jpg]"], await Texts(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_is_on_the_site_or_comes_back_in_time_gets_no_mail(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await visitor.IsOnSite();
        await anna.Answers(visitor, "Seen at once.");
        await visitor.LeavesSite();
        await s.At("10:00");
        Assert.Empty(s.MailsTo(visitor.Email));

        await anna.Answers(visitor, "Seen in time.");
        await s.At("10:50");
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        await s.At("20:00");
        Assert.Empty(s.MailsTo(visitor.Email));

        s.App.Post.GoesDown();
        await anna.Answers(visitor, "Seen before it could leave.");
        await s.At("21:30");
        await visitor.IsOnSite();
        s.App.Post.ComesUp();
        await s.At("40:00");
        Assert.Empty(s.MailsTo(visitor.Email));
        var mails = (await anna.Api.Get("/api/mails?state=withdrawn")).Is(200).Json.GetProperty("items");
        Assert.Contains(mails.EnumerateArray(), m => m.GetProperty("withdrawnBecause").GetString() == "VisitorCameBack");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitors_reply_reopens_the_conversation_and_lifts_the_limit(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        for (var i = 1; i <= 7; i++)
        {
            await anna.Answers(visitor, $"Answer {i}");
            await s.Advance("5:00");
        }

        var mails = s.MailsTo(visitor.Email);
        Assert.Equal(5, mails.Count);
        await anna.Resolves(visitor);

        Assert.Equal("visitor_reply", await Reply(s, mails[0], visitor.Email, "Thank you!\r\n\r\nSent from my iPhone\r\n\r\n> On 3 Nov 2026, at 10:04, Anna <nightbell@shop.example> wrote:\r\n> Answer 1\r\n"));

        await s.Settle();
        Assert.Equal("Thank you!", (await Texts(visitor))[^1]);
        var item = await Item(anna, visitor);
        Assert.Equal("open", item.GetProperty("state").GetString());
        Assert.Empty(item.GetProperty("assignees").EnumerateArray());
        await s.Advance("10:00");
        Assert.Contains("Answer 7", s.MailsTo(visitor.Email)[^1].Text, StringComparison.Ordinal);
        Assert.Contains("Thank you!", s.MailsTo(anna.Email)[^1].Text, StringComparison.Ordinal);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nobody_but_the_visitor_answers_as_the_visitor(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        await anna.Answers(visitor, "An answer.");
        await s.Advance("5:00");
        var mail = Assert.Single(s.MailsTo(visitor.Email));

        Assert.Equal("held", await Reply(s, mail, "mallory@example.org", "Forged."));
        Assert.Equal("held", await Reply(s, mail, anna.Email, "Forged."));
        Assert.Equal("held", await Bring(s, Mail(Flip(ReplyTo(mail)), visitor.Email, "Forged.")));
        Assert.Equal(["Hello", "An answer."], await Texts(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task When_the_mail_to_the_visitor_bounces_the_conversation_says_so(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        s.App.Post.Refuses(visitor.Email, "552 5.2.2 Mailbox full");

        await anna.Answers(visitor, "An answer.");
        await s.Advance("5:00");

        var last = (await Item(anna, visitor)).GetProperty("messages").EnumerateArray().Last();
        Assert.Equal("system", last.GetProperty("from").GetString());
        Assert.Contains(visitor.Email, last.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("full", last.GetProperty("text").GetString(), StringComparison.Ordinal);
        s.App.Post.Receives(visitor.Email);
        await s.Advance("1:00:00");
        Assert.Empty(s.MailsTo(visitor.Email));
        await anna.Answers(visitor, "Another one.");
        await s.Advance("5:00");
        Assert.Contains("> An answer.", Assert.Single(s.MailsTo(visitor.Email)).Text, StringComparison.Ordinal);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Programs_that_answer_post_nothing_so_two_installations_stop(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        await anna.Answers(visitor, "An answer.");
        await s.Advance("5:00");
        var mail = Assert.Single(s.MailsTo(visitor.Email));
        var automatic = Mail(mail, visitor.Email, "I am away.").Replace("MIME-Version", "Auto-Submitted: auto-replied\r\nMIME-Version", StringComparison.Ordinal);

        Assert.Equal("auto_reply", await Bring(s, automatic));
        Assert.Equal("auto_reply", await Bring(s, Encoding.UTF8.GetString(mail.Raw)));

        // Another installation of ours, whose visitor has the address to which this one's mails are answered.
        await using var other = await Story.Begin(database, settings: [Inbound[0], Inbound[1], "--Nightbell:Mail:From=nightbell@other.example"]);
        var bela = await other.Agent("Bela");
        var theirs = other.Visitor();
        await theirs.Arrives();
        (await theirs.Api.Put("/widget/v1/visitor", new { email = ReplyTo(mail) })).Is(200);
        await theirs.Writes("Hello");
        await theirs.IsOnSite();
        await theirs.LeavesSite();
        await bela.Answers(theirs, "An answer to an answer.");
        await other.Advance("5:00");
        var crossing = Assert.Single(other.App.Post.Delivered, l => l.To.StartsWith("reply+", StringComparison.Ordinal));
        Assert.Equal("auto_reply", await Bring(s, Encoding.UTF8.GetString(crossing.Raw)));

        Assert.Equal(["Hello", "An answer."], await Texts(visitor));
        await s.Advance("1:00:00");
        Assert.Single(s.MailsTo(visitor.Email));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_who_wants_no_mails_gets_none_until_they_answer_one(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        await anna.Answers(visitor, "One.");
        await s.Advance("5:00");
        var one = Assert.Single(s.MailsTo(visitor.Email));
        var link = one.Header("List-Unsubscribe")!.Trim('<', '>');
        using var program = s.App.Caller();

        (await program.Get(new Uri(link).AbsolutePath)).Ok();
        (await program.SendRaw(HttpMethod.Post, new Uri(link).AbsolutePath, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")).Is(200);

        await anna.Answers(visitor, "Two.");
        await s.Advance("1:00:00");
        Assert.Single(s.MailsTo(visitor.Email));

        Assert.Equal("visitor_reply", await Reply(s, one, visitor.Email, "Is anybody there?"));
        await s.Advance("1:00");
        Assert.Contains("Two.", s.MailsTo(visitor.Email)[^1].Text, StringComparison.Ordinal);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_address_that_wants_no_mails_gets_none_whoever_types_it_and_another_one_does(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        await anna.Answers(visitor, "One.");
        await s.Advance("5:00");
        var link = new Uri(Assert.Single(s.MailsTo(visitor.Email)).Header("List-Unsubscribe")!.Trim('<', '>')).AbsolutePath;
        using var reader = s.App.Caller();

        // The visitor has another address by the time the first one's owner asks for silence.
        var moved = (await visitor.Api.Put("/widget/v1/visitor", new { email = "dora@elsewhere.test" })).Is(200);
        Assert.Equal("dora@elsewhere.test", moved.Field("answersTo"));
        Assert.Equal((visitor.Email, true), Shown((await reader.Get($"/api{link}")).Is(200).Json));
        (await reader.Post(link, new { })).Is(200);
        Assert.Equal((visitor.Email, false), Shown((await reader.Get($"/api{link}")).Is(200).Json));
        await anna.Answers(visitor, "Two.");
        await s.Advance("1:00:00");
        Assert.Contains("Two.", Assert.Single(s.MailsTo("dora@elsewhere.test")).Text, StringComparison.Ordinal);

        // Nobody writes to the first one any more: not as this visitor, not as a stranger, and not after both were erased.
        var back = (await visitor.Api.Put("/widget/v1/visitor", new { email = visitor.Email.ToUpperInvariant() })).Is(200).Json;
        Assert.Equal(JsonValueKind.Null, back.GetProperty("answersTo").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await visitor.Api.Get("/widget/v1/conversation")).Is(200).Json.GetProperty("answersTo").ValueKind);
        await anna.Answers(visitor, "Three.");
        (await anna.Api.Delete($"/api/visitors/{await visitor.Id()}")).Is(204);
        var stranger = s.Visitor();
        await stranger.Writes("Hello");
        (await stranger.Api.Put("/widget/v1/visitor", new { email = visitor.Email })).Is(200);
        await stranger.IsOnSite();
        await stranger.LeavesSite();
        await anna.Answers(stranger, "Four.");
        await s.Advance("1:00:00");
        Assert.Single(s.MailsTo(visitor.Email));
        await s.CheckHolds();

        static (string?, bool) Shown(JsonElement unsubscription)
        {
            Assert.True(unsubscription.GetProperty("visitor").GetBoolean());
            return (unsubscription.GetProperty("address").GetString(), unsubscription.GetProperty("on").GetBoolean());
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_an_inbound_domain_nobody_is_told_to_reply(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        await s.At("30:00");
        await anna.Answers(visitor, "An answer.");
        await s.Advance("5:00");

        Assert.All(s.App.Post.Delivered, mail => Assert.Null(mail.Header("Reply-To")));
        Assert.DoesNotContain("replying", s.MailsTo(anna.Email)[^1].Text, StringComparison.Ordinal);
        Assert.Contains("come back to the website", s.MailsTo(visitor.Email)[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_copy_of_an_answer_that_may_have_arrived_says_no_more_and_what_was_written_since_comes_in_another(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        s.App.Post.LosesReplies(true);
        await anna.Answers(visitor, "The first word.");
        await s.Advance("1:02");
        await anna.Answers(visitor, "The second word.");
        s.App.Post.LosesReplies(false);

        await s.Advance("30:00");
        var mails = s.MailsTo(visitor.Email);
        Assert.Equal(3, mails.Count);
        Assert.Equal(mails[0].MessageId, mails[1].MessageId);
        Assert.DoesNotContain("The second word.", mails[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("The first word.", mails[2].Text, StringComparison.Ordinal);
        Assert.Contains("The second word.", mails[2].Text, StringComparison.Ordinal);
        await s.CheckHolds();
    }
}
