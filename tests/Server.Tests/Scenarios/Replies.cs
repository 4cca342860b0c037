using System.Globalization;
using System.Text;
using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>Answering by e-mail, from both sides: acceptance scenario 30c and what belongs to it.</summary>
public sealed class Replies
{
    private const string Domain = "in.shop.example";
    private const string Token = "a long inbound token";
    private static readonly string[] Inbound = [$"--Nightbell:Mail:Inbound:Domain={Domain}", $"--Nightbell:Mail:Inbound:Token={Token}", "--Nightbell:Mail:From=nightbell@shop.example"];
    private int sent;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_agents_reply_answers_what_its_mail_carried_and_a_later_message_waits(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("First");
        await visitor.Writes("Second");
        await s.At("2:00");
        var mail = s.MailsTo(anna.Email)[^1];
        Assert.Contains("replying to this e-mail", mail.Text, StringComparison.Ordinal);
        await visitor.Writes("Third");

        Assert.Equal("agent_reply", await Reply(s, mail, anna.Email, "Here you are."));

        await s.Settle();
        Assert.Equal(["First", "Second", "Third", "Here you are."], await Texts(visitor));
        var item = await Item(anna, visitor);
        Assert.Equal("Anna", item.GetProperty("messages")[3].GetProperty("name").GetString());
        Assert.NotEqual(JsonValueKind.Null, item.GetProperty("waitingSince").ValueKind);
        await s.At("10:00");
        Assert.Contains("Third", s.MailsTo(bela.Email)[^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("> First", s.MailsTo(bela.Email)[^1].Text, StringComparison.Ordinal);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_reply_without_a_newer_message_ends_the_waiting_and_accepts(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var mail = s.MailsTo(anna.Email)[^1];

        await Reply(s, mail, "Anna <ANNA@Example.com>", "Hello, too!\r\n\r\n-- \r\nAnna\r\nThe Shop\r\n\r\nOn Tue, Nov 3, 2026 at 10:04 AM Visitor <nightbell@shop.example> wrote:\r\n> Hello\r\n");

        await s.Settle();
        Assert.Equal(["Hello", "Hello, too!"], await Texts(visitor));
        var item = await Item(anna, visitor);
        Assert.Equal(anna.Id, Assert.Single(item.GetProperty("assignees").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, item.GetProperty("waitingSince").ValueKind);
        await s.At("30:00");
        Assert.Single(s.MailsTo(anna.Email));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_reply_is_posted_once_however_often_it_comes(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var raw = Mail(s.MailsTo(anna.Email)[^1], anna.Email, "Once.");

        await Bring(s, raw);
        await Bring(s, raw);
        await Bring(s, "Received: from a by b\r\nReturn-Path: <anna@example.com>\r\n" + raw);

        Assert.Equal(["Hello", "Once."], await Texts(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_is_not_the_recipient_posts_nothing(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var mail = s.MailsTo(anna.Email)[^1];
        string[] strangers =
        [
            bela.Email, "mallory@example.org", $"\"{anna.Email}\" <mallory@example.org>", $"{anna.Email} <mallory@example.org>",
            $"{anna.Email}, mallory@example.org", $"mallory@example.org ({anna.Email})", $"{anna.Email}.example.org", "",
            $"{anna.Email}\r\nFrom: mallory@example.org", $"{anna.Email}\r\nAuthentication-Results: mx.shop.example; dmarc=fail header.from=example.com",
        ];

        foreach (var stranger in strangers)
        {
            Assert.Equal("held", await Reply(s, mail, stranger, "Forged."));
        }

        var address = ReplyTo(mail);
        foreach (var forged in new[] { address.Replace("reply+a", "reply+b", StringComparison.Ordinal) + "x", "reply+aaaa.bbbb@" + Domain, Flip(address), address.Replace("reply+", "bounce+", StringComparison.Ordinal) })
        {
            Assert.Equal("held", await Bring(s, Mail(forged, anna.Email, "Forged.")));
        }

        Assert.Equal(["Hello"], await Texts(visitor));
        Assert.Equal("agent_reply", await Bring(s, Mail(address.ToUpperInvariant(), anna.Email, "Real.")));
        Assert.Equal(["Hello", "Real."], await Texts(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_may_not_answer_any_more_is_held(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var (ofAnna, ofBela, ofCili) = (s.MailsTo(anna.Email)[^1], s.MailsTo(bela.Email)[^1], s.MailsTo(cili.Email)[^1]);
        await s.Deactivates(bela);
        (await anna.Api.Delete($"/api/agents/{cili.Id}")).Ok();
        await s.Settle();

        Assert.Equal("held", await Reply(s, ofBela, bela.Email, "From Bela."));
        Assert.Equal("held", await Reply(s, ofCili, cili.Email, "From Cili."));
        Assert.Equal("held", await Reply(s, ofAnna, anna.Email, "> Hello\r\n"));
        await s.Advance("2400:00:00");
        Assert.Equal("held", await Reply(s, ofAnna, anna.Email, "After a hundred days."));
        Assert.Equal(["Hello"], await Texts(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task When_a_colleague_was_faster_both_answers_stand_and_the_agent_is_told(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        await bela.Answers(visitor, "Bela was here.");

        Assert.Equal("agent_reply", await Reply(s, s.MailsTo(anna.Email)[^1], anna.Email, "And Anna, too."));

        await s.Settle();
        Assert.Equal(["Hello", "Bela was here.", "And Anna, too."], await Texts(visitor));
        var told = s.MailsTo(anna.Email)[^1];
        Assert.Equal("Bela had answered before your reply came", told.Subject);
        Assert.Equal("auto-generated", told.Header("Auto-Submitted"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Files_are_told_of_in_words_and_long_replies_become_several_messages(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var mail = s.MailsTo(anna.Email)[^1];
        var head = Mail(ReplyTo(mail), anna.Email, "").Split("\r\n\r\n")[0].Replace("Content-Type: text/plain; charset=utf-8", "Content-Type: multipart/mixed; boundary=b", StringComparison.Ordinal);

        await Bring(s, head + "\r\n\r\n--b\r\n\r\nThe invoice.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"invoice.pdf\"\r\n\r\nx\r\n--b--\r\n");
        await Reply(s, mail, anna.Email, string.Join("\r\n", Enumerable.Repeat(new string('x', 900), 6)));

        var texts = await Texts(visitor);
        Assert.Contains("invoice.pdf", texts[1], StringComparison.Ordinal);
        Assert.Equal(4, texts.Count);
        Assert.Equal(5400, texts.Skip(2).Sum(t => t.Count(c => c == 'x')));
        Assert.Equal("held", await Reply(s, mail, anna.Email, string.Join("\r\n", Enumerable.Repeat(new string('x', 900), 60))));
        await s.CheckHolds();
    }

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
        await s.At("30:00");
        Assert.Equal(2, s.MailsTo(visitor.Email).Count);
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
    public async Task A_visitor_who_wants_no_mails_gets_none(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        var visitor = await Left(s, anna);
        await anna.Answers(visitor, "One.");
        await s.Advance("5:00");
        var link = Assert.Single(s.MailsTo(visitor.Email)).Header("List-Unsubscribe")!.Trim('<', '>');
        using var program = s.App.Caller();

        (await program.Get(new Uri(link).AbsolutePath)).Ok();
        (await program.SendRaw(HttpMethod.Post, new Uri(link).AbsolutePath, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")).Is(200);

        await anna.Answers(visitor, "Two.");
        await s.Advance("1:00:00");
        Assert.Single(s.MailsTo(visitor.Email));
        await s.CheckHolds();
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

    /// <summary>A visitor who wrote and left the site.</summary>
    private static async Task<Visitor> Left(Story s, Agent anna)
    {
        Assert.NotNull(anna);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await visitor.IsOnSite();
        await visitor.LeavesSite();
        return visitor;
    }

    private static string ReplyTo(Letter mail)
    {
        var field = mail.Header("Reply-To") ?? "";
        return field[(field.IndexOf('<', StringComparison.Ordinal) + 1)..].TrimEnd('>');
    }

    /// <summary>The same address with one letter of its signature changed.</summary>
    private static string Flip(string address)
    {
        var at = address.LastIndexOf('@') - 5;
        return $"{address[..at]}{(address[at] == 'a' ? 'b' : 'a')}{address[(at + 1)..]}";
    }

    private Task<string> Reply(Story s, Letter answered, string from, string text) => Bring(s, Mail(answered, from, text));

    private string Mail(Letter answered, string from, string text) => Mail(ReplyTo(answered), from, text);

    private string Mail(string to, string from, string text) => string.Create(
        CultureInfo.InvariantCulture,
        $"From: {from}\r\nTo: <{to}>\r\nSubject: Re: Hello\r\nMessage-ID: <{++sent}@mail.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n");

    private static async Task<string> Bring(Story s, string mail)
    {
        using var mta = s.App.Caller();
        mta.Bearer = Token;
        var answer = (await mta.SendBytes(HttpMethod.Post, "/inbound/mail", Encoding.UTF8.GetBytes(mail), "message/rfc822")).Is(202);
        return answer.Field("kind");
    }

    private static async Task<IReadOnlyList<string>> Texts(Visitor visitor) =>
        [.. (await visitor.Conversation()).GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("text").GetString()!)];

    private static async Task<JsonElement> Item(Agent agent, Visitor visitor) =>
        (await agent.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
}
