using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Mail.Reports;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Figures;

/// <summary>What became of mails, and why some failed.</summary>
public static class MailFigures
{
    private static readonly string[] Columns = ["state", "cause", "count"];

    public static async Task<Answer> Read(Db db, Account account, FiguresRange range, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(range);
        var (from, end) = (range.Beginning, range.End);
        var counts = await db.Mails
            .Where(m => m.AccountId == account.Id && m.QueuedAt >= from && m.QueuedAt < end)
            .GroupBy(m => new { m.State, m.Cause })
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancel);
        return new Answer(
            range.From,
            range.To,
            range.Zone.Id,
            [.. counts.OrderBy(c => c.Key.State).ThenByDescending(c => c.Count).ThenBy(c => c.Key.Cause).Select(c => new MailCount(c.Key.State, c.Key.Cause, c.Count))]);
    }

    public static IResult File(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Csv.File($"mails-{answer.From:yyyy-MM-dd}-{answer.To:yyyy-MM-dd}", Columns, answer.Mails.Select(m => (IReadOnlyList<object?>)
            [Json.Name(m.State), m.Cause is { } cause ? Causes.Name(cause) : null, m.Count]));
    }

    public sealed record Answer(DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<MailCount> Mails);

    /// <param name="State">What became of them.</param>
    /// <param name="Cause">Why they failed, or are put off; null where they did neither.</param>
    /// <param name="Count">How many.</param>
    public sealed record MailCount(MailState State, Cause? Cause, int Count);
}
