using System.Globalization;
using System.Text.Json;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>Written office hours of one account, as the API has them.</summary>
public sealed record OfficeHoursBody(
    bool Enabled,
    string TimeZone,
    IReadOnlyDictionary<string, IReadOnlyList<OfficeHoursInterval>> Days,
    IReadOnlyList<string> Closed);

/// <summary><c>HH:MM</c>, local time; <c>To</c> may be <c>24:00</c>, the end of the day.</summary>
public sealed record OfficeHoursInterval(string From, string To);

public static class OfficeHoursOfAccounts
{
    public const string EndOfDay = "24:00";

    /// <summary>The names of the days, Monday first.</summary>
    public static readonly IReadOnlyList<string> DayNames =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>The hours that count for the account now; null when none do (switched off, or not in the package).</summary>
    public static OfficeHours? OfficeHours(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return Of(unit.Account, unit.Package);
    }

    /// <inheritdoc cref="OfficeHours(Unit)"/>
    public static OfficeHours? Of(Account account, PackageSettings package)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(package);
        if (!account.OfficeHoursEnabled || !package.OfficeHours || account.OfficeHours is null)
            return null;
        var written = Written(account);
        return new OfficeHours(
            ZoneOf(account),
            written.Days.ToDictionary(
                d => Enum.Parse<DayOfWeek>(d.Key, ignoreCase: true),
                d => (IReadOnlyList<HoursInterval>)[.. d.Value.Select(i => new HoursInterval(Time(i.From), Time(i.To)))]),
            written.Closed.Select(d => DateOnly.ParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToHashSet());
    }

    /// <summary>A zone that this machine no longer knows, after an upgrade, counts as UTC: hours that are off lose nobody.</summary>
    public static TimeZoneInfo ZoneOf(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return TimeZoneInfo.TryFindSystemTimeZoneById(account.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    public static OfficeHoursBody Written(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.OfficeHours is { } json
            ? JsonSerializer.Deserialize<OfficeHoursBody>(json, Json.Options)!
            : new OfficeHoursBody(
                account.OfficeHoursEnabled,
                account.TimeZone,
                DayNames.ToDictionary(d => d, _ => (IReadOnlyList<OfficeHoursInterval>)[], StringComparer.Ordinal),
                []);
    }

    private static TimeOnly Time(string text) =>
        text == EndOfDay ? TimeOnly.MinValue : TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
