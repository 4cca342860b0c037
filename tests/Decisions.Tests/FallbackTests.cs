using static Nightbell.Decisions.Tests.Given;

namespace Nightbell.Decisions.Tests;

/// <summary>When nobody is reached, somebody with full access or a colleague who was away is.</summary>
public sealed class FallbackTests
{
    private static readonly RecipientFacts Unreachable = Limited("anna") with { AddressUsable = false };

    [Fact]
    public void A_full_access_agent_hears_of_it_whether_active_or_not_and_of_whatever_group() =>
        Assert.Equal(
            ["anna skip AddressUnusable", "boss send Fallback [1]", "other send Fallback [1]", "limited skip OtherGroup"],
            Decide(OfflineAt(2, Unreachable, Agent("boss") with { Active = false }, Agent("other") with { InTeam = false },
                Limited("limited") with { InTeam = false })));

    [Fact]
    public void A_mail_that_failed_calls_for_it_too() =>
        Assert.Equal(
            ["anna skip MailFailed", "boss send Fallback [1]"],
            Decide(OfflineAt(2, Limited("anna") with { FailedUpTo = 1 }, Agent("boss") with { Active = false })));

    [Fact]
    public void A_team_without_agents_calls_for_it() =>
        Assert.Equal(
            ["boss send Fallback [1]", "gone skip AgentInactive"],
            Decide(OfflineAt(2, Agent("boss") with { InTeam = false }, Limited("gone") with { Active = false })));

    [Fact]
    public void An_additional_recipient_is_no_agent_but_whoever_is_sent_to_is_reached() =>
        Assert.Equal(
            ["boss skip OtherGroup", "info@ send OfflineMessage [1]"],
            Decide(OfflineAt(2, Agent("boss") with { InTeam = false }, Additional("info@"))));

    [Fact]
    public void An_additional_recipient_who_switched_it_off_leaves_a_team_without_agents() =>
        Assert.Equal(
            ["boss send Fallback [1]", "info@ skip TurnedOffByAgent"],
            Decide(OfflineAt(2, Agent("boss") with { InTeam = false }, Additional("info@") with { OfflineMessages = false })));

    [Fact]
    public void It_keeps_the_deadline_and_the_throttle() =>
        Assert.Equal(
            ["anna skip AddressUnusable", "boss wait OfflineDelay 2", "told wait Throttled 5"],
            Decide(OfflineAt(1, Unreachable, Agent("boss") with { Active = false },
                Agent("told") with { InTeam = false, ToldCount = 1, LastToldAt = At(3) })));

    [Fact]
    public void Whoever_was_told_or_opened_it_says_so_now() =>
        Assert.Equal(
            ["anna skip AddressUnusable", "told skip AlreadyTold", "opened skip Opened", "off skip OtherGroup", "dead skip AgentInactive"],
            Decide(OfflineAt(9, Unreachable, Agent("told") with { InTeam = false, ToldUpTo = 1 },
                Agent("opened") with { Active = false, OpenedUpTo = 1 }, Agent("off") with { InTeam = false, OfflineMessages = false },
                Agent("dead") with { Active = false, AddressUsable = false })));

    [Fact]
    public void A_colleague_who_was_away_is_mailed_when_the_only_one_online_cannot_be() =>
        Assert.Equal(
            ["anna skip AddressUnusable", "bela send Fallback [1]", "info@ send Fallback [1]"],
            Decide(OnlineAt(5, Present() with { FullAccess = false, AddressUsable = false }, Limited("bela"), Additional("info@"))));

    [Fact]
    public void Their_deadline_is_counted_from_the_oldest_news_and_no_leaving_shortens_it() =>
        Assert.Equal(
            ["anna skip AddressUnusable", "bela wait AcceptDelay 5"],
            Decide(OnlineAt(4, Present() with { FullAccess = false, AddressUsable = false }, Limited("bela") with { FirstOnlineAt = At(3) })
                .With(c => c with { VisitorLeftAt = At(1) })));

    [Fact]
    public void There_is_none_while_somebody_else_waits_is_sent_to_told_or_has_opened()
    {
        var boss = Agent("boss") with { InTeam = false };
        foreach (var reached in new[]
                 {
                     Limited("x"), Limited("x") with { ToldUpTo = 1 }, Limited("x") with { OpenedUpTo = 1 },
                     Limited("x") with { ToldCount = 1, LastToldAt = At(9) },
                 })
        {
            Assert.Equal("boss skip OtherGroup", Decide(OfflineAt(9, boss, reached, Unreachable))[0]);
        }
    }

    [Fact]
    public void There_is_none_when_everybody_switched_it_off() =>
        Assert.Equal(
            ["anna skip TurnedOffByAgent", "boss skip OtherGroup"],
            Decide(OfflineAt(9, Limited("anna") with { OfflineMessages = false }, Agent("boss") with { InTeam = false })));

    [Fact]
    public void There_is_none_when_the_account_switched_it_off() =>
        Assert.Equal(
            ["boss skip OtherGroup"],
            Decide(OfflineAt(9, Agent("boss") with { InTeam = false }) with { Settings = new(false, true) }));

    [Fact]
    public void There_is_none_outside_the_package()
    {
        var situation = OnlineAt(9, Present() with { AddressUsable = false }, Agent("bela")) with { Package = new(Unaccepted: false) };

        Assert.Equal(["anna skip NotInPackage", "bela skip ColleagueOnline"], Decide(situation));
    }

    [Fact]
    public void There_is_none_when_the_conversation_does_not_wait() =>
        Assert.Equal(
            ["boss skip Answered"],
            Decide(OfflineAt(9, Agent("boss") with { InTeam = false }).With(c => c with { Waiting = false })));

    [Fact]
    public void A_further_message_gives_the_failed_address_another_try_first()
    {
        var situation = OfflineAt(2, Limited("anna") with { FailedUpTo = 1 }, Agent("boss") with { Active = false });

        Assert.Equal(["anna skip MailFailed", "boss send Fallback [1]"], Decide(situation));
        Assert.Equal(
            ["anna send OfflineMessage [1,2]", "boss skip AgentInactive"], Decide(situation.Messages(Message(1, 0), Message(2, 1.9))));
    }

    private static string[] Decide(Situation situation) => [.. Ladder.Decide(situation).Recipients.Select(Say)];

    private static string Say(Decision d) =>
        $"{d.Id} {d.Verdict.ToString().ToLowerInvariant()} {d.Reason}"
        + (d.Until is { } until ? $" {(until - TwoOClock).TotalMinutes:0.##}" : "")
        + (d.Messages is { } messages ? $" [{string.Join(',', messages)}]" : "");
}
