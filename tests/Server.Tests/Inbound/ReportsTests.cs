using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Inbound;

/// <summary>A mail that was accepted comes back: what is known of it and its address changes, once, and the ladder runs again.</summary>
public sealed class ReportsTests
{
    private const string Full = "552 5.2.2 Mailbox full";
    private const string NoSuchUser = "550 5.1.1 No such user here";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_late_failure_makes_the_address_unusable_and_somebody_else_is_told(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var (bela, dora) = (await s.Agent("Bela"), await s.Agent("Dora", access: "full"));
        await s.Deactivates(dora);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var mail = Assert.Single(s.MailsTo(bela.Email));
        Assert.StartsWith("bounce+", mail.Sender, StringComparison.Ordinal);
        Assert.EndsWith("@" + Harness.Inbound.Domain, mail.Sender, StringComparison.Ordinal);

        Assert.Equal("report", await s.IsBrought(mail.Report(NoSuchUser)));

        var sent = Assert.Single((await visitor.Why()).MailsOf(bela));
        Assert.Equal("bounced", sent.GetProperty("state").GetString());
        Assert.Equal("wrong_address", sent.GetProperty("cause").GetString());
        var reported = sent.GetProperty("attempts").EnumerateArray().Last();
        Assert.Equal(550, reported.GetProperty("code").GetInt32());
        Assert.Contains("No such user here", reported.GetProperty("reply").GetString(), StringComparison.Ordinal);
        (await visitor.Why()).StateIs("announced")
            .Stands(bela, "skip", "AddressUnusable", "wrong_address", NoSuchUser)
            .WasTold(anna, "OfflineMessage");
        var address = (await bela.Me()).GetProperty("address");
        Assert.Equal("unusable", address.GetProperty("state").GetString());
        Assert.Equal("usable", (await anna.Me()).GetProperty("address").GetProperty("state").GetString());
        Assert.Empty(s.MailsTo(dora.Email));

        await s.IsBrought(Assert.Single(s.MailsTo(anna.Email)).Report(NoSuchUser));

        await s.At("2:00:00");
        (await visitor.Why()).StateIs("announced").Stands(anna, "skip", "AddressUnusable").WasTold(dora, "Fallback");
        Assert.Single(s.MailsTo(bela.Email));
        Assert.Single(s.MailsTo(dora.Email));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_report_that_was_held_for_want_of_proof_counts_when_it_comes_with_it(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var mail = Assert.Single(s.MailsTo(anna.Email));
        var report = mail.Report(NoSuchUser, to: "postmaster@shop.example");

        await s.IsBrought(report);
        Assert.Equal("usable", (await anna.Me()).GetProperty("address").GetProperty("state").GetString());
        await s.IsPiped($"Delivered-To: {mail.Sender}\r\n" + report);

        Assert.Equal("unusable", (await anna.Me()).GetProperty("address").GetProperty("state").GetString());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_report_counts_once_whichever_way_it_comes(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var report = Assert.Single(s.MailsTo(anna.Email)).Report(Full);

        Assert.Equal("report", await s.IsBrought(report));
        var once = (await visitor.Why()).Latest(anna).ToString();
        Assert.Equal("report", await s.IsPiped(report));
        Assert.Equal("report", await s.IsBrought("Received: from elsewhere\r\n" + report));

        Assert.Equal(once, (await visitor.Why()).Latest(anna).ToString());
        Assert.Equal("doubtful", (await anna.Me()).GetProperty("address").GetProperty("state").GetString());
        Assert.Equal(1L, Convert.ToInt64(await s.App.Tamper("""SELECT COUNT(*) FROM "InboundMails" """), System.Globalization.CultureInfo.InvariantCulture));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_anybody_could_have_written_changes_nothing(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var mail = Assert.Single(s.MailsTo(bela.Email));
        var other = Assert.Single(s.MailsTo(anna.Email));
        var forgedMac = mail.Sender[..mail.Sender.IndexOf('.', StringComparison.Ordinal)] + other.Sender[other.Sender.IndexOf('.', StringComparison.Ordinal)..];

        Assert.Equal("report", await s.IsBrought(mail.Report(NoSuchUser, to: "nightbell@shop.example")));
        Assert.Equal("report", await s.IsBrought(mail.Report(NoSuchUser, to: forgedMac)));
        Assert.Equal("report", await s.IsBrought(mail.Report(NoSuchUser, about: anna.Email)));
        Assert.Equal("report", await s.IsBrought(mail.Report(NoSuchUser, to: other.Sender)));
        Assert.Equal("report", await s.IsBrought(mail.Report(NoSuchUser, about: "cecil@elsewhere.example")));
        Assert.Equal("complaint", await s.IsBrought(mail.Complaint(withEnvelope: false)));
        Assert.Equal("complaint", await s.IsBrought(mail.Complaint(about: anna.Email)));

        foreach (var agent in (Agent[])[anna, bela])
        {
            var me = await agent.Me();
            Assert.Equal("usable", me.GetProperty("address").GetProperty("state").GetString());
            Assert.True(me.GetProperty("offlineMessages").GetBoolean());
            Assert.Equal("accepted", Assert.Single((await visitor.Why()).MailsOf(agent)).GetProperty("state").GetString());
        }

        var held = await s.App.Tamper("""SELECT COUNT(*) FROM "InboundMails" WHERE "Raw" IS NOT NULL""");
        Assert.Equal(7L, Convert.ToInt64(held, System.Globalization.CultureInfo.InvariantCulture));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_signed_envelopes_the_envelope_id_or_the_returned_Message_ID_finds_the_mail(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.WithoutDomain);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var (toAnna, toBela) = (Assert.Single(s.MailsTo(anna.Email)), Assert.Single(s.MailsTo(bela.Email)));
        Assert.Equal("nightbell@shop.example", toAnna.Sender);

        await s.IsBrought(toAnna.Report(NoSuchUser, returns: false));
        await s.IsBrought((toBela with { EnvelopeId = null }).Report(Full));

        (await visitor.Why()).StateIs("nobody_to_tell")
            .Stands(anna, "skip", "AddressUnusable", "wrong_address")
            .Stands(bela, "skip", "MailFailed", "mailbox_full", Full);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_delay_and_a_delivery_are_noted_and_change_nothing(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var mail = Assert.Single(s.MailsTo(anna.Email));

        Assert.Equal("report", await s.IsBrought(mail.Report("452 4.2.2 Mailbox full for now", action: "delayed")));
        Assert.Equal("report", await s.IsBrought(mail.Report("250 2.1.5 Delivered to the mailbox", action: "delivered")));
        Assert.Equal("auto_reply", await s.IsBrought(mail.OutOfOffice()));

        var sent = Assert.Single((await visitor.Why()).MailsOf(anna));
        Assert.Equal("accepted", sent.GetProperty("state").GetString());
        Assert.Equal(3, sent.GetProperty("attempts").GetArrayLength());
        Assert.Equal("usable", (await anna.Me()).GetProperty("address").GetProperty("state").GetString());
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage");
        await s.At("2:00:00");
        Assert.Single(s.MailsTo(anna.Email));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_step_of_a_mail_is_told_with_the_conversation_it_is_about(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var desk = await anna.WatchesOffline();
        var visitor = s.Visitor();
        s.App.Post.GoesDown();
        await visitor.Writes("Hello");
        await s.At("2:01");
        s.App.Post.ComesUp();
        await s.At("30:00");
        await s.IsBrought(Assert.Single(s.MailsTo(anna.Email)).Report("452 4.2.2 Mailbox full for now", action: "delayed"));
        await anna.Answers(visitor, "Good morning");

        var told = new List<string>();
        while (await desk.Stream.Next() is var next && !(next.Name == "message" && next.Data.GetProperty("from").GetString() == "agent"))
        {
            if (next.Name != "mail")
                continue;
            Assert.Equal(visitor.ConversationId, next.Data.GetProperty("conversationId").GetString());
            told.Add(next.Data.GetProperty("state").GetString()!);
        }

        Assert.Equal(["queued", "sending", "deferred", "sending", "accepted", "accepted"], told);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_complains_is_not_written_to_until_they_switch_it_on(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");

        Assert.Equal("complaint", await s.IsBrought(Assert.Single(s.MailsTo(bela.Email)).Complaint()));

        Assert.Equal("complained", Assert.Single((await visitor.Why()).MailsOf(bela)).GetProperty("state").GetString());
        var me = await bela.Me();
        Assert.False(me.GetProperty("offlineMessages").GetBoolean());
        Assert.False(me.GetProperty("unacceptedConversations").GetBoolean());
        Assert.True((await anna.Me()).GetProperty("offlineMessages").GetBoolean());
        await visitor.Writes("Are you there?");
        await s.At("10:00");
        var why = (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage").Stands(bela, "skip", "TurnedOffByAgent", "complained");
        Assert.Contains("spam", why.Latest(bela).GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Single(s.MailsTo(bela.Email));

        (await bela.Api.Patch("/api/me", new { offlineMessages = true })).Is(200);
        await s.Advance("10:00");
        Assert.Equal(2, s.MailsTo(bela.Email).Count);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_recipients_of_one_address_share_its_fate(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.AddsConfirmedRecipient(bela.Email);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");

        await s.IsBrought(Assert.Single(s.MailsTo(bela.Email)).Report(NoSuchUser));

        var ofAddress = (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage")
            .Recipients.Where(r => r.GetProperty("address").GetString() == bela.Email).ToList();
        Assert.Equal(2, ofAddress.Count);
        Assert.All(ofAddress, r => Assert.Equal("AddressUnusable", r.GetProperty("reason").GetString()));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_report_about_a_mail_of_a_deleted_account_is_held(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        await s.Visitor().Writes("Hello");
        await s.At("3:00");
        var mail = Assert.Single(s.MailsTo(anna.Email));
        Assert.Equal(0, (await s.App.Command(["account", "delete", s.AccountId, "--yes"])).Exit);

        Assert.Equal("report", await s.App.IsHandedIn(mail.Report(NoSuchUser)));

        Assert.Equal("Unmatched", await s.App.Tamper("""SELECT "Outcome" FROM "InboundMails" """));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_address_that_was_confirmed_since_is_not_blamed_for_older_mails(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var mail = Assert.Single(s.MailsTo(anna.Email));
        (await anna.Api.Post("/api/mails/test")).Is(202);
        await s.Settle();
        var token = s.App.Post.Take(l => l.HasToken).Token;
        (await anna.Api.Put("/api/me/address/confirmation", new { token })).Is(204);
        await s.Settle();

        await s.IsBrought(mail.Report(NoSuchUser));

        Assert.Equal("usable", (await anna.Me()).GetProperty("address").GetProperty("state").GetString());
        await s.At("10:00");

        // What it carried has not arrived; the confirmed address is tried once more.
        Assert.Equal(2, s.MailsTo(anna.Email).Count);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_report_about_an_international_domain_names_it_in_ascii(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        await anna.ChangesEmail("anna@bücher.example");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        var mail = Assert.Single(s.MailsTo("anna@xn--bcher-kva.example"));

        await s.IsBrought(mail.Report(NoSuchUser));

        (await visitor.Why()).Stands(anna, "skip", "AddressUnusable", "wrong_address", NoSuchUser);
        Assert.Equal("unusable", (await anna.Me()).GetProperty("address").GetProperty("state").GetString());
    }
}
