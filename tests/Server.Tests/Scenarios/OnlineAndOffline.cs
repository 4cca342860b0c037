using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>Devices, graces and flicker: acceptance scenarios 8 to 12, 17b and 36.</summary>
public sealed class OnlineAndOffline
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_living_phone_keeps_its_agent_online_after_the_browser_is_closed(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.SignsIn("mobile", "Anna's phone");
        var laptop = await anna.ComesOnline();
        await laptop.BreaksOff();
        await s.Advance("3:00");
        var visitor = s.Visitor();

        await visitor.Writes("Hello");

        Assert.True(visitor.WasShownOnline);
        Assert.True(await anna.IsOnline());
        await s.At("4:59");
        s.NoMails();
        await anna.Accepts(visitor);
        await s.At("30:00");
        s.NoMails();
        (await visitor.Why()).StateIs("not_waiting").WasNever(bela, "send", "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_phone_that_was_silent_for_twelve_hours_keeps_nobody_online(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.SignsIn("mobile", "Anna's phone");
        s.Mark();
        await s.At("11:59:59");
        Assert.True(await s.Visitor().SeesOnline());

        await s.At("12:00:01");
        Assert.False(await s.Visitor().SeesOnline());
        Assert.False(await anna.IsOnline());
        s.Mark();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        Assert.False(visitor.WasShownOnline);
        await s.At("30:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), bela.Gets("2:00", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_comes_while_a_closed_laptop_still_counts_is_an_offline_message_when_it_no_longer_does(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.ComesOnline();
        await laptop.BreaksOff();
        s.Mark();
        var visitor = s.Visitor();

        await s.At("0:30");
        await visitor.Writes("Hello");

        Assert.True(visitor.WasShownOnline);
        await s.At("1:59");
        Assert.True(await visitor.SeesOnline());
        await s.At("2:00");
        Assert.False(await visitor.SeesOnline());
        await s.At("3:59");
        s.NoMails();
        await s.At("30:00");
        s.MailsAre(anna.Gets("4:00", "Hello"), bela.Gets("4:00", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Signing_out_and_status_offline_take_the_widget_offline_at_once_on_every_page(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Arrives();
        var (own, _) = await EventStream.OpenAndGreet(visitor.Api, "/widget/v1/events");
        using var stranger = s.App.Caller();
        var (page, _) = await EventStream.OpenAndGreet(stranger, $"/widget/v1/{s.WidgetKey}/events");
        await using var _1 = own;
        await using var _2 = page;

        foreach (var leave in (Func<Device, Task>[])[d => d.SignsOut(), d => d.IsSignedOut(), _ => anna.SetsStatus("offline")])
        {
            var device = await anna.ComesOnline();
            await EveryPageShows(true);
            await leave(device);
            await EveryPageShows(false);
        }

        await s.CheckHolds();

        async Task EveryPageShows(bool online)
        {
            Assert.Equal(online, await visitor.SeesOnline());
            foreach (var stream in (EventStream[])[own, page])
            {
                var shown = await stream.Next("online");
                Assert.Equal(online, shown.Data.GetProperty("online").GetBoolean());
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_status_is_told_once_whether_or_not_it_changes_who_is_online(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.ComesOnline();
        var visitor = s.Visitor();
        await Told();

        await bela.SetsStatus("offline");
        Assert.Equal(["offline False"], await Told());
        await bela.SetsStatus("offline");
        Assert.Equal([], await Told());
        await bela.SetsStatus("online");
        Assert.Equal(["online False"], await Told());
        await bela.SignsIn("web", "Bela's desk");
        Assert.Equal(["online True"], await Told());
        await bela.SetsStatus("offline");
        Assert.Equal(["offline False"], await Told());

        // What has been told of Bela up to a visitor's next message.
        async Task<List<string>> Told()
        {
            await visitor.Writes("Hello");
            var told = new List<string>();
            while (await laptop.Stream.Next() is { Name: not "message" } next)
            {
                if (next.Name == "presence" && next.Data.GetProperty("agentId").GetString() == bela.Id)
                    told.Add($"{next.Data.GetProperty("status").GetString()} {next.Data.GetProperty("online").GetBoolean()}");
            }

            return told;
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Status_offline_set_on_the_phone_holds_on_every_device(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var laptop = await anna.ComesOnline();
        var phone = await anna.SignsIn("mobile", "Anna's phone");

        (await phone.Api.Put("/api/me/status", new { status = "offline" })).Is(200);
        await s.Settle();

        var told = await laptop.Stream.Next("presence", p => p.GetProperty("status").GetString() == "offline");
        Assert.Equal(anna.Id, told.Data.GetProperty("agentId").GetString());
        Assert.False(told.Data.GetProperty("online").GetBoolean());
        foreach (var device in (Device[])[laptop, phone])
        {
            var me = (await device.Api.Get("/api/me")).Is(200).Json;
            Assert.Equal("offline", me.GetProperty("status").GetString());
            Assert.False(me.GetProperty("online").GetBoolean());
        }

        Assert.False(await s.Visitor().SeesOnline());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Flicker_of_ninety_seconds_does_not_put_the_mail_off_for_ever(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.WatchesOffline();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        var half = TimeSpan.FromSeconds(90);
        for (var moment = half; moment <= TimeSpan.FromHours(1); moment += half)
        {
            await s.At($"{(int)moment.TotalHours}:{moment:mm\\:ss}");
            await anna.SetsStatus((int)(moment / half) % 2 == 1 ? "online" : "offline");
        }

        foreach (var agent in (Agent[])[anna, bela])
        {
            var mail = Assert.Single(s.MailsTo(agent.Email));
            Assert.True(mail.At <= s.Moment("9:00"), $"{agent.Name} was mailed at {s.Since(mail.At)}");
        }

        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Flicker_of_ten_seconds_ends_in_one_mail_and_a_bounded_number_of_notices(string database)
    {
        const int MostNoticesPerFlicker = 2;
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.WatchesOffline();
        var visitor = s.Visitor();
        s.Mark();

        const int Flickers = 30;
        for (var i = 0; i < Flickers; i++)
        {
            await anna.SetsStatus(i % 2 == 0 ? "online" : "offline");
            await s.Advance("0:05");
            if (i == Flickers / 2)
            {
                await visitor.Writes("Hello");
            }

            await s.Advance("0:05");
        }

        await s.At("30:00");
        foreach (var agent in (Agent[])[anna, bela])
        {
            var mail = Assert.Single(s.MailsTo(agent.Email));
            Assert.True(mail.At <= s.Moment("6:50"), $"{agent.Name} was mailed at {s.Since(mail.At)}");
        }

        var history = (await visitor.Why()).StateIs("announced").History;
        Assert.InRange(history.Count, 2, (Flickers / 2 + 4) * MostNoticesPerFlicker);
        await s.CheckHolds();
    }
}
