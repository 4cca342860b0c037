using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Platform;

namespace Nightbell.Figures;

/// <summary>What became of notifications: how often somebody was told, and for which reason others were not.</summary>
public static class NoticeFigures
{
    private static readonly string[] Columns = ["kind", "verdict", "reason", "count"];

    /// <summary>Counts what was decided: a mail each time, and of other verdicts the last of each person and conversation.</summary>
    public static async Task<Answer> Read(Db db, Account account, FiguresRange range, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(range);
        var (from, end) = (range.Beginning, range.End);
        var counts = await db.Notices
            .Where(n => n.AccountId == account.Id && n.DecidedAt >= from && n.DecidedAt < end && (n.Current || n.Verdict == Verdict.Send))
            .GroupBy(n => new { n.Kind, n.Verdict, n.Reason })
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancel);
        return new Answer(
            range.From,
            range.To,
            range.Zone.Id,
            [.. counts.OrderBy(c => c.Key.Kind).ThenBy(c => c.Key.Verdict).ThenByDescending(c => c.Count).ThenBy(c => c.Key.Reason)
                .Select(c => new NoticeCount(c.Key.Kind, c.Key.Verdict, c.Key.Reason.ToString(), c.Count))]);
    }

    public static IResult File(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Csv.File($"notices-{answer.From:yyyy-MM-dd}-{answer.To:yyyy-MM-dd}", Columns, answer.Outcomes.Select(o => (IReadOnlyList<object?>)
            [Json.Name(o.Kind), Json.Name(o.Verdict), o.Reason, o.Count]));
    }

    public sealed record Answer(DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<NoticeCount> Outcomes);

    public sealed record NoticeCount(NoticeKind Kind, Verdict Verdict, string Reason, int Count);
}
