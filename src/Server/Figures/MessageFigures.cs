using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Figures;

/// <summary>When visitors write, by weekday and hour of the account's time zone, beside the written office hours.</summary>
public static class MessageFigures
{
    private const int HoursADay = 24;
    private static readonly string[] Columns = ["weekday", "hour", "visitorMessages", "offlineMessages", "agentMessages"];

    public static async Task<Answer> Read(Db db, Account account, FiguresRange range, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(range);
        var (from, end) = (range.Beginning, range.End);
        var counts = new (int Visitor, int Offline, int Agent)[OfficeHoursOfAccounts.DayNames.Count * HoursADay];
        var messages = db.Messages.Where(m => m.AccountId == account.Id && m.At >= from && m.At < end && m.From != MessageFrom.System)
            .Select(m => new { m.At, m.From, m.Offline }).AsAsyncEnumerable();
        await foreach (var message in messages.WithCancellation(cancel))
        {
            var local = range.Local(message.At);
            ref var count = ref counts[(Monday(local.DayOfWeek) * HoursADay) + local.Hour];
            if (message.From == MessageFrom.Agent)
                count.Agent++;
            else
                count.Visitor++;
            if (message is { From: MessageFrom.Visitor, Offline: true })
                count.Offline++;
        }

        return new Answer(
            range.From,
            range.To,
            range.Zone.Id,
            [.. counts.Select((c, i) => new HourItem(OfficeHoursOfAccounts.DayNames[i / HoursADay], i % HoursADay, c.Visitor, c.Offline, c.Agent))],
            OfficeHoursOfAccounts.Written(account));
    }

    public static IResult File(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Csv.File($"messages-{answer.From:yyyy-MM-dd}-{answer.To:yyyy-MM-dd}", Columns, answer.Hours.Select(h => (IReadOnlyList<object?>)
            [h.Weekday, h.Hour, h.VisitorMessages, h.OfflineMessages, h.AgentMessages]));
    }

    /// <summary>0 for Monday.</summary>
    private static int Monday(DayOfWeek day) => ((int)day + 6) % 7;

    /// <param name="From">First day.</param>
    /// <param name="To">Last day.</param>
    /// <param name="TimeZone">IANA name.</param>
    /// <param name="Hours">All 168 hours of a week, Monday first.</param>
    /// <param name="OfficeHours">As they are written now.</param>
    public sealed record Answer(DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<HourItem> Hours, OfficeHoursBody OfficeHours);

    /// <param name="Weekday">Its English name, as office hours have it.</param>
    /// <param name="Hour">0 to 23.</param>
    /// <param name="VisitorMessages">What visitors wrote in that hour.</param>
    /// <param name="OfflineMessages">Those of them to whom the team was shown as offline.</param>
    /// <param name="AgentMessages">What agents wrote.</param>
    public sealed record HourItem(string Weekday, int Hour, int VisitorMessages, int OfflineMessages, int AgentMessages);
}
