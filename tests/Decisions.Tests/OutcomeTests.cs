using static Nightbell.Decisions.Tests.Given;

namespace Nightbell.Decisions.Tests;

/// <summary>Where the conversation stands, when it is looked at again, and what lies at the ends of time.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public void A_conversation_that_does_not_wait_needs_no_message_and_is_not_looked_at()
    {
        var outcome = Ladder.Decide(OfflineAt(9).With(c => c with { Waiting = false, Messages = [] }));

        Assert.Equal((ConversationState.NotWaiting, null), (outcome.State, outcome.LookAt));
    }

    [Fact]
    public void A_conversation_that_waits_without_a_message_is_refused() =>
        Assert.Throws<ArgumentException>(() => Ladder.Decide(OfflineAt(9).Messages()));

    [Fact]
    public void It_is_due_while_somebody_waits_and_looked_at_at_the_earliest_moment()
    {
        var throttled = Agent("throttled") with { ToldCount = 1, LastToldAt = At(8) };
        var moreThrottled = Agent("more") with { ToldCount = 2, LastToldAt = At(8) };

        var outcome = Ladder.Decide(OfflineAt(9, moreThrottled, throttled, Agent("sent")));

        Assert.Equal((ConversationState.Due, At(10)), (outcome.State, outcome.LookAt));
    }

    [Fact]
    public void It_is_announced_when_somebody_is_sent_to_or_was_told()
    {
        Assert.Equal(ConversationState.Announced, Ladder.Decide(OfflineAt(2, Agent(), Agent("b") with { OpenedUpTo = 1 })).State);
        Assert.Equal(ConversationState.Announced, Ladder.Decide(OnlineAt(2, Present() with { ToldUpTo = 1 })).State);
    }

    [Fact]
    public void It_is_opened_when_somebody_opened_it_and_nobody_is_told() =>
        Assert.Equal(
            ConversationState.Opened,
            Ladder.Decide(OfflineAt(9, Agent() with { OpenedUpTo = 1 }, Agent("b") with { OfflineMessages = false })).State);

    [Fact]
    public void It_is_in_front_of_the_team_when_no_mail_is_due_for_those_online() =>
        Assert.Equal(
            ConversationState.InFrontOfTeam, Ladder.Decide(OnlineAt(9, Present(), Agent("b")) with { Package = new(Unaccepted: false) }).State);

    [Fact]
    public void There_is_nobody_to_tell_when_all_are_offline_and_excluded()
    {
        Assert.Equal(ConversationState.NobodyToTell, Ladder.Decide(OfflineAt(9) with { Settings = new(false, true) }).State);
        Assert.Equal(ConversationState.NobodyToTell, Ladder.Decide(OfflineAt(9, Agent() with { AddressUsable = false })).State);
        Assert.Equal(ConversationState.NobodyToTell, Ladder.Decide(OfflineAt(9) with { Recipients = [] }).State);
    }

    [Fact]
    public void A_delay_without_end_waits_until_the_end_of_time()
    {
        var endless = Given.Delays with { Offline = TimeSpan.MaxValue, Accept = TimeSpan.MaxValue };

        var outcome = Ladder.Decide(OfflineAt(9) with { Delays = endless });

        Assert.Equal(DateTimeOffset.MaxValue, outcome.LookAt);
        Assert.Equal(ConversationState.Announced, Ladder.Decide(OfflineAt(9) with { Delays = endless, Now = DateTimeOffset.MaxValue }).State);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(63, 60)]
    [InlineData(64, 60)]
    [InlineData(65, 60)]
    [InlineData(int.MaxValue, 60)]
    public void The_throttle_doubles_up_to_its_longest_pause(int told, double minutes) =>
        Assert.Equal(At(minutes), Ladder.Decide(OfflineAt(0, Agent() with { ToldCount = told, LastToldAt = At(0) })).LookAt);

    [Fact]
    public void A_throttle_of_nothing_stays_nothing_and_one_above_the_longest_pause_is_cut()
    {
        var told = Agent() with { ToldCount = 70, LastToldAt = At(9) };

        Assert.Equal(ConversationState.Announced, Decide(told, TimeSpan.Zero, Minutes(60)).State);
        Assert.Equal(ConversationState.Announced, Decide(told, Minutes(60), TimeSpan.Zero).State);
        Assert.Equal(At(12), Decide(told with { ToldCount = 1 }, Minutes(60), Minutes(3)).LookAt);
        Assert.Equal(DateTimeOffset.MaxValue, Decide(told with { ToldCount = 62 }, TimeSpan.MaxValue, TimeSpan.MaxValue).LookAt);
        Assert.Equal(At(9).AddTicks(1L << 50), Decide(told with { ToldCount = 51 }, new TimeSpan(1), TimeSpan.MaxValue).LookAt);
    }

    [Fact]
    public void The_moments_of_a_decision_are_utc_whatever_the_facts_are_written_in()
    {
        var here = TimeSpan.FromHours(5.5);
        var situation = OfflineAt(1).Messages(Message(1, 0) with { At = At(0).ToOffset(here) });

        Assert.Equal(TimeSpan.Zero, Ladder.Decide(situation).LookAt!.Value.Offset);
    }

    private static Outcome Decide(RecipientFacts recipient, TimeSpan throttle, TimeSpan longest) =>
        Ladder.Decide(OfflineAt(9, recipient) with { Delays = Given.Delays with { Throttle = throttle, ThrottleMax = longest } });
}
