using System.Globalization;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>Mail servers, machines and clocks that fail: acceptance scenarios 30, 30a, 31, 32 and 35.</summary>
public sealed class Outages
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Mails_that_wait_for_a_mail_server_are_withdrawn_when_somebody_answers(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.GoesDown();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("5:00");
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage");

        await s.At("30:00");
        await anna.Answers(visitor, "Here I am.");
        await s.At("1:02:00");
        s.App.Post.ComesUp();

        await s.At("5:00:00");
        s.NoMails();
        var why = (await visitor.Why()).StateIs("not_waiting");
        foreach (var agent in (Agent[])[anna, bela])
        {
            var mail = Assert.Single(why.MailsOf(agent));
            Assert.Equal("withdrawn", mail.GetProperty("state").GetString());
            Assert.NotEqual(0, mail.GetProperty("attempts").GetArrayLength());
        }

        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task After_a_day_without_a_mail_server_everybody_gets_one_mail_with_all_messages(string database)
    {
        const int Messages = 48;
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.GoesDown();
        var visitor = s.Visitor();
        var texts = Enumerable.Range(1, Messages).Select(i => $"Message number {i.ToString(CultureInfo.InvariantCulture)}.").ToArray();
        foreach (var text in texts)
        {
            await visitor.Writes(text);
            await s.Advance("30:00");
        }

        s.App.Post.ComesUp();

        await s.Advance("6:00:00");
        foreach (var agent in (Agent[])[anna, bela])
        {
            var mail = Assert.Single(s.MailsTo(agent.Email));
            Assert.All(texts, text => Assert.Contains(text, mail.Text, StringComparison.Ordinal));
        }

        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_fell_due_while_the_server_was_down_is_looked_at_when_it_starts(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var (first, second) = (s.Visitor(), s.Visitor());
        await first.Writes("Hello from one");
        await second.Writes("Hello from two");
        await s.At("1:00");

        await s.IsDownFor("6:00:00");

        await s.At("6:01:01");
        s.MailsAre(
            anna.Gets("6:01:00", "Hello from one"),
            anna.Gets("6:01:00", "Hello from two"),
            bela.Gets("6:01:00", "Hello from one"),
            bela.Gets("6:01:00", "Hello from two"));
        await s.At("12:00:00");
        Assert.Equal(4, s.App.Post.Delivered.Count);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task More_than_a_handful_of_overdue_conversations_make_one_digest(string database)
    {
        const int Conversations = 7;
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var texts = Enumerable.Range(1, Conversations).Select(i => $"Question number {i.ToString(CultureInfo.InvariantCulture)}.").ToArray();
        foreach (var text in texts)
        {
            await s.Visitor().Writes(text);
        }

        await s.At("1:00");
        await s.IsDownFor("6:00:00");

        await s.At("12:00:00");
        s.MailsAre(anna.Gets("6:01:00", texts), bela.Gets("6:01:00", texts));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_restart_does_not_empty_the_desks(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.ComesOnline();
        s.Mark();
        await s.At("10:00");

        await s.App.Crash();
        await laptop.LosesServer();
        s.App.Clock.Advance(TimeSpan.FromHours(1));
        await s.App.Start();

        await s.At("1:11:00");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        Assert.True(visitor.WasShownOnline);
        await laptop.Opens();
        await s.At("1:20:00");
        Assert.True(await anna.IsOnline());
        s.MailsAre(anna.Gets("1:16:00", "Hello"));
        (await visitor.Why()).Stands(bela, "skip", "ColleagueOnline", "Anna");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_crash_between_the_decision_and_the_sending_loses_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.GoesDown();
        var before = s.App.Post.AttemptsAt(anna.Email);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:05");
        Assert.NotEqual(before, s.App.Post.AttemptsAt(anna.Email));

        await s.App.Crash();
        s.App.Post.ComesUp();
        await s.App.Start();

        await s.At("5:00:00");
        Assert.Single(s.MailsTo(anna.Email));
        Assert.Single(s.MailsTo(bela.Email));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_crash_after_the_mail_server_took_it_sends_again_with_the_same_message_id(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("1:59");

        await s.App.CrashAtNextMail(TimeSpan.FromSeconds(1));
        Assert.Single(s.MailsTo(anna.Email));
        await s.App.Start();

        await s.At("3:00:00");
        var mails = s.MailsTo(anna.Email);
        Assert.Equal(2, mails.Count);
        Assert.Equal(mails[0].MessageId, mails[1].MessageId);
        Assert.Equal(WithoutToken(mails[0].Text), WithoutToken(mails[1].Text));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage");
        await s.CheckHolds();

        // The last thing in the text; a sealed token is new whenever the mail is written, and opens the same.
        static string WithoutToken(string text) => text[..text.IndexOf("/unsubscribe/", StringComparison.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_clock_that_is_set_back_an_hour_loses_nothing_and_repeats_nothing(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("First thing");
        await s.At("1:00");

        s.App.Clock.SetBack(TimeSpan.FromHours(1));
        await s.Advance("3:00:00");

        foreach (var agent in (Agent[])[anna, bela])
        {
            Assert.Contains("First thing", Assert.Single(s.MailsTo(agent.Email)).Text, StringComparison.Ordinal);
        }

        s.App.Clock.SetBack(TimeSpan.FromHours(1));
        await visitor.Writes("Second thing");
        await s.Advance("6:00:00");

        foreach (var agent in (Agent[])[anna, bela])
        {
            var mails = s.MailsTo(agent.Email);
            Assert.Equal(2, mails.Count);
            Assert.Contains("Second thing", mails[1].Text, StringComparison.Ordinal);
        }

        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_waited_over_a_weekend_is_not_given_up_because_the_mail_server_starts_a_minute_later(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("1:59");

        // Out, and no record of it: nobody has ever refused this mail.
        await s.App.CrashAtNextMail(TimeSpan.FromSeconds(1));
        Assert.Single(s.MailsTo(anna.Email));
        s.App.Post.GoesDown();
        s.App.Clock.Advance(TimeSpan.FromHours(60));
        await s.App.Start();
        await s.At("60:05:00");
        Assert.NotEqual(0, s.App.Post.AttemptsAt(anna.Email));
        s.App.Post.ComesUp();

        await s.At("61:00:00");
        Assert.Equal(2, s.MailsTo(anna.Email).Count);
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_day_after_its_first_try_a_mail_is_given_up(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        s.App.Post.GoesDown();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("23:50:00");
        Assert.Equal("deferred", Assert.Single((await visitor.Why()).MailsOf(anna)).GetProperty("state").GetString());
        await s.At("25:10:00");
        Assert.Equal("expired", (await visitor.Why()).MailsOf(anna)[0].GetProperty("state").GetString());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_clock_that_is_set_back_keeps_a_closed_laptop_online_for_no_longer_than_its_grace(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var laptop = await anna.ComesOnline();
        s.Mark();
        await s.At("10:00");
        await laptop.BreaksOff();

        s.App.Clock.SetBack(TimeSpan.FromHours(1));
        await s.Advance("1:59");
        Assert.True(await anna.IsOnline());
        await s.Advance("0:02");
        Assert.False(await anna.IsOnline());
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        Assert.False(visitor.WasShownOnline);
        await s.Advance("2:00");
        Assert.Contains("Hello", Assert.Single(s.MailsTo(anna.Email)).Text, StringComparison.Ordinal);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_account_in_trouble_keeps_nobody_elses_mails_back_and_gets_its_own_when_it_is_mended(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var neighbour = s.Neighbour();
        var eve = await neighbour.Agent("Eve");
        await s.Visitor().Writes("Hello");
        await neighbour.Visitor().Writes("Hello, neighbour");
        await s.App.Tamper($"""UPDATE "Accounts" SET "OfficeHoursEnabled" = {(database == "sqlite" ? "1" : "TRUE")}, "OfficeHours" = '"nonsense"' WHERE "Id" = '{s.AccountId.ToUpperInvariant()}'""");

        await s.At("2:00");
        Assert.Empty(s.MailsTo(anna.Email));
        Assert.Single(s.MailsTo(eve.Email));

        // Nor does it take the server away from everybody else.
        await s.At("2:40");
        (await s.App.Caller().Get("/readyz")).Is(200);

        await s.App.Tamper($"""UPDATE "Accounts" SET "OfficeHoursEnabled" = {(database == "sqlite" ? "0" : "FALSE")}, "OfficeHours" = NULL WHERE "Id" = '{s.AccountId.ToUpperInvariant()}'""");
        await s.At("3:00");
        Assert.Single(s.MailsTo(anna.Email));
        Assert.Single(s.MailsTo(eve.Email));
        await s.CheckHolds();
    }

    /// <summary>Values that the database refuses, be it for a fault of ours, are one account's trouble as well.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_account_whose_notices_the_database_refuses_keeps_nobody_elses_mails_back(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var neighbour = s.Neighbour();
        var eve = await neighbour.Agent("Eve");
        await s.Visitor().Writes("Hello");
        await neighbour.Visitor().Writes("Hello, neighbour");
        var account = s.AccountId.ToUpperInvariant();
        await s.App.Tamper(database == "sqlite"
            ? $"""CREATE TRIGGER "Refuse" BEFORE INSERT ON "Mails" WHEN NEW."AccountId" = '{account}' BEGIN SELECT RAISE(ABORT, 'not this one'); END"""
            : $"""ALTER TABLE "Mails" ADD CONSTRAINT "Refuse" CHECK ("AccountId" <> '{account}') NOT VALID""");

        await s.At("2:00");
        Assert.Empty(s.MailsTo(anna.Email));
        Assert.Single(s.MailsTo(eve.Email));

        await s.App.Tamper(database == "sqlite" ? """DROP TRIGGER "Refuse" """ : """ALTER TABLE "Mails" DROP CONSTRAINT "Refuse" """);
        await s.At("3:00");
        Assert.Single(s.MailsTo(anna.Email));
        await s.CheckHolds();
    }
}
