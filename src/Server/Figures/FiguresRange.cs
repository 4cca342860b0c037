using System.Globalization;
using Nightbell.Accounts;
using Nightbell.Decisions;
using Nightbell.Platform;

namespace Nightbell.Figures;

/// <summary>Whole days of an account's time zone that figures are about.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Zone">The account's time zone.</param>
public sealed record FiguresRange(DateOnly From, DateOnly To, TimeZoneInfo Zone)
{
    private const int DefaultDays = 30;
    private const int MaxDays = 366;
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The moment at which the first day begins.</summary>
    public DateTimeOffset Beginning => Zone.ToUtc(From, TimeSpan.Zero);

    /// <summary>The moment at which the last day is over.</summary>
    public DateTimeOffset End => Zone.ToUtc(To.AddDays(1), TimeSpan.Zero);

    public IEnumerable<DateOnly> Days => Enumerable.Range(0, To.DayNumber - From.DayNumber + 1).Select(From.AddDays);

    /// <summary>Reads what was asked for; the last 30 days when nothing was.</summary>
    /// <param name="account">Whose time zone counts.</param>
    /// <param name="from">First day, <c>yyyy-MM-dd</c>; null for 30 days with the last one.</param>
    /// <param name="to">Last day, <c>yyyy-MM-dd</c>; null for today.</param>
    /// <param name="now">The present moment.</param>
    /// <exception cref="Problem">400 for what is no day, days in the wrong order, or more than a leap year of them.</exception>
    public static FiguresRange Read(Account account, string? from, string? to, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        var zone = OfficeHoursOfAccounts.ZoneOf(account);
        var check = new Check();
        var last = Day(check, "to", to) ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).Date);
        check.Done();
        var first = Day(check, "from", from) ?? last.AddDays(1 - DefaultDays);
        check.Require(first <= last && last.DayNumber - first.DayNumber < MaxDays, "from", "range");
        check.Done();
        return new FiguresRange(first, last, zone);
    }

    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(Local(moment).Date);

    public DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);

    public bool Contains(DateTimeOffset moment) => moment >= Beginning && moment < End;

    private static DateOnly? Day(Check check, string field, string? text)
    {
        if (text is null)
            return null;

        // The calendar ends, and a day there has no next one.
        if (DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000)
            return day;
        check.Add(field, "date");
        return null;
    }
}
