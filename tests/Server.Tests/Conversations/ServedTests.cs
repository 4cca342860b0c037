using System.Globalization;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Conversations;

/// <summary>A visitor writes to somebody who serves them: there is nothing to decide, until the service ends.</summary>
public sealed class ServedTests
{
    private static readonly TimeSpan SafetyNet = TimeSpan.FromHours(1);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nothing_is_decided_while_somebody_serves_and_everything_once_they_are_gone(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.ComesOnline();
        var visitor = await IsServed(s, anna);

        await Posts(visitor, "And in green?");
        var first = await NextLook(s, visitor);
        Assert.Equal(s.App.Now + SafetyNet, first);
        await s.Advance("10:00");
        await Posts(visitor, "Are you there?");

        // The net is under the first that is unanswered, and moves no further away.
        Assert.Equal(first, await NextLook(s, visitor));
        (await visitor.Why()).StateIs("not_waiting");
        s.NoMails();

        s.Mark();
        await laptop.SignsOut();
        await s.At("1:59");
        s.NoMails();
        (await visitor.Why()).StateIs("due").Stands(anna, "wait", "OfflineDelay").Stands(bela, "wait", "OfflineDelay");
        await s.At("10:00");
        s.MailsAre(anna.Gets("2:00", "And in green?", "Are you there?"), bela.Gets("2:00", "And in green?", "Are you there?"));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_writes_to_an_assignee_who_is_away_is_looked_at_at_once(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        var laptop = await anna.ComesOnline();
        await bela.ComesOnline();
        var visitor = await IsServed(s, anna);
        await laptop.SignsOut();

        (await IsLookedAtAtOnce(s, visitor)).StateIs("due").Stands(bela, "wait", "AcceptDelay");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Outside_office_hours_nobody_serves(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = await IsServed(s, anna);
        await s.SetsOfficeHours("UTC", AccountSettings.Week, (Time(s, hours: 2), Time(s, hours: 3)));

        (await IsLookedAtAtOnce(s, visitor)).StateIs("due").Stands(anna, "wait", "OfflineDelay");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_was_handed_a_conversation_and_has_not_come_to_it_does_not_serve(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        await anna.ComesOnline();
        await bela.ComesOnline();
        var visitor = await IsServed(s, anna);
        await anna.HandsOver(visitor, bela);
        await s.Settle();

        (await IsLookedAtAtOnce(s, visitor)).StateIs("due").Stands(bela, "wait", "AcceptDelay");
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_was_to_be_looked_at_still_is_when_the_visitor_writes_more(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await anna.ComesOnline();
        var visitor = await IsServed(s, anna);
        await Posts(visitor, "And in green?");
        (await anna.Api.Put($"/api/conversations/{visitor.ConversationId}/acceptance", new { })).Is(204);

        // Accepted once more, and nobody has looked since.
        var accepted = s.App.Now;
        Assert.Equal(accepted, await NextLook(s, visitor));
        s.App.Clock.Advance(TimeSpan.FromSeconds(1));
        await Posts(visitor, "Or in blue?");

        Assert.Equal(accepted, await NextLook(s, visitor));
        await s.Settle();
        (await visitor.Why()).StateIs("not_waiting").Stands(anna, "skip", "Answered");
        await s.CheckHolds();
    }

    /// <summary>A conversation that the agent has accepted and answered.</summary>
    private static async Task<Visitor> IsServed(Story s, Agent agent)
    {
        var visitor = s.Visitor();
        await visitor.Writes("Is it still in stock?");
        await agent.Accepts(visitor);
        await agent.Answers(visitor, "Yes.");
        return visitor;
    }

    /// <summary>The visitor writes, and waits from then on.</summary>
    private static async Task<Why> IsLookedAtAtOnce(Story s, Visitor visitor)
    {
        await Posts(visitor, "And in green?");
        Assert.Equal(s.App.Now, await NextLook(s, visitor));
        await s.Settle();
        return await visitor.Why();
    }

    /// <summary>As <see cref="Visitor.Writes"/>, and no worker runs after it.</summary>
    private static async Task Posts(Visitor visitor, string text) => (await visitor.Api.Post("/widget/v1/messages", new { text })).Is(201);

    private static async Task<DateTimeOffset> NextLook(Story s, Visitor visitor) =>
        (await s.Owner.Api.Get($"/api/conversations/{visitor.ConversationId}/notices")).Is(200).Json.GetProperty("lookAt").GetDateTimeOffset();

    private static string Time(Story s, int hours) => s.App.Now.UtcDateTime.AddHours(hours).ToString("HH:mm", CultureInfo.InvariantCulture);
}
