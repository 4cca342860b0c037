using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>The team is online and nobody accepts: acceptance scenarios 2 and 13 to 18.</summary>
public sealed class UnacceptedConversations
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Coming_back_in_time_takes_over_the_duty_and_does_not_cancel_it(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("1:59");
        await bela.ComesOnline("Bela's desk");

        await s.At("2:30");
        (await visitor.Why()).StateIs("due")
            .Stands(bela, "wait", "CameBackOnline", "Bela's desk")
            .Stands(anna, "skip", "ColleagueOnline", "Bela")
            .Stands(cili, "skip", "ColleagueOnline", "Bela");
        await s.At("6:58");
        s.NoMails();
        await s.At("20:00");
        s.MailsAre(bela.Gets("6:59", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(bela, "UnacceptedConversation").Stands(anna, "skip", "ColleagueOnline", "Bela");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nobody_accepts_for_five_minutes_and_those_who_were_online_hear_of_it(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        await anna.ComesOnline();
        var belas = await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        Assert.True(visitor.WasShownOnline);

        await s.At("1:00");
        await belas.SignsOut();

        await s.At("4:59");
        s.NoMails();
        (await visitor.Why()).StateIs("due").Stands(anna, "wait", "AcceptDelay").Stands(bela, "wait", "AcceptDelay");
        await s.At("30:00");
        s.MailsAre(anna.Gets("5:00", "Hello"), bela.Gets("5:00", "Hello"));
        (await visitor.Why()).StateIs("announced")
            .WasTold(anna, "UnacceptedConversation")
            .WasTold(bela, "UnacceptedConversation")
            .Stands(cili, "skip", "ColleagueOnline", "Anna");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_visitor_who_leaves_the_site_is_told_of_a_minute_later_but_a_reload_is_not_leaving(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.IsOnSite();
        await visitor.Writes("Hello");

        await s.At("0:10");
        await visitor.LeavesSite();
        await s.At("0:20");
        await visitor.IsOnSite();
        await s.At("0:40");
        await visitor.LeavesSite();

        await s.At("1:39");
        s.NoMails();
        await s.At("30:00");
        s.MailsAre(anna.Gets("1:40", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "UnacceptedConversation").Stands(bela, "skip", "ColleagueOnline", "Anna");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_page_that_says_it_unloads_is_leaving_too(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.IsOnSite();
        await visitor.Writes("Hello");

        await s.At("0:40");
        (await visitor.Api.Post("/widget/v1/leave")).Is(204);
        await visitor.LeavesSite();

        await s.At("30:00");
        s.MailsAre(anna.Gets("1:40", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Accepting_a_second_before_the_deadline_is_in_time(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.ComesOnline();
        await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("4:59");
        await bela.Accepts(visitor);

        await s.At("30:00");
        s.NoMails();
        (await visitor.Why()).StateIs("not_waiting").Stands(anna, "skip", "Answered", "Bela").Stands(bela, "skip", "Answered", "Bela");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Opening_is_not_accepting(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.ComesOnline();
        await bela.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("1:00");
        await anna.OpensConversation(visitor, laptop);

        await s.At("30:00");
        s.MailsAre(anna.Gets("5:00", "Hello"), bela.Gets("5:00", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "UnacceptedConversation").WasTold(bela, "UnacceptedConversation");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_agent_who_accepted_and_vanished_leaves_the_conversation_waiting_anew(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var laptop = await anna.ComesOnline();
        await s.At("3:10");
        await anna.Accepts(visitor);
        (await visitor.Why()).StateIs("not_waiting");

        await s.At("4:00");
        await laptop.BreaksOff();

        await s.At("5:59");
        Assert.Equal(1, await Assignees(anna, visitor));
        await s.At("6:00");
        Assert.Equal(0, await Assignees(anna, visitor));
        (await visitor.Why()).StateIs("due").Stands(anna, "wait", "OfflineDelay").Stands(bela, "wait", "OfflineDelay");
        await s.At("7:59");
        Assert.Equal(2, s.App.Post.Delivered.Count);
        await s.At("30:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), bela.Gets("2:00", "Hello"), anna.Gets("8:00", "Hello"), bela.Gets("8:00", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_agent_who_leaves_a_conversation_unanswered_leaves_it_waiting_from_that_moment(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("1:00");
        await anna.Accepts(visitor);

        await s.At("3:00");
        await anna.LeavesConversation(visitor);

        await s.At("7:59");
        s.NoMails();
        (await visitor.Why()).StateIs("due").Stands(anna, "wait", "AcceptDelay").Stands(bela, "skip", "ColleagueOnline", "Anna");
        await s.At("30:00");
        s.MailsAre(anna.Gets("8:00", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "UnacceptedConversation");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nobody_is_mailed_while_an_online_agent_serves(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.Accepts(visitor);

        await s.At("1:00");
        await visitor.Writes("Are you there?");
        await s.At("7:00");
        await visitor.Writes("Well?");

        await s.At("1:00:00");
        s.NoMails();
        (await visitor.Why()).StateIs("not_waiting").WasNever(bela, "send", "OfflineMessage");
        await s.CheckHolds();
    }

    private static async Task<int> Assignees(Agent asker, Visitor visitor) =>
        (await asker.Api.Get($"/api/conversations/{visitor.ConversationId}")).Is(200).Json.GetProperty("assignees").GetArrayLength();

    /// <summary>An interruption in which the assignee did something ends the waiting, however short it is: seeing the same words once more is doing something.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_comes_back_to_what_they_had_opened_and_leaves_again_leaves_it_waiting_anew(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var phone = await anna.SignsIn("mobile", "Anna's phone");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await anna.OpensConversation(visitor, phone);
        await anna.Accepts(visitor);
        await s.At("5:00");
        await anna.SetsStatus("offline");
        await s.At("30:00");
        Assert.Single(s.MailsTo(bela.Email));

        await anna.SetsStatus("online");
        await anna.OpensConversation(visitor, phone);
        await s.At("33:00");
        await anna.SetsStatus("offline");

        await s.At("40:00");
        Assert.Equal(2, s.MailsTo(bela.Email).Count);
        (await visitor.Why()).StateIs("announced").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }
}
