using static Nightbell.Decisions.Tests.Given;

namespace Nightbell.Decisions.Tests;

/// <summary>Since when a conversation waits: it is minute 60, and the oldest unanswered message came in minute 20.</summary>
public sealed class WaitingTests
{
    [Fact]
    public void Without_service_it_waits_since_the_message() => Assert.Equal(At(20), Since([]));

    [Fact]
    public void While_served_it_does_not_wait()
    {
        Assert.Null(Since([(10, 70)]));
        Assert.Null(Since([(60, 70)]));
        Assert.Null(Since([(59.9, 61)]));
    }

    [Fact]
    public void Service_that_was_over_when_the_message_came_does_not_matter() => Assert.Equal(At(20), Since([(0, 20)]));

    [Fact]
    public void A_message_that_came_during_service_waits_since_its_end_however_short_it_was() =>
        Assert.Equal(At(20.5), Since([(19.9, 20.5)]));

    [Fact]
    public void Service_that_begins_with_the_message_is_service_during_which_it_came() => Assert.Equal(At(21), Since([(20, 21)]));

    [Fact]
    public void A_short_interruption_moves_nothing() => Assert.Equal(At(20), Since([(30, 34.9), (40, 41)]));

    [Fact]
    public void An_interruption_of_the_accept_delay_begins_the_waiting_anew() => Assert.Equal(At(35), Since([(30, 35), (40, 41)]));

    [Theory]
    [InlineData(29.9, 20)]
    [InlineData(30, 31)]
    [InlineData(30.5, 31)]
    [InlineData(31, 31)]
    [InlineData(31.1, 20)]
    public void So_does_a_short_one_in_which_an_assignee_did_something(double act, double since) =>
        Assert.Equal(At(since), Since([(30, 31)], 25, act));

    [Fact]
    public void Service_that_ended_now_is_over() => Assert.Equal(At(60), Since([(50, 60)]));

    [Fact]
    public void What_begins_later_is_not_known_yet() => Assert.Equal(At(20), Since([(61, 90)], 65));

    private static DateTimeOffset? Since((double From, double Until)[] service, params double[] acts) => Waiting.Since(
        At(20), [.. service.Select(s => new Stretch(At(s.From), At(s.Until)))], [.. acts.Select(At)], Minutes(5), At(60));
}
