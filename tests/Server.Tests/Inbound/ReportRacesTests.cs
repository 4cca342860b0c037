using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Inbound;

/// <summary>Reports that come while their mail is on the wire, waits for another try, was withdrawn, or in a row of others.</summary>
public sealed class ReportRacesTests
{
    private const string Full = "552 5.2.2 Mailbox full";
    private const string NoSuchUser = "550 5.1.1 No such user here";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_report_that_is_faster_than_the_record_of_the_250_wins(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("1:59");
        s.App.Post.BeforeReply = async () =>
        {
            s.App.Post.BeforeReply = null;
            Assert.Equal("report", await s.App.IsHandedIn(s.App.Post.OnTheWire().Report(NoSuchUser)));
        };

        await s.At("10:00");

        var mail = Assert.Single((await visitor.Why()).MailsOf(anna));
        Assert.Equal("bounced", mail.GetProperty("state").GetString());
        Assert.Equal(2, mail.GetProperty("attempts").GetArrayLength());
        (await visitor.Why()).StateIs("nobody_to_tell").Stands(anna, "skip", "AddressUnusable", "wrong_address", NoSuchUser);
        Assert.Single(s.MailsTo(anna.Email));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_waits_for_another_try_is_not_tried_again_once_it_has_come_back(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("1:59");
        s.App.Post.LosesReplies(true);
        await s.At("2:01");
        s.App.Post.LosesReplies(false);
        Assert.Equal("deferred", Assert.Single((await visitor.Why()).MailsOf(anna)).GetProperty("state").GetString());

        await s.IsBrought(Assert.Single(s.MailsTo(anna.Email)).Report(Full));

        await s.At("10:00");
        Assert.Equal("bounced", Assert.Single((await visitor.Why()).MailsOf(anna)).GetProperty("state").GetString());
        Assert.Single(s.MailsTo(anna.Email));
        (await visitor.Why()).StateIs("nobody_to_tell").Stands(anna, "skip", "MailFailed", "mailbox_full", Full);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_withdrawn_mail_stays_withdrawn_and_still_tells_of_its_address(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("1:59");
        s.App.Post.LosesReplies(true);
        await s.At("2:01");
        s.App.Post.LosesReplies(false);
        await anna.Answers(visitor, "Here I am.");
        await s.At("5:00");
        var mail = s.MailsTo(bela.Email)[0];
        Assert.Equal("withdrawn", Assert.Single((await visitor.Why()).MailsOf(bela)).GetProperty("state").GetString());

        await s.IsBrought(mail.Report(NoSuchUser));

        Assert.Equal("withdrawn", Assert.Single((await visitor.Why()).MailsOf(bela)).GetProperty("state").GetString());
        Assert.Equal("unusable", (await bela.Me()).GetProperty("address").GetProperty("state").GetString());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Behind_a_relay_that_accepts_everything_three_full_boxes_in_a_row_over_a_day_are_enough(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var states = new List<string>();
        for (var day = 0; day < 3; day++)
        {
            states.Add(await OneComesBack(s, anna));
            await s.Advance("13:00:00");
        }

        Assert.Equal(["doubtful", "doubtful", "unusable"], states);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_that_arrives_between_begins_the_row_anew(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        await OneComesBack(s, anna);
        await s.Advance("13:00:00");
        await OneComesBack(s, anna);
        await s.Advance("13:00:00");
        var arrives = s.Visitor();
        await arrives.Writes("This one arrives");
        await s.Advance("3:00");
        Assert.Equal("usable", (await anna.Me()).GetProperty("address").GetProperty("state").GetString());
        await anna.Resolves(arrives);
        await s.Advance("13:00:00");

        Assert.Equal("doubtful", await OneComesBack(s, anna));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_conversations_do_not_keep_a_full_box_behind_a_relay_busy(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var (first, second) = (s.Visitor(), s.Visitor());
        await first.Writes("Hello from one");
        await s.At("5:00");
        await s.IsBrought(s.MailsTo(anna.Email)[0].Report(Full));
        await second.Writes("Hello from two");
        await s.At("10:00");
        await s.IsBrought(s.MailsTo(anna.Email)[1].Report(Full));

        await s.At("12:00:00");

        Assert.Equal(2, s.MailsTo(anna.Email).Count);
        (await first.Why()).StateIs("nobody_to_tell").Stands(anna, "skip", "MailFailed");
        (await second.Why()).StateIs("nobody_to_tell").Stands(anna, "skip", "MailFailed");
        await s.CheckHolds();
    }

    private static async Task<string> OneComesBack(Story s, Agent agent)
    {
        var visitor = s.Visitor();
        await visitor.Writes("This one comes back");
        await s.Advance("3:00");
        await s.IsBrought(s.MailsTo(agent.Email)[^1].Report(Full));
        var state = (await agent.Me()).GetProperty("address").GetProperty("state").GetString()!;
        await agent.Resolves(visitor);
        return state;
    }
}
