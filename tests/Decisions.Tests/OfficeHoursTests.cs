using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Nightbell.Decisions.Tests;

/// <summary>What is written on the wall happens, and happens once.</summary>
public sealed class OfficeHoursTests(ITestOutputHelper output)
{
    private static readonly OfficeHours EightToFive = Hours("Europe/Budapest", "Monday 08:00-12:00", "Monday 13:00-17:00", "Friday 08:00-14:00");

    [Theory]
    [InlineData("2026-11-23T06:59:59Z", false)]
    [InlineData("2026-11-23T07:00:00Z", true)]
    [InlineData("2026-11-23T10:59:59Z", true)]
    [InlineData("2026-11-23T11:00:00Z", false)]
    [InlineData("2026-11-23T12:00:00Z", true)]
    [InlineData("2026-11-23T16:00:00Z", false)]
    [InlineData("2026-11-24T08:00:00Z", false)]
    [InlineData("2026-07-20T06:00:00Z", true)]
    [InlineData("2026-07-20T15:00:00Z", false)]
    public void An_office_is_open_within_its_intervals_in_its_own_zone(string at, bool open) => Assert.Equal(open, EightToFive.IsOpen(Time(at)));

    [Fact]
    public void Open_stretches_are_cut_at_both_ends() =>
        Assert.Equal(
            ["2026-11-23T10:00:00Z/2026-11-23T11:00:00Z", "2026-11-23T12:00:00Z/2026-11-23T12:30:00Z"],
            Open(EightToFive, "2026-11-23T10:00:00Z", "2026-11-23T12:30:00Z"));

    [Fact]
    public void Intervals_that_touch_or_overlap_are_one_stretch_in_whatever_order_they_are_written() =>
        Assert.Equal(
            ["2026-11-23T07:00:00Z/2026-11-23T16:00:00Z"],
            Open(Hours("Europe/Budapest", "Monday 12:00-17:00", "Monday 08:00-12:00", "Monday 09:00-10:00"), "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"));

    [Fact]
    public void Two_intervals_that_meet_at_midnight_are_one_stretch() =>
        Assert.Equal(
            ["2026-11-23T21:00:00Z/2026-11-24T01:00:00Z"],
            Open(Hours("Europe/Budapest", "Monday 22:00-00:00", "Tuesday 00:00-02:00"), "2026-11-23T00:00:00Z", "2026-11-25T00:00:00Z"));

    [Fact]
    public void A_closed_date_has_no_hours_but_the_night_before_still_ends_at_its_midnight()
    {
        var hours = Hours("Europe/Budapest", "Thursday 22:00-00:00", "Friday 00:00-02:00", "Saturday 08:00-09:00") with
        {
            Closed = new HashSet<DateOnly> { new(2026, 12, 25) },
        };

        Assert.Equal(
            ["2026-12-24T21:00:00Z/2026-12-24T23:00:00Z", "2026-12-26T07:00:00Z/2026-12-26T08:00:00Z"],
            Open(hours, "2026-12-24T00:00:00Z", "2026-12-28T00:00:00Z"));
    }

    [Theory]
    // 25 October 2026: at 3:00 the clocks of Budapest go back to 2:00.
    [InlineData("Sunday 02:30-04:00", "2026-10-25T00:30:00Z/2026-10-25T03:00:00Z")]
    [InlineData("Sunday 00:00-02:30", "2026-10-24T22:00:00Z/2026-10-25T00:30:00Z")]
    [InlineData("Sunday 02:15-02:45", "2026-10-25T00:15:00Z/2026-10-25T00:45:00Z")]
    [InlineData("Sunday 02:00-03:00", "2026-10-25T00:00:00Z/2026-10-25T02:00:00Z")]
    [InlineData("Sunday 00:00-00:00", "2026-10-24T22:00:00Z/2026-10-25T23:00:00Z")]
    public void In_the_night_summer_time_ends_a_written_interval_happens_once(string written, string open) =>
        Assert.Equal([open], Open(Hours("Europe/Budapest", written), "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"));

