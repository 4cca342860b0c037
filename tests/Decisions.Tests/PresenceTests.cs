using static Nightbell.Decisions.Tests.Given;

namespace Nightbell.Decisions.Tests;

/// <summary>Who was there, and since when. Stretches are in minutes after two o'clock.</summary>
public sealed class PresenceTests
{
    private static readonly DateTimeOffset Beginning = At(-1000);

    [Fact]
    public void Stretches_that_overlap_or_touch_are_one_and_empty_ones_none() =>
        Assert.Equal(
            Stretches((0, 4), (5, 9)),
            Presence.Merge(Stretches((7, 8), (2, 4), (6, 6), (0, 1), (5, 9), (1, 3), (12, 11))));

    [Fact]
    public void What_two_have_in_common_is_cut_at_both() =>
        Assert.Equal(
            Stretches((1, 2), (4, 5), (8, 9)),
            Presence.Intersect(Stretches((0, 2), (4, 9)), Stretches((1, 5), (8, 12))));

    [Fact]
    public void Stretches_that_only_touch_have_nothing_in_common() =>
        Assert.Empty(Presence.Intersect(Stretches((0, 2)), Stretches((2, 4))));

    [Fact]
    public void A_team_is_online_since_its_present_stretch_began()
    {
        var openEnded = new Stretch(At(5), DateTimeOffset.MaxValue);

        Assert.Equal(new TeamFacts(true, At(5), null), Team(9, [.. Stretches((0, 2)), openEnded]));
        Assert.Equal(new TeamFacts(true, At(5), null), Team(5, openEnded));
    }

    [Fact]
    public void A_team_is_offline_from_the_moment_its_stretch_ends() =>
        Assert.Equal(new TeamFacts(false, At(9), At(9)), Team(9, Stretches((0, 9))));

    [Fact]
    public void Flicker_moves_the_moment_it_went_offline_but_not_since_when_it_is() =>
        Assert.Equal(new TeamFacts(false, At(14), At(6)), Team(15, Stretches((0, 6), (8, 9), (10, 14))));

    [Fact]
    public void A_stretch_as_long_as_the_accept_delay_is_no_flicker() =>
        Assert.Equal(new TeamFacts(false, At(14), At(13)), Team(15, Stretches((0, 6), (8, 13), (13.5, 14))));

    [Fact]
    public void A_team_that_was_never_online_is_offline_since_the_beginning()
    {
        Assert.Equal(new TeamFacts(false, Beginning, Beginning), Team(15));
        Assert.Equal(new TeamFacts(false, At(9), Beginning), Team(15, Stretches((8, 9))));
    }

    [Fact]
    public void A_beginning_after_the_last_stretch_does_not_make_it_offline_later() =>
        Assert.Equal(new TeamFacts(false, At(9), At(9)), Presence.Team(Stretches((8, 9)), At(15), Minutes(5), At(12)));

    [Fact]
    public void What_begins_later_is_not_known_yet() =>
        Assert.Equal(new TeamFacts(false, At(6), At(6)), Team(8, Stretches((0, 6), (9, 20))));

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 1.0)]
    [InlineData(2, 2.0)]
    [InlineData(3, 5.0)]
    [InlineData(7, 7.0)]
    public void The_first_moment_online_is_never_before_the_one_asked_about(double since, double? first) =>
        Assert.Equal(first is { } minute ? At(minute) : null, Presence.FirstOnline(Stretches((1, 3), (5, 20)), At(since), At(10)));

    [Fact]
    public void There_is_no_first_moment_online_before_it_has_come()
    {
        Assert.Null(Presence.FirstOnline(Stretches((1, 3), (5, 20)), At(3), At(4)));
        Assert.Equal(At(5), Presence.FirstOnline(Stretches((1, 3), (5, 20)), At(3), At(5)));
        Assert.Null(Presence.FirstOnline(Stretches((1, 3)), At(2), At(1)));
        Assert.Null(Presence.FirstOnline([], At(0), At(9)));
    }

    [Fact]
    public void The_last_moment_online_is_the_end_of_the_last_stretch_and_never_later_than_now()
    {
        Assert.Equal(At(3), Presence.LastOnline(Stretches((1, 3), (5, 20)), At(4)));
        Assert.Equal(At(5), Presence.LastOnline(Stretches((1, 3), (5, 20)), At(5)));
        Assert.Equal(At(9), Presence.LastOnline([new Stretch(At(1), DateTimeOffset.MaxValue)], At(9)));
        Assert.Null(Presence.LastOnline(Stretches((1, 3)), At(0)));
    }

    private static TeamFacts Team(double now, params Stretch[] online) => Presence.Team(online, At(now), Minutes(5), Beginning);

    private static Stretch[] Stretches(params (double From, double Until)[] minutes) =>
        [.. minutes.Select(m => new Stretch(At(m.From), At(m.Until)))];
}
