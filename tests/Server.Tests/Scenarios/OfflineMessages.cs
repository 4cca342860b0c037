using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>A visitor writes and the team is offline: acceptance scenarios 1, 3 to 5, 17a, 19 and 24.</summary>
public sealed class OfflineMessages
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_who_writes_at_night_rings_every_active_agent_after_two_minutes(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        await s.Deactivates(cili);
        var visitor = s.Visitor();

        await visitor.Writes("Is anybody there?");

        Assert.False(visitor.WasShownOnline);
        (await visitor.Why()).StateIs("due")
            .Stands(anna, "wait", "OfflineDelay").Stands(bela, "wait", "OfflineDelay").Stands(cili, "skip", "AgentInactive");
        await s.At("1:59");
        s.NoMails();
        await s.At("2:00");
        s.MailsAre(anna.Gets("2:00", "Is anybody there?"), bela.Gets("2:00", "Is anybody there?"));
        (await visitor.Why()).StateIs("announced")
            .WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage").Stands(cili, "skip", "AgentInactive");
        await s.At("5:00:00");
        Assert.Equal(2, s.App.Post.Delivered.Count);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_agent_who_returns_and_is_gone_again_delays_the_mail_to_two_minutes_after_leaving(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("1:00");
        var laptop = await anna.ComesOnline();
        await s.At("1:30");
        await laptop.SignsOut();

        await s.At("3:29");
        s.NoMails();
        await s.At("10:00");
        s.MailsAre(anna.Gets("3:30", "Hello"), bela.Gets("3:30", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Opening_silences_the_mail_for_that_agent_alone(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.WatchesOffline("Firefox on Linux");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("0:30");
        await anna.OpensConversation(visitor, laptop);

        await s.At("30:00");
        s.MailsAre(bela.Gets("2:00", "Hello"));
        (await visitor.Why()).StateIs("announced")
            .Stands(anna, "skip", "Opened", "Firefox on Linux")
            .WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Reading_by_api_does_not_open_a_conversation(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var laptop = await anna.WatchesOffline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("0:30");
        (await laptop.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200);

        await s.At("2:00");
        s.MailsAre(anna.Gets("2:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_opened_the_first_message_hears_of_the_second_two_minutes_after_it(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.WatchesOffline();
        var visitor = s.Visitor();
        await visitor.Writes("First thing");

        await s.At("0:30");
        await anna.OpensConversation(visitor, laptop);
        await s.At("1:00");
        await visitor.Writes("Second thing");

        await s.At("30:00");
        s.MailsAre(bela.Gets("2:00", "First thing", "Second thing"), anna.Gets("3:00", "Second thing"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_assignee_who_set_status_offline_serves_nobody(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.SignsIn("mobile", "Anna's phone");
        var visitor = s.Visitor();
        await visitor.Writes("Do you ship to Győr?");
        await anna.Accepts(visitor);
        await anna.Answers(visitor, "Yes, we do.");

        await s.At("10:00");
        await anna.SetsStatus("offline");
        await s.At("3:10:00");
        await visitor.Writes("And to Pécs?");

        await s.At("3:11:59");
        s.NoMails();
        await s.At("3:30:00");
        s.MailsAre(anna.Gets("3:12:00", "And to Pécs?"), bela.Gets("3:12:00", "And to Pécs?"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_message_to_a_resolved_conversation_opens_it_unassigned(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);
        await anna.Answers(visitor, "Hello to you");
        await anna.Resolves(visitor);
        (await visitor.Why()).StateIs("not_waiting");
        await laptop.SignsOut();

        await s.At("10:00");
        await visitor.Writes("One thing more");

        var conversation = (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json;
        Assert.Equal("open", conversation.GetProperty("state").GetString());
        Assert.Equal(0, conversation.GetProperty("assignees").GetArrayLength());
        await s.At("20:00");
        s.MailsAre(anna.Gets("12:00", "One thing more"), bela.Gets("12:00", "One thing more"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Three_more_messages_make_one_further_mail_in_the_same_thread(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Alpha");

        await s.At("2:10");
        await visitor.Writes("Bravo");
        await s.At("2:20");
        await visitor.Writes("Charlie");
        (await visitor.Why()).StateIs("due").Stands(anna, "wait", "Throttled");
        await s.At("2:30");
        await visitor.Writes("Delta");

        await s.At("4:09");
        s.MailsAre(anna.Gets("2:00", "Alpha"), bela.Gets("2:00", "Alpha"));
        await s.At("1:00:00");
        s.MailsAre(
            anna.Gets("2:00", "Alpha"),
            bela.Gets("2:00", "Alpha"),
            anna.Gets("4:10", "Bravo", "Charlie", "Delta"),
            bela.Gets("4:10", "Bravo", "Charlie", "Delta"));
        foreach (var agent in (Agent[])[anna, bela])
        {
            var mails = s.MailsTo(agent.Email);
            Assert.NotEqual(mails[0].MessageId, mails[1].MessageId);
            Assert.Contains(mails[1].Thread, id => id == mails[0].MessageId || mails[0].Thread.Contains(id));
            Assert.Equal($"Re: {mails[0].Subject}", mails[1].Subject);
        }

        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_is_deleted_waits_for_no_mail_any_more(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Alpha");
        (await visitor.Why()).Stands(bela, "wait", "OfflineDelay");

        await s.At("1:00");
        (await anna.Api.Delete($"/api/agents/{bela.Id}")).Ok();
        await s.Settle();

        var told = (await anna.Api.Get($"/api/conversations/{visitor.ConversationId}/notices")).Is(200).Json.GetProperty("recipients");
        Assert.Equal(["Anna"], told.EnumerateArray().Select(r => r.GetProperty("name").GetString()!));
        await s.At("10:00");
        s.MailsAre(anna.Gets("2:00", "Alpha"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_becomes_an_unaccepted_conversation_stays_in_the_thread_by_its_subject_too(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor("Vera");
        await visitor.Writes("Alpha");

        await s.At("10:00");
        await anna.ComesOnline();
        await visitor.Writes("Bravo");

        await s.At("1:00:00");
        var mails = s.MailsTo(anna.Email);
        Assert.Equal(["Vera wrote while you were away", "Re: Vera wrote while you were away"], mails.Select(m => m.Subject));
        Assert.Contains("is waiting", mails[1].Text, StringComparison.Ordinal);
        Assert.Contains(mails[0].MessageId, mails[1].Thread);
        Assert.Equal(["Vera wrote while you were away"], s.MailsTo(bela.Email).Select(m => m.Subject));
        await s.CheckHolds();
    }

    /// <summary>Of whatever ends a waiting, the evidence says who did it and when, not when the worker came to look.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_resolved_it_and_when_stands_in_the_evidence(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var resolved = s.Visitor();
        await resolved.Writes("Alpha");
        await s.At("1:00");
        await anna.Resolves(resolved);

        var told = (await resolved.Why()).StateIs("not_waiting").Stands(bela, "skip", "Answered", "resolved", "Anna").Latest(bela);
        Assert.Equal(s.Moment("1:00"), told.GetProperty("evidence").GetProperty("at").GetDateTimeOffset());
        Assert.Equal("Bela got no e-mail: Anna resolved the conversation at 09:01.", told.GetProperty("text").GetString());

        await resolved.Writes("Bravo");
        (await resolved.Why()).StateIs("due");
        await s.At("2:00");
        await bela.Resolves(resolved);
        (await resolved.Why()).StateIs("not_waiting").Stands(anna, "skip", "Answered", "resolved", "Bela");
        await s.At("30:00");
        s.NoMails();
        await s.CheckHolds();
    }
}
