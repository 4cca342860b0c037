using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Inbound;

/// <summary>Why mails fail, in words: on the failing agent's own page, in the notices, in the mail log, on the command line.</summary>
public sealed class WordsTests
{
    private const string Full = "552 5.2.2 Mailbox full";
    private const string Blocked = "550 5.7.1 Your domain shop.example is on our blocklist";

    [Fact]
    public async Task A_full_mailbox_is_said_where_people_look()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite, settings: Harness.Inbound.Configuration);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        await s.IsBrought(Assert.Single(s.MailsTo(bela.Email)).Report(Full));

        var mine = (await bela.Me()).GetProperty("address");
        Assert.Equal("mailbox_full", mine.GetProperty("cause").GetString());
        Assert.Equal(s.Moment("3:00"), mine.GetProperty("since").GetDateTimeOffset());
        Assert.Equal(Full, mine.GetProperty("words").GetString());
        Assert.Matches(@"^Your mailbox has been full since \d\d:\d\d \(552 5\.2\.2 Mailbox full\)\.$", mine.GetProperty("text").GetString());
        Assert.Equal("Delete mails or enlarge it, then send a test mail.", mine.GetProperty("advice").GetString());
        Assert.Equal(JsonValueKind.Null, mine.GetProperty("letter").ValueKind);
        var usable = (await anna.Me()).GetProperty("address");
        Assert.Equal(("usable", JsonValueKind.Null), (usable.GetProperty("state").GetString(), usable.GetProperty("text").ValueKind));

        var why = await visitor.Why();
        Assert.Contains("The mailbox is full (552 5.2.2 Mailbox full). Delete mails", why.Latest(bela).GetProperty("text").GetString(), StringComparison.Ordinal);
        var lately = (await bela.Api.Get("/api/me/notices")).Is(200).Json.GetProperty("items")[0];
        Assert.Contains("The mailbox is full (552 5.2.2 Mailbox full).", lately.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("The mailbox is full (552 5.2.2 Mailbox full).", (await s.App.Command(["why", visitor.ConversationId])).Out, StringComparison.Ordinal);
        var log = await Explanation(anna, why.MailsOf(bela)[0]);
        Assert.Equal("The mailbox is full (552 5.2.2 Mailbox full).", log.GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, (await Explanation(anna, why.MailsOf(anna)[0])).ValueKind);
    }

    [Fact]
    public async Task Whoever_is_blocked_gets_a_text_for_their_IT_with_our_domain_and_address()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite, settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        (await anna.Api.Patch("/api/me", new { locale = "hu" })).Is(200);
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("3:00");
        await s.IsBrought(Assert.Single(s.MailsTo(anna.Email)).Report(Blocked));

        var mine = (await anna.Me()).GetProperty("address");
        Assert.Equal("sender_blocked", mine.GetProperty("cause").GetString());
        Assert.StartsWith("Az Ön levelezőkiszolgálója ", mine.GetProperty("text").GetString(), StringComparison.Ordinal);
        var letters = new[] { mine.GetProperty("letter").GetString(), (await Explanation(anna, (await visitor.Why()).MailsOf(anna)[0])).GetProperty("letter").GetString() };
        Assert.All(letters, letter => Assert.All(
            (string[])["nightbell@shop.example", "shop.example", anna.Email, Blocked], part => Assert.Contains(part, letter, StringComparison.Ordinal)));
        Assert.All(letters, letter => Assert.DoesNotContain("{", letter, StringComparison.Ordinal));
    }

    private static async Task<JsonElement> Explanation(Agent asker, JsonElement mail) =>
        (await asker.Api.Get($"/api/mails/{mail.GetProperty("id").GetString()}")).Is(200).Json.GetProperty("explanation");
}
