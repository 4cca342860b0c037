using System.Globalization;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>A flood of conversations is no flood of mails, and nobody is lost in it.</summary>
public sealed class Floods
{
    private const int MostInAnHour = 30;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_two_hundred_conversations_in_an_hour_an_agent_gets_thirty_mails_and_the_rest_in_one_digest(string database)
    {
        const int Conversations = 200;
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitors = new List<Visitor>();
        for (var i = 1; i <= Conversations; i++)
        {
            var visitor = s.Visitor();
            visitors.Add(visitor);
            await visitor.Writes(Words(i));
            await s.Advance("0:18");
            if (i % 50 == 0)
                await s.CheckHolds();
        }

        Assert.Equal(MostInAnHour, s.MailsTo(anna.Email).Count);
        Assert.All(Enumerable.Range(1, MostInAnHour), i => Assert.Single(s.MailsTo(anna.Email), m => m.Text.Contains(Words(i), StringComparison.Ordinal)));
        (await visitors[^10].Why()).StateIs("announced");

        // Somebody is answered before the digest leaves; somebody else writes once more and is told of once.
        await anna.Answers(visitors[99], "Here I am.");
        await visitors[40].Writes("Are you there?");
        await s.At("1:01:59");
        Assert.Equal(MostInAnHour, s.MailsTo(anna.Email).Count);
        await s.At("1:02:00");
        var digest = s.MailsTo(anna.Email)[MostInAnHour];
        Assert.Contains("169", digest.Subject, StringComparison.Ordinal);
        Assert.Contains("Are you there?", digest.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Words(100), digest.Text, StringComparison.Ordinal);

        await s.At("4:00:00");
        Assert.Equal(MostInAnHour + 1, s.MailsTo(anna.Email).Count);
        foreach (var visitor in visitors.Where((_, i) => i % 10 == 5))
            (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task No_hour_has_more_mails_than_the_limit_and_everything_is_told_while_the_flood_goes_on(string database)
    {
        await using var s = await Story.Begin(database, "pro", null, "--Nightbell:Limits:MailsPerRecipientPerHour=3");
        var anna = await s.Agent("Anna");
        for (var i = 1; i <= 40; i++)
        {
            await s.Visitor().Writes(Words(i));
            await s.Advance("5:00");
        }

        await s.Advance("2:00:00");

        var mails = s.MailsTo(anna.Email);
        Assert.All(mails, first => Assert.InRange(mails.Count(m => m.At >= first.At && m.At < first.At + TimeSpan.FromHours(1)), 1, 3));
        Assert.All(Enumerable.Range(1, 40), i => Assert.Single(mails, m => m.Text.Contains(Words(i), StringComparison.Ordinal)));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_digest_that_is_held_back_outlives_a_crash_and_falls_away_when_all_is_answered(string database)
    {
        await using var s = await Story.Begin(database, "pro", null, "--Nightbell:Limits:MailsPerRecipientPerHour=1");
        var anna = await s.Agent("Anna");
        var (first, second) = (s.Visitor(), s.Visitor());
        await first.Writes("The first one");
        await s.At("3:00");
        await second.Writes("The second one");
        await s.At("10:00");
        (await second.Why()).StateIs("announced");

        await s.App.Crash();
        await s.App.Start();
        await s.At("1:02:00");
        Assert.Equal(2, s.MailsTo(anna.Email).Count);
        Assert.Equal("Visitor 2 wrote while you were away", s.MailsTo(anna.Email)[1].Subject);

        var third = s.Visitor();
        await third.Writes("The third one");
        await s.At("1:10:00");
        await anna.Answers(third, "Here I am.");
        await s.At("4:00:00");
        Assert.Equal(2, s.MailsTo(anna.Email).Count);
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Everybody_has_their_own_hour_and_letters_are_not_held_back(string database)
    {
        await using var s = await Story.Begin(database, "pro", null, "--Nightbell:Limits:MailsPerRecipientPerHour=1");
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await s.Visitor().Writes("The first one");
        await s.At("3:00");
        await s.Visitor().Writes("The second one");
        await s.At("10:00");
        (await anna.Api.Post("/api/mails/test")).Is(202);
        await s.Settle();

        Assert.Equal(["Visitor 1 wrote while you were away", "Test mail from Moonlight Shop"], s.MailsTo(anna.Email).Select(m => m.Subject));
        Assert.Equal(["Visitor 1 wrote while you were away"], s.MailsTo(bela.Email).Select(m => m.Subject));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_a_limit_every_conversation_has_its_mail(string database)
    {
        await using var s = await Story.Begin(database, "pro", null, "--Nightbell:Limits:MailsPerRecipientPerHour=0");
        var anna = await s.Agent("Anna");
        for (var i = 1; i <= MostInAnHour + 5; i++)
        {
            await s.Visitor().Writes(Words(i));
            await s.Advance("0:30");
        }

        await s.Advance("2:00");
        Assert.Equal(MostInAnHour + 5, s.MailsTo(anna.Email).Count);
    }

    private static string Words(int i) => string.Create(CultureInfo.InvariantCulture, $"Question number {i}.");
}