    [Theory]
    // 29 March 2026: at 2:00 the clocks of Budapest go forward to 3:00.
    [InlineData("Sunday 01:00-02:30", "2026-03-29T00:00:00Z/2026-03-29T01:30:00Z")]
    [InlineData("Sunday 02:30-04:00", "2026-03-29T01:30:00Z/2026-03-29T02:00:00Z")]
    [InlineData("Sunday 02:15-02:45", "2026-03-29T01:15:00Z/2026-03-29T01:45:00Z")]
    [InlineData("Sunday 00:00-00:00", "2026-03-28T23:00:00Z/2026-03-29T22:00:00Z")]
    public void In_the_night_summer_time_begins_a_time_that_does_not_occur_is_read_as_winter_time(string written, string open) =>
        Assert.Equal([open], Open(Hours("Europe/Budapest", written), "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"));

    [Fact]
    public void An_interval_that_is_all_gap_has_no_length() =>
        Assert.Empty(Open(Hours("Europe/Budapest", "Sunday 02:00-03:00"), "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"));

    [Theory]
    [InlineData("Asia/Kathmandu", "Monday 08:00-17:00", "2026-11-23T02:15:00Z/2026-11-23T11:15:00Z")]
    [InlineData("Pacific/Kiritimati", "Monday 08:00-17:00", "2026-11-22T18:00:00Z/2026-11-23T03:00:00Z")]
    [InlineData("Pacific/Pago_Pago", "Monday 08:00-17:00", "2026-11-23T19:00:00Z/2026-11-24T04:00:00Z")]
    public void A_zone_may_lie_anywhere(string zone, string written, string open) =>
        Assert.Equal([open], Open(Hours(zone, written), "2026-11-22T00:00:00Z", "2026-11-25T12:00:00Z"));

    [Theory]
    // Lord Howe moves by half an hour: on 4 October 2026 from 2:00 to 2:30, on 5 April from 2:00 back to 1:30.
    [InlineData("Australia/Lord_Howe", "Sunday 02:15-05:00", "2026-10-03T15:45:00Z/2026-10-03T18:00:00Z", "2026-10-03T00:00:00Z")]
    [InlineData("Australia/Lord_Howe", "Sunday 01:45-05:00", "2026-04-04T14:45:00Z/2026-04-04T18:30:00Z", "2026-04-04T00:00:00Z")]
    // Santiago at midnight: 6 September 2026 has no 0:00 to 1:00, and 4 April ends with a second 23:00.
    [InlineData("America/Santiago", "Sunday 00:30-08:00", "2026-09-06T04:30:00Z/2026-09-06T11:00:00Z", "2026-09-05T12:00:00Z")]
    [InlineData("America/Santiago", "Saturday 20:00-00:00", "2026-09-06T00:00:00Z/2026-09-06T04:00:00Z", "2026-09-05T12:00:00Z")]
    [InlineData("America/Santiago", "Saturday 23:30-00:00", "2026-04-05T02:30:00Z/2026-04-05T04:00:00Z", "2026-04-04T12:00:00Z")]
    // Havana at 1:00 back to midnight: 1 November 2026 has two midnights, and begins with the first.
    [InlineData("America/Havana", "Sunday 00:00-02:00", "2026-11-01T04:00:00Z/2026-11-01T07:00:00Z", "2026-10-31T12:00:00Z")]
    public void A_zone_may_change_when_and_by_as_much_as_it_likes(string zone, string written, string open, string from) =>
        Assert.Equal([open], Open(Hours(zone, written), from, Format(Time(from).AddDays(1.5))));

    [Fact]
    public void Hours_around_a_midnight_that_does_not_occur_are_one_stretch() =>
        Assert.Equal(
            ["2026-09-06T00:00:00Z/2026-09-06T05:00:00Z"],
            Open(Hours("America/Santiago", "Saturday 20:00-00:00", "Sunday 00:00-02:00"), "2026-09-05T12:00:00Z", "2026-09-06T12:00:00Z"));

