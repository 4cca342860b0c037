using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>Mail servers refuse how we send: nobody's address is at fault, and whoever can mend it hears of it.</summary>
public sealed class RefusedSender
{
    private const string FailsDmarc = "550 5.7.26 Unauthenticated email from shop.example is not accepted due to domain's DMARC policy";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Full_access_and_the_operator_are_told_until_the_mails_are_taken_again(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.Refuses(bela.Email, FailsDmarc);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");

        await s.At("3:00");
        (await visitor.Why()).WasTold(anna, "OfflineMessage").Stands(bela, "skip", "MailFailed", "sender_setup", "DMARC policy");
        Assert.Equal("usable", (await bela.Me()).GetProperty("address").GetProperty("state").GetString());
        var trouble = await Trouble(anna);
        Assert.Equal(s.Moment("2:00"), trouble.GetProperty("since").GetDateTimeOffset());
        Assert.Equal("example.com", trouble.GetProperty("domain").GetString());
        Assert.Contains(FailsDmarc[4..], trouble.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(await HasTrouble(bela));
        Assert.Equal("1", await Refused(s));
        var (exit, output, _) = await s.App.Command(["check"]);
        Assert.Equal(0, exit);
        Assert.Contains($"REFUSED: example.com refuses how account {s.AccountId} sends", output, StringComparison.Ordinal);

        s.App.Post.Receives(bela.Email);
        await visitor.Writes("Are you there?");

        await s.At("6:00");
        Assert.Contains(s.MailsTo(bela.Email), l => l.Text.Contains("Are you there?", StringComparison.Ordinal));
        Assert.False(await HasTrouble(anna));
        Assert.Equal("0", await Refused(s));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_was_reported_behind_a_relay_stands_though_the_relay_takes_more_and_is_forgotten_after_a_week(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        await s.IsBrought(Assert.Single(s.MailsTo(anna.Email)).Report(FailsDmarc));
        await visitor.Writes("Are you there?");

        await s.At("6:00");
        Assert.Equal(2, s.MailsTo(anna.Email).Count);
        Assert.Equal(s.Moment("3:00"), (await Trouble(anna)).GetProperty("since").GetDateTimeOffset());

        await s.At("168:03:00");
        Assert.False(await HasTrouble(anna));

        await s.IsBrought(s.MailsTo(anna.Email)[1].Report(FailsDmarc));
        Assert.Equal(s.Moment("168:03:00"), (await Trouble(anna)).GetProperty("since").GetDateTimeOffset());
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_changed_set_up_begins_anew(string database)
    {
        await using var s = await Story.Begin(database, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        await s.Visitor().Writes("Hello");
        await s.At("3:00");
        await s.IsBrought(Assert.Single(s.MailsTo(anna.Email)).Report(FailsDmarc));
        var smtp = new { host = "mail.elsewhere.example", port = 587, security = "starttls", user = (string?)null };

        (await anna.Api.Put("/api/settings/mail", new { smtp, from = "chat@elsewhere.example" })).Is(200);

        Assert.False(await HasTrouble(anna));
    }

    /// <summary>It is not the recipients' domain that wants something of us, and any mail that the relay takes shows that it lets us in again.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Our_own_relay_that_lets_us_not_in_is_named_until_it_takes_any_mail(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        s.App.Post.RefusesEverySender("530 5.7.0 Authentication required");
        await s.Visitor().Writes("Hello");

        await s.At("3:00");
        var trouble = await Trouble(anna);
        Assert.Equal("127.0.0.1", trouble.GetProperty("domain").GetString());
        Assert.EndsWith("last at 127.0.0.1 (530 5.7.0 Authentication required).", trouble.GetProperty("text").GetString(), StringComparison.Ordinal);

        s.App.Post.RefusesEverySender(null);
        (await anna.Api.Post("/api/password-resets", new { email = anna.Email })).Ok();
        await s.Settle();
        Assert.False(await HasTrouble(anna));
        await s.CheckHolds();
    }

    private static async Task<JsonElement> Trouble(Agent agent) => (await agent.Me()).GetProperty("account").GetProperty("senderTrouble");

    private static async Task<bool> HasTrouble(Agent agent) => (await Trouble(agent)).ValueKind != JsonValueKind.Null;

    private static async Task<string> Refused(Story s)
    {
        using var prometheus = s.App.Caller();
        var figures = (await prometheus.Get("/metrics")).Is(200).Text;
        return figures.Split('\n').Single(l => l.StartsWith("nightbell_sender_troubles ", StringComparison.Ordinal)).Split(' ')[1];
    }
}
