using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>Additional recipients, bounces and who is told instead: acceptance scenarios 26 to 29a and 30b.</summary>
public sealed class Addresses
{
    private const string NoSuchUser = "550 5.1.1 The email account that you tried to reach does not exist";
    private const string Full = "552 5.2.2 Mailbox full";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_confirmed_additional_recipient_is_told_of_offline_messages_alone(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await s.AddsConfirmedRecipient("info@example.com");
        await s.AddsRecipient("unconfirmed@example.com");
        s.App.Post.Take(l => l.To == "unconfirmed@example.com");
        var night = s.Visitor();
        await night.Writes("Hello at night");

        await s.At("10:00");
        s.MailsAre(anna.Gets("2:00", "Hello at night"), new ExpectedLetter("2:00", "info@example.com", ["Hello at night"]));
        await anna.ComesOnline();
        await anna.Accepts(night);
        s.Mark();
        var day = s.Visitor();
        await day.Writes("Hello by day");

        await s.At("30:00");
        Assert.Equal(s.Moment("5:00"), s.MailsTo(anna.Email)[^1].At);
        Assert.Single(s.MailsTo("info@example.com"));
        Assert.Empty(s.MailsTo("unconfirmed@example.com"));
        (await day.Why()).WasTold(anna, "UnacceptedConversation").Stands("info@example.com", "skip", "ColleagueOnline", "Anna");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_recipients_who_share_an_address_get_one_mail(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.AddsConfirmedRecipient(anna.Email);
        var visitor = s.Visitor();

        await visitor.Writes("Hello");

        await s.At("30:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), bela.Gets("2:00", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_shares_an_address_is_told_what_was_told_to_it_before(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await s.AddsConfirmedRecipient(anna.Email);
        (await anna.Api.Patch("/api/me", new { offlineMessages = false })).Ok();
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("10:00");
        Assert.Equal(s.Moment("2:00"), Assert.Single(s.MailsTo(anna.Email)).At);
        (await anna.Api.Patch("/api/me", new { offlineMessages = true })).Ok();

        await s.At("30:00");
        Assert.Single(s.MailsTo(anna.Email));
        (await visitor.Why()).StateIs("announced").Stands(anna, "skip", "AlreadyTold");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_click_ends_all_mails_to_an_address_that_two_share(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.AddsConfirmedRecipient(anna.Email);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        var link = Assert.Single(s.MailsTo(anna.Email)).Header("List-Unsubscribe")!.Trim('<', '>');

        using var mailProgram = s.App.Caller();
        (await mailProgram.SendRaw(HttpMethod.Post, link, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")).Is(200);

        await s.At("20:00");
        await visitor.Writes("Hello again");
        await s.At("1:00:00");
        Assert.Single(s.MailsTo(anna.Email));
        Assert.Equal(2, s.MailsTo(bela.Email).Count);
        (await visitor.Why()).Stands(anna, "skip", "TurnedOffByAgent");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_address_that_bounces_for_good_is_unusable_until_it_is_changed(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.Refuses(bela.Email, NoSuchUser);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("10:00");
        s.MailsAre(anna.Gets("2:00", "Hello"));
        (await visitor.Why()).StateIs("announced")
            .WasTold(anna, "OfflineMessage")
            .Stands(bela, "skip", "AddressUnusable", "wrong_address", "does not exist");
        var address = (await AgentInList(anna, bela)).GetProperty("address");
        Assert.Equal("unusable", address.GetProperty("state").GetString());
        Assert.Equal("wrong_address", address.GetProperty("cause").GetString());
        Assert.Equal(s.Moment("2:00"), address.GetProperty("since").GetDateTimeOffset());
        Assert.Equal("unusable", (await bela.Me()).GetProperty("address").GetProperty("state").GetString());

        await bela.ChangesEmail("bela@new.example.com");

        await s.At("30:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), bela.Gets("10:00", "Hello"));
        Assert.Equal("bela@new.example.com", s.App.Post.Delivered[^1].To);
        (await visitor.Why()).StateIs("announced").WasTold(bela, "OfflineMessage");
        Assert.NotEqual("unusable", (await AgentInList(anna, bela)).GetProperty("address").GetProperty("state").GetString());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task When_every_address_bounces_full_access_is_told_instead(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var dora = await s.Agent("Dora", access: "full");
        await s.Deactivates(dora);
        s.App.Post.Refuses(anna.Email, NoSuchUser);
        s.App.Post.Refuses(bela.Email, NoSuchUser);
        var visitor = s.Visitor();

        await visitor.Writes("Hello");

        await s.At("30:00");
        s.MailsAre(dora.Gets("2:00", "Hello"));
        (await visitor.Why()).StateIs("announced")
            .WasTold(dora, "Fallback")
            .Stands(anna, "skip", "AddressUnusable")
            .Stands(bela, "skip", "AddressUnusable");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task When_no_address_works_at_all_there_is_nobody_to_tell(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var dora = await s.Agent("Dora", access: "full");
        await s.Deactivates(dora);
        foreach (var agent in s.Agents)
        {
            s.App.Post.Refuses(agent.Email, NoSuchUser);
        }

        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("30:00");
        s.NoMails();
        (await visitor.Why()).StateIs("nobody_to_tell")
            .Stands(anna, "skip", "AddressUnusable")
            .Stands(bela, "skip", "AddressUnusable")
            .Stands(dora, "skip", "AgentInactive");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_online_agent_with_a_dead_address_is_stood_in_for_by_a_colleague(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.Refuses(anna.Email, NoSuchUser);
        var earlier = s.Visitor();
        await earlier.Writes("An earlier hello");
        await s.At("10:00");
        await bela.Resolves(earlier);
        s.App.Post.Take(l => l.To == bela.Email);
        await anna.ComesOnline();
        s.Mark();
        var visitor = s.Visitor();

        await visitor.Writes("Hello");

        Assert.True(visitor.WasShownOnline);
        await s.At("4:59");
        s.NoMails();
        await s.At("30:00");
        s.MailsAre(bela.Gets("5:00", "Hello"));
        (await visitor.Why()).StateIs("announced").WasTold(bela, "Fallback").Stands(anna, "skip", "AddressUnusable", "wrong_address");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_full_mailbox_is_not_tried_again_for_the_same_news_but_at_once_for_the_next(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.Refuses(bela.Email, Full);
        var before = s.App.Post.AttemptsAt(bela.Email);
        var visitor = s.Visitor();
        await visitor.Writes("First thing");

        await s.At("30:00");
        Assert.Equal(before + 1, s.App.Post.AttemptsAt(bela.Email));
        (await visitor.Why()).StateIs("announced").Stands(bela, "skip", "MailFailed", "mailbox_full", "Mailbox full");
        s.App.Post.Receives(bela.Email);
        await s.At("31:00");
        await visitor.Writes("Second thing");

        await s.At("1:00:00");
        s.MailsAre(anna.Gets("2:00", "First thing"), bela.Gets("31:00", "First thing", "Second thing"), anna.Gets("33:00", "Second thing"));
        (await visitor.Why()).StateIs("announced").WasTold(bela, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task After_a_change_of_address_the_ladder_runs_again_for_news_that_had_failed(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.Refuses(bela.Email, Full);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("10:00");

        await bela.ChangesEmail("bela@new.example.com");

        await s.At("30:00");
        s.MailsAre(anna.Gets("2:00", "Hello"), bela.Gets("10:00", "Hello"));
        await s.CheckHolds();
    }

    private static async Task<System.Text.Json.JsonElement> AgentInList(Agent asker, Agent agent) =>
        (await asker.Api.Get("/api/agents")).Is(200).Json.GetProperty("items").EnumerateArray().Single(a => a.GetProperty("id").GetString() == agent.Id);
}