    [Theory]
    [InlineData("2026-11-23T06:00:00Z", "2026-11-23T07:00:00Z")]
    [InlineData("2026-11-23T07:00:00Z", "2026-11-23T11:00:00Z")]
    [InlineData("2026-11-23T11:00:00Z", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-27T13:00:00Z", "2026-11-30T07:00:00Z")]
    public void The_next_change_is_the_next_opening_or_closing(string after, string change) =>
        Assert.Equal(Time(change), EightToFive.NextChange(Time(after)));

    [Fact]
    public void A_year_of_closed_dates_is_looked_beyond()
    {
        var firstDay = new DateOnly(2026, 1, 1);
        var closed = EightToFive with { Closed = Enumerable.Range(0, 365).Select(firstDay.AddDays).ToHashSet() };

        Assert.Equal(Time("2027-01-01T07:00:00Z"), closed.NextChange(Time("2026-01-01T00:00:00Z")));
    }

    [Fact]
    public void An_office_that_never_closes_or_never_opens_has_no_next_change()
    {
        var always = Hours("Europe/Budapest", [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 00:00-00:00")]);

        Assert.True(always.IsOpen(Time("2026-10-25T01:00:00Z")));
        Assert.Null(always.NextChange(Time("2026-10-20T01:00:00Z")));
        Assert.Null(Hours("Europe/Budapest").NextChange(Time("2026-10-20T01:00:00Z")));
        Assert.Null(Hours("Europe/Budapest", "Monday 12:00-08:00").NextChange(Time("2026-10-20T01:00:00Z")));
    }

    [Fact]
    public void The_ends_of_time_are_no_trouble()
    {
        Assert.False(EightToFive.IsOpen(DateTimeOffset.MaxValue));
        Assert.Null(EightToFive.NextChange(DateTimeOffset.MaxValue));
        Assert.Empty(EightToFive.OpenStretches(DateTimeOffset.MinValue, DateTimeOffset.MinValue));
        Assert.NotNull(EightToFive.NextChange(DateTimeOffset.MinValue));
    }

    [Fact]
    public void Between_two_changes_the_office_stays_as_it_is_and_at_each_it_turns()
    {
        const int Offices = 2_000;
        const ulong Seed = 21;
        output.WriteLine($"seed {Seed}, {Offices} offices");
        var offices =
            from zone in Gen.Elements("Europe/Budapest", "America/Santiago", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
            from quarters in Gen.ArrayOf(Gen.Choose(0, 96), 12)
            from days in Gen.ArrayOf(Gen.Elements(Enum.GetValues<DayOfWeek>()), 6)
            from minute in Gen.Choose(0, 366 * 24 * 60)
            from share in Gen.Choose(0, 99)
            select (
                Hours: Hours(zone, [.. days.Select((day, i) => $"{day} {Quarter(quarters[2 * i] % 96)}-{Quarter(quarters[(2 * i) + 1] % 96)}")]),
                At: Time("2026-01-01T00:00:00Z").AddMinutes(minute),
                share);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Offices).WithReplay(Seed, 1), Prop.ForAll(Arb.From(offices), office =>
        {
            var open = office.Hours.IsOpen(office.At);
            if (office.Hours.NextChange(office.At) is not { } change)
                return true;
            var between = office.At + ((change - office.At) * (office.share / 100.0));
            return change > office.At && office.Hours.IsOpen(between) == open && office.Hours.IsOpen(change) != open;
        }));
    }

    private static string Quarter(int quarter) => TimeOnly.MinValue.AddMinutes(15 * quarter).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static OfficeHours Hours(string zone, params string[] written) => new(
        TimeZoneInfo.FindSystemTimeZoneById(zone),
        written.Select(line => line.Split(' ', '-'))
            .GroupBy(parts => Enum.Parse<DayOfWeek>(parts[0]))
            .ToDictionary(day => day.Key, day => (IReadOnlyList<HoursInterval>)[.. day.Select(p => new HoursInterval(Clock(p[1]), Clock(p[2])))]),
        new HashSet<DateOnly>());

    private static TimeOnly Clock(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    private static string[] Open(OfficeHours hours, string from, string until) =>
        [.. hours.OpenStretches(Time(from), Time(until)).Select(s => $"{Format(s.From)}/{Format(s.Until)}")];

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture).Replace("+00:00", "Z");
}
