using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>When the office is open (package Pro): outside, the team counts as offline whatever the agents' status.</summary>
public static class ChangeOfficeHours
{
    private const int MaxIntervalsPerDay = 10;

    /// <summary>A leap year of closed days.</summary>
    private const int MaxClosedDays = 366;

    public static void MapRead(IEndpointRouteBuilder api) =>
        api.MapGet("/settings/office-hours", Read).Needs(Scopes.SettingsRead).WithSummary("Office hours (package Pro)")
            .ProducesProblem(StatusCodes.Status403Forbidden);

    public static void Map(IEndpointRouteBuilder full) =>
        full.MapPut("/settings/office-hours", Change).Needs(Scopes.SettingsWrite).WithSummary("Set the office hours (package Pro)");

    private static async Task<Ok<OfficeHoursBody>> Read(Me me, Store store, Settings settings)
    {
        await using var db = store.Read();
        var account = await db.Accounts.SingleAsync(a => a.Id == me.AccountId);
        return settings.Package(account.Package).OfficeHours
            ? TypedResults.Ok(OfficeHoursOfAccounts.Written(account))
            : throw Problem.Forbidden("not_in_package");
    }

    private static async Task<Ok<OfficeHoursBody>> Change(OfficeHoursBody request, Me me, Store store)
    {
        var check = new Check();
        check.TimeZone("timeZone", request.TimeZone);
        CheckDays(check, request.Days);
        CheckClosed(check, request.Closed);
        check.Done();
        var hours = request with
        {
            Days = OfficeHoursOfAccounts.DayNames.ToDictionary(
                d => d,
                d => (IReadOnlyList<OfficeHoursInterval>)
                    [.. request.Days.GetValueOrDefault(d, []).OrderBy(i => i.From, StringComparer.Ordinal)],
                StringComparer.Ordinal),
            Closed = [.. request.Closed.Order(StringComparer.Ordinal)],
        };
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            if (!unit.Package.OfficeHours)
                throw Problem.Forbidden("not_in_package");
            unit.NoteChange(me, "officeHours", OfficeHoursOfAccounts.Written(unit.Account), hours);
            await unit.KeepPastHours();
            unit.Account.OfficeHoursEnabled = hours.Enabled;
            unit.Account.TimeZone = hours.TimeZone;
            unit.Account.OfficeHours = JsonSerializer.Serialize(hours, Json.Options);
            unit.Emit("settings", new { });
            await unit.RefreshTeams();
            await unit.WakeWaiting();
            return hours;
        }));
    }

    private static void CheckDays(Check check, IReadOnlyDictionary<string, IReadOnlyList<OfficeHoursInterval>> days)
    {
        foreach (var (day, intervals) in days)
        {
            var field = $"days.{day}";
            if (!OfficeHoursOfAccounts.DayNames.Contains(day))
                check.Add(field, "unknown");
            else if (intervals is null || intervals.Any(i => i is null))
                check.Add(field, "required");
            else if (intervals.Count > MaxIntervalsPerDay)
                check.Add(field, "too_many");
            else
                CheckIntervals(check, field, intervals);
        }
    }

    private static void CheckIntervals(Check check, string field, IReadOnlyList<OfficeHoursInterval> intervals)
    {
        var read = new List<(int From, int To)>();
        for (var i = 0; i < intervals.Count; i++)
        {
            var (from, to) = (Minutes(intervals[i].From), Minutes(intervals[i].To, asEnd: true));
            check.Require(from is not null, $"{field}[{i}].from", "time");
            check.Require(to is not null, $"{field}[{i}].to", "time");
            check.Require(from is null || to is null || from < to, $"{field}[{i}].to", "order");
            if (from < to)
                read.Add((from.Value, to.Value));
        }

        read.Sort();
        check.Require(read.Zip(read.Skip(1)).All(pair => pair.First.To <= pair.Second.From), field, "overlap");
    }

    private static void CheckClosed(Check check, IReadOnlyList<string> closed)
    {
        check.Require(closed.Count <= MaxClosedDays, "closed", "too_many");
        check.Require(closed.Distinct(StringComparer.Ordinal).Count() == closed.Count, "closed", "duplicate");
        for (var i = 0; i < closed.Count; i++)
        {
            check.Require(
                DateOnly.TryParseExact(closed[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
                $"closed[{i}]",
                "date");
        }
    }

    /// <summary>Minutes since midnight; null when the text is no time of the form HH:MM.</summary>
    private static int? Minutes(string text, bool asEnd = false)
    {
        if (asEnd && text == OfficeHoursOfAccounts.EndOfDay)
            return 24 * 60;
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 60) + time.Minute
            : null;
    }
}
