using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>An agent replies to a notification: the reply is an answer, once, and by nobody else.</summary>
public sealed class AgentReplies : RepliesByMail
{
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
        await s.IsDownFor("2400:00:00");
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
    public async Task A_reply_into_a_resolved_conversation_is_posted_and_leaves_it_resolved(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        await bela.Answers(visitor, "Done.");
        await bela.Resolves(visitor);

        Assert.Equal("agent_reply", await Reply(s, s.MailsTo(anna.Email)[^1], anna.Email, "One word more."));

        await s.Settle();
        Assert.Equal(["Hello", "Done.", "One word more."], await Texts(visitor));
        var item = await Item(anna, visitor);
        Assert.Equal("resolved", item.GetProperty("state").GetString());
        Assert.DoesNotContain(item.GetProperty("assignees").EnumerateArray(), a => a.GetProperty("id").GetString() == anna.Id);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_changed_their_address_replies_from_the_new_one_and_not_from_the_old(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var (_, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var old = bela.Email;
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var mail = s.MailsTo(old)[^1];
        await bela.ChangesEmail("bela@new.example.com");

        Assert.Equal("held", await Reply(s, mail, old, "From a mailbox that is somebody else's now."));
        Assert.Equal("agent_reply", await Reply(s, mail, "bela@new.example.com", "It is me."));

        Assert.Equal(["Hello", "It is me."], await Texts(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_of_another_account_is_answered_by_its_own_recipient_alone(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        await using var neighbour = s.Neighbour();
        var zita = await neighbour.Agent("Zita");
        var theirs = neighbour.Visitor();
        await theirs.Writes("Hello, neighbour");
        await neighbour.At("2:00");
        var mail = neighbour.MailsTo(zita.Email)[^1];

        Assert.Equal("held", await Reply(s, mail, anna.Email, "From next door."));
        Assert.Equal("agent_reply", await Reply(s, mail, zita.Email, "From here."));

        Assert.Equal(["Hello, neighbour", "From here."], await Texts(theirs));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whose_address_the_installation_sends_from_may_reply_as_everybody(string database)
    {
        await using var s = await Story.Begin(database, settings: [.. Inbound, "--Nightbell:Mail:From=anna@example.com"]);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var mail = s.MailsTo(anna.Email)[^1];
        Assert.Contains("anna@example.com", mail.From, StringComparison.Ordinal);

        Assert.Equal("agent_reply", await Reply(s, mail, anna.Email, "Here you are."));

        await s.Settle();
        Assert.Equal(["Hello", "Here you are."], await Texts(visitor));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_agent_of_an_international_domain_replies_as_mail_programs_write_it(string database)
    {
        await using var s = await Story.Begin(database, settings: Inbound);
        var anna = await s.Agent("Anna");
        await anna.ChangesEmail("anna@bücher.example");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var mail = Assert.Single(s.MailsTo("anna@xn--bcher-kva.example"));

        Assert.Equal("agent_reply", await Reply(s, mail, "Anna@xn--bcher-kva.example", "Here you are."));

        await s.Settle();
        Assert.Equal(["Hello", "Here you are."], await Texts(visitor));
    }
}
