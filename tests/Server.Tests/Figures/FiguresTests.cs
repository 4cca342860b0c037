using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Figures;

/// <summary>The figures behind the page "Reports": of the account alone, by its own days.</summary>
public sealed class FiguresTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Waiting_is_counted_from_the_first_message_to_the_acceptance_and_the_answer(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (first, second, third) = (s.Visitor(), s.Visitor(), s.Visitor());
        await first.Writes("Hello");
        await first.Writes("Hello?");
        await second.Writes("Good day");
        await third.Writes("Nobody answers me");
        await s.At("3:00");
        await anna.Accepts(first);
        await s.At("4:00");
        await anna.Answers(first, "Here I am.");
        await first.Writes("One thing more");
        await s.At("10:00");
        await anna.Answers(second, "Good day.");
        await anna.Answers(first, "Yes?");

        var day = Assert.Single(await Days(anna), d => d.GetProperty("waits").GetInt32() > 0);
        Assert.Equal(s.Moment("0:00").ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), day.GetProperty("day").GetString());
        Assert.Equal(4, day.GetProperty("waits").GetInt32());
        // Anna is on no device: her acceptance ends with her answer, and she accepts anew with the next one, six minutes later.
        Assert.Equal((3, 360L, 600L), Durations(day, "accepted"));
        Assert.Equal((3, 360L, 600L), Durations(day, "answered"));
        Assert.Equal(4, day.GetProperty("toldOffline").GetInt32());
        Assert.Equal(0, day.GetProperty("toldUnaccepted").GetInt32());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Messages_stand_at_the_weekday_and_hour_of_the_accounts_time_zone(string database)
    {
        await using var s = await Story.Begin(database, from: new DateTimeOffset(2026, 3, 29, 0, 30, 0, TimeSpan.Zero));
        var anna = await s.Agent("Anna");
        await s.SetsOfficeHours("Europe/Budapest", ["monday"], ("08:00", "17:00"));
        var visitor = s.Visitor();
        await visitor.Writes("At half past one, summer time comes at two");
        await s.Advance("1:00:00");
        await visitor.Writes("At half past three");
        await anna.Answers(visitor, "Good night.");

        var report = (await anna.Api.Get("/api/reports/messages?from=2026-03-29&to=2026-03-29")).Is(200).Json;

        Assert.Equal("Europe/Budapest", report.GetProperty("timeZone").GetString());
        Assert.Equal(168, report.GetProperty("hours").GetArrayLength());
        var written = report.GetProperty("hours").EnumerateArray().Where(h => h.GetProperty("visitorMessages").GetInt32() > 0).ToList();
        Assert.Equal(["sunday 1 1", "sunday 3 1"], written.Select(h => $"{h.GetProperty("weekday").GetString()} {h.GetProperty("hour")} {h.GetProperty("offlineMessages")}"));
        Assert.Equal(1, written[1].GetProperty("agentMessages").GetInt32());
        Assert.Equal("08:00", report.GetProperty("officeHours").GetProperty("days").GetProperty("monday")[0].GetProperty("from").GetString());
        Assert.All(
            (await anna.Api.Get("/api/reports/messages?from=2026-03-30&to=2026-03-30")).Is(200).Json.GetProperty("hours").EnumerateArray(),
            h => Assert.Equal(0, h.GetProperty("visitorMessages").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Notifications_are_counted_by_outcome_and_failed_mails_by_cause_and_each_is_a_file(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.Refuses(bela.Email, "552 5.2.2 Mailbox full");
        await s.Visitor().Writes("Hello");
        await s.At("5:00");

        var outcomes = (await anna.Api.Get("/api/reports/notices")).Is(200).Json.GetProperty("outcomes").EnumerateArray()
            .Select(o => $"{o.GetProperty("verdict").GetString()} {o.GetProperty("reason").GetString()} {o.GetProperty("count")}").ToList();
        Assert.Equal(["send OfflineMessage 2", "skip AlreadyTold 1", "skip MailFailed 1"], outcomes);
        var mails = (await anna.Api.Get("/api/reports/mails")).Is(200).Json.GetProperty("mails").EnumerateArray()
            .Select(m => $"{m.GetProperty("state").GetString()} {m.GetProperty("cause")} {m.GetProperty("count")}").ToList();
        Assert.Contains("bounced mailbox_full 1", mails);

        foreach (var (name, line) in new[] { ("waiting", "day,waits,"), ("messages", "weekday,hour,"), ("notices", "offline_message,skip,MailFailed,1"), ("mails", "bounced,mailbox_full,1") })
        {
            var file = (await anna.Api.Get($"/api/reports/{name}?format=csv")).Is(200);
            Assert.Contains(file.Text.Split("\r\n"), l => l.StartsWith(line, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_neighbour_sees_nothing_of_it_and_impossible_days_are_named(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        await using var neighbour = s.Neighbour();
        var nora = await neighbour.Agent("Nora");
        await s.Visitor().Writes("Hello");
        await s.At("5:00");

        Assert.All(await Days(nora), d => Assert.Equal(0, d.GetProperty("waits").GetInt32()));
        Assert.Empty((await nora.Api.Get("/api/reports/notices")).Is(200).Json.GetProperty("outcomes").EnumerateArray());
        foreach (var name in new[] { "waiting", "messages", "notices", "mails" })
        {
            foreach (var wrong in new[] { "from=yesterday", "to=2026-02-30", "from=0001-01-01&to=0001-01-02", "from=2026-03-02&to=2026-03-01", "from=2020-01-01&to=2026-01-01", "format=xml" })
                (await nora.Api.Get($"/api/reports/{name}?{wrong}")).IsProblem(400);
        }
    }

    private static async Task<List<JsonElement>> Days(Agent agent)
    {
        var report = (await agent.Api.Get("/api/reports/waiting")).Is(200).Json;
        var days = report.GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(30, days.Count);
        return days;
    }

    private static (int Count, long Median, long P90) Durations(JsonElement day, string of)
    {
        var durations = day.GetProperty(of);
        return (durations.GetProperty("count").GetInt32(), durations.GetProperty("medianSeconds").GetInt64(), durations.GetProperty("p90Seconds").GetInt64());
    }
}
