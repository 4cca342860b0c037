using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>Groups, packages, switches and office hours: acceptance scenarios 6, 7, 20 to 23, 25 and 29b.</summary>
public sealed class TeamsAndSettings
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_message_for_a_group_rings_that_group_and_the_groupless(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        await s.Group("Repairs", anna);
        var sales = await s.Group("Sales", bela);
        await anna.ComesOnline();
        var visitor = s.Visitor();
        Assert.False(await visitor.SeesOnline(sales));

        await visitor.Writes("How much is the lamp?", sales);

        Assert.False(visitor.WasShownOnline);
        await s.At("30:00");
        s.MailsAre(bela.Gets("2:00", "How much is the lamp?"), cili.Gets("2:00", "How much is the lamp?"));
        (await visitor.Why()).StateIs("announced")
            .Stands(anna, "skip", "OtherGroup", "Sales")
            .WasTold(bela, "OfflineMessage")
            .WasTold(cili, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_groupless_agent_online_is_online_for_every_group(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var repairs = await s.Group("Repairs", anna);
        await bela.ComesOnline();
        var visitor = s.Visitor();
        Assert.True(await visitor.SeesOnline(repairs));

        await visitor.Writes("Hello", repairs);

        Assert.True(visitor.WasShownOnline);
        await s.At("4:00");
        (await visitor.Why()).StateIs("due").Stands(anna, "skip", "ColleagueOnline", "Bela").Stands(bela, "wait", "AcceptDelay");
        await bela.Accepts(visitor);
        await s.At("30:00");
        s.NoMails();
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_the_package_nobody_is_mailed_until_the_last_agent_goes_offline(string database)
    {
        await using var s = await Story.Begin(database, package: "free");
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("10:00");
        s.NoMails();
        (await visitor.Why()).StateIs("in_front_of_team")
            .Stands(anna, "skip", "NotInPackage", "free")
            .Stands(bela, "skip", "ColleagueOnline", "Anna");
        await laptop.SignsOut();

        await s.At("11:59");
        s.NoMails();
        await s.At("30:00");
        s.MailsAre(anna.Gets("12:00", "Hello"), bela.Gets("12:00", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task With_the_account_switch_off_nobody_is_told_and_everybody_can_read_who_switched_it(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.SetsNotifications(n => n["offlineMessages"] = false);
        var visitor = s.Visitor();

        await visitor.Writes("Hello");

        await s.At("30:00");
        s.NoMails();
        (await visitor.Why()).StateIs("nobody_to_tell")
            .Stands(anna, "skip", "NotificationsOff", "Anna")
            .Stands(bela, "skip", "NotificationsOff", "Anna");

        await s.SetsNotifications(n => n["offlineMessages"] = true);
        await s.At("31:00");
        s.MailsAre(anna.Gets("30:00", "Hello"), bela.Gets("30:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_agents_own_switch_silences_that_agent_and_opening_is_better_than_nobody(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        foreach (var agent in s.Agents)
        {
            (await agent.Api.Patch("/api/me", new { offlineMessages = false })).Ok();
        }

        var laptop = await anna.WatchesOffline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("10:00");
        (await visitor.Why()).StateIs("nobody_to_tell").Stands(anna, "skip", "TurnedOffByAgent").Stands(bela, "skip", "TurnedOffByAgent");

        await anna.OpensConversation(visitor, laptop);

        await s.At("30:00");
        s.NoMails();
        (await visitor.Why()).StateIs("opened").Stands(anna, "skip", "Opened").Stands(bela, "skip", "TurnedOffByAgent");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Outside_office_hours_an_online_agent_is_mailed_too_unless_they_opened_it(string database)
    {
        // 17:30 in Budapest.
        var evening = new DateTimeOffset(2026, 3, 3, 16, 30, 0, TimeSpan.Zero);
        await using var s = await Story.Begin(database, from: evening);
        var (anna, bela, cili) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"));
        await s.SetsOfficeHours("Europe/Budapest", AccountSettings.Week, ("08:00", "12:00"), ("13:00", "17:00"));
        await anna.ComesOnline();
        var belas = await bela.ComesOnline();
        var visitor = s.Visitor();
        Assert.False(await visitor.SeesOnline());

        await visitor.Writes("Hello");
        await s.At("0:20");
        await bela.OpensConversation(visitor, belas);

        Assert.False(visitor.WasShownOnline);
        await s.At("1:59");
        s.NoMails();
        await s.At("1:00:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), cili.Gets("2:00", "Hello"));
        (await visitor.Why()).StateIs("announced")
            .WasTold(anna, "OfflineMessage")
            .Stands(bela, "skip", "Opened")
            .WasTold(cili, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Office_hours_that_begin_while_a_message_waits_put_it_in_front_of_the_team(string database)
    {
        // 07:59 in Budapest.
        var morning = new DateTimeOffset(2026, 3, 3, 6, 59, 0, TimeSpan.Zero);
        await using var s = await Story.Begin(database, from: morning);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.SetsOfficeHours("Europe/Budapest", AccountSettings.Week, ("08:00", "17:00"));
        await anna.ComesOnline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("1:00");
        Assert.True(await visitor.SeesOnline());
        await s.At("5:59");
        s.NoMails();
        await s.At("30:00");
        s.MailsAre(anna.Gets("6:00", "Hello"));
        (await visitor.Why()).WasTold(anna, "UnacceptedConversation").Stands(bela, "skip", "ColleagueOnline", "Anna");
        await s.CheckHolds();
    }

    /// <summary>Whoever was there last on Friday, and looked in on Sunday, was there last on Friday.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task When_somebody_was_online_last_is_a_moment_within_the_hours(string database)
    {
        // Thursday, 10:00 in Budapest.
        var thursday = new DateTimeOffset(2026, 3, 5, 9, 0, 0, TimeSpan.Zero);
        await using var s = await Story.Begin(database, from: thursday);
        var (anna, bela, cili, dora) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"), await s.Agent("Dora"));
        await s.SetsOfficeHours("Europe/Budapest", [.. AccountSettings.Week.Take(5)], ("08:00", "17:00"));
        await cili.ComesOnline();
        s.Mark();
        await s.At("1:00:00");
        await cili.SetsStatus("offline");
        await s.At("30:00:00");
        await bela.ComesOnline();
        await s.At("31:30:00");
        await bela.SetsStatus("offline");
        await s.At("74:00:00");
        await bela.SetsStatus("online");
        await cili.SetsStatus("online");
        await s.At("74:10:00");
        await bela.SetsStatus("offline");
        await cili.SetsStatus("offline");

        // Monday, a minute before eight.
        await s.At("93:59:00");
        await anna.ComesOnline();
        var (friday, morning) = (s.Moment("31:00:00"), s.Moment("1:00:00"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.Advance("11:00");

        var why = (await visitor.Why()).WasTold(anna, "UnacceptedConversation");
        foreach (var (agent, last) in new (Agent, DateTimeOffset?)[] { (bela, friday), (cili, morning), (dora, null) })
        {
            why.Stands(agent, "skip", "ColleagueOnline", "Anna");
            Assert.Equal(last, why.Latest(agent).GetProperty("evidence").GetProperty("lastOnlineAt").Deserialize<DateTimeOffset?>());
        }

        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Pages_are_told_when_nobody_is_there_for_another_reason_and_not_otherwise(string database)
    {
        var morning = new DateTimeOffset(2026, 3, 3, 6, 59, 0, TimeSpan.Zero);
        await using var s = await Story.Begin(database, from: morning);
        var anna = await s.Agent("Anna");
        s.Mark();
        using var stranger = s.App.Caller();
        var (page, _) = await EventStream.OpenAndGreet(stranger, $"/widget/v1/{s.WidgetKey}/events");
        await using var _1 = page;

        await s.SetsOfficeHours("Europe/Budapest", AccountSettings.Week, ("08:00", "12:00"), ("13:00", "17:00"));
        await Told(false, "office_hours");
        await s.At("1:00");
        await Told(false, "nobody_online");
        await anna.ComesOnline();
        await Told(true, null);
        await s.At("4:01:00");
        await Told(false, "office_hours");
        await s.At("5:01:00");
        await Told(true, null);
        await s.CheckHolds();

        async Task Told(bool online, string? reason)
        {
            var told = await page.Next("online");
            Assert.Equal((online, reason), (told.Data.GetProperty("online").GetBoolean(), told.Data.GetProperty("reason").GetString()));
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task In_the_night_that_ends_summer_time_half_past_two_happens_once(string database)
    {
        // 02:20 summer time; at 03:00 the clocks go back to 02:00. The office closes at 02:30, the first of the two.
        var night = new DateTimeOffset(2026, 10, 25, 0, 20, 0, TimeSpan.Zero);
        await using var s = await Story.Begin(database, from: night);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.SetsOfficeHours("Europe/Budapest", AccountSettings.Week, ("00:00", "02:30"));
        await anna.ComesOnline();
        s.Mark();
        var visitor = s.Visitor();
        Assert.True(await visitor.SeesOnline());

        await s.At("10:00");
        Assert.False(await visitor.SeesOnline());
        await s.At("11:00");
        await visitor.Writes("Hello");

        Assert.False(visitor.WasShownOnline);
        await s.At("3:00:00");
        Assert.False(await visitor.SeesOnline());
        s.MailsAre(anna.Gets("13:00", "Hello"), bela.Gets("13:00", "Hello"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_changed_meanwhile_is_decided_by_the_facts_of_the_deadline(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela, cili, dora) = (await s.Agent("Anna"), await s.Agent("Bela"), await s.Agent("Cili"), await s.Agent("Dora"));
        var repairs = await s.Group("Repairs", cili);
        var sales = await s.Group("Sales");
        var visitor = s.Visitor();
        await visitor.Writes("Hello", repairs);

        await s.At("1:00");
        await s.Deactivates(bela);
        await s.Moves(cili, sales);
        await dora.ChangesEmail("dora@new.example.com");

        await s.At("30:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), dora.Gets("2:00", "Hello"));
        Assert.Equal("dora@new.example.com", dora.Email);
        (await visitor.Why()).StateIs("announced")
            .WasTold(anna, "OfflineMessage")
            .Stands(bela, "skip", "AgentInactive")
            .Stands(cili, "skip", "OtherGroup", "Repairs")
            .WasTold(dora, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_message_for_a_group_without_agents_falls_back_to_full_access(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.Group("Repairs", anna, bela);
        var sales = await s.Group("Sales");
        s.App.Post.Refuses(bela.Email, "550 5.1.1 No such user here");
        (await bela.Api.Post("/api/me/address/confirmation")).Ok();
        await s.Settle();
        var visitor = s.Visitor();

        await visitor.Writes("Hello", sales);

        Assert.False(visitor.WasShownOnline);
        await s.At("30:00");
        s.MailsAre(anna.Gets("2:00", "Hello"));
        var why = (await visitor.Why()).StateIs("announced").WasTold(anna, "Fallback").Stands(bela, "skip", "OtherGroup", "Sales");

        // Nobody was asked before her: who of another team cannot be reached has nothing to do with it.
        var told = why.Recipients.Concat(why.History).Single(n => n.GetProperty("reason").GetString() == "Fallback");
        Assert.Empty(told.GetProperty("evidence").GetProperty("addresses").EnumerateArray());
        await s.CheckHolds();
    }

    /// <summary>A page that names a group shows that group's team; where groups do not count any more, everybody's.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_page_is_told_when_its_team_becomes_another_one(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var tents = await s.Group("Tents", bela);
        await s.Group("Lamps", anna);
        await anna.ComesOnline();
        using var stranger = s.App.Caller();
        var (page, _) = await EventStream.OpenAndGreet(stranger, $"/widget/v1/{s.WidgetKey}/events?group={tents}");
        await using var _1 = page;
        var visitor = s.Visitor();
        await visitor.Arrives();
        var (known, _) = await EventStream.OpenAndGreet(visitor.Api, $"/widget/v1/events?group={tents}");
        await using var _2 = known;
        Assert.False(await visitor.SeesOnline(tents));

        Assert.Equal(0, (await s.App.Command(["account", "set-package", s.AccountId, "standard"])).Exit);
        await Told(true);
        Assert.Equal(0, (await s.App.Command(["account", "set-package", s.AccountId, "pro"])).Exit);
        await Told(false);
        (await anna.Api.Delete($"/api/groups/{tents}")).Is(204);
        await Told(true);

        async Task Told(bool online)
        {
            foreach (var stream in new[] { page, known })
                Assert.Equal(online, (await stream.Next("online")).Data.GetProperty("online").GetBoolean());
        }
    }
}
