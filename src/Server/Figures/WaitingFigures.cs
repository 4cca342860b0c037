using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Platform;

namespace Nightbell.Figures;

/// <summary>How long visitors waited until somebody accepted, and until somebody answered, day by day.</summary>
/// <remarks>
/// A wait begins with a visitor's message that follows an agent's, or nothing, and ends with an agent's. It counts on the day it began.
/// Who had already accepted accepts a further message of the visitor at once.
/// </remarks>
public static class WaitingFigures
{
    private static readonly string[] Columns =
        ["day", "waits", "accepted", "medianSecondsToAccept", "p90SecondsToAccept", "answered", "medianSecondsToAnswer", "p90SecondsToAnswer", "toldOffline", "toldUnaccepted"];

    public static async Task<Answer> Read(Db db, Account account, FiguresRange range, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(range);
        var waits = await Waits(db, account.Id, range, cancel);
        var days = waits.ToLookup(w => range.DayOf(w.From));
        return new Answer(range.From, range.To, range.Zone.Id, [.. range.Days.Select(d => DayOf(d, [.. days[d]]))]);
    }

    public static IResult File(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Csv.File($"waiting-{answer.From:yyyy-MM-dd}-{answer.To:yyyy-MM-dd}", Columns, answer.Days.Select(d => (IReadOnlyList<object?>)
        [
            d.Day, d.Waits, d.Accepted.Count, d.Accepted.MedianSeconds, d.Accepted.P90Seconds, d.Answered.Count, d.Answered.MedianSeconds, d.Answered.P90Seconds,
            d.ToldOffline, d.ToldUnaccepted,
        ]));
    }

    private static async Task<List<Wait>> Waits(Db db, Guid accountId, FiguresRange range, CancellationToken cancel)
    {
        var (from, end) = (range.Beginning, range.End);
        var written = db.Conversations.Where(c => c.AccountId == accountId && db.Messages.Any(m => m.ConversationId == c.Id && m.At >= from && m.At < end));
        var assignments = (await (
            from a in db.Assignments
            join c in written on a.ConversationId equals c.Id
            where a.AcceptedAt != null
            orderby a.AcceptedAt
            select new { a.ConversationId, At = a.AcceptedAt!.Value, a.EndedAt }).ToListAsync(cancel)).ToLookup(a => a.ConversationId);
        var told = (await (
            from p in db.MailParts
            join c in written on p.ConversationId equals c.Id
            where !p.Withdrawn
            select new { p.ConversationId, p.Kind, p.QueuedAt }).ToListAsync(cancel)).ToLookup(p => p.ConversationId);
        var messages = (
            from m in db.Messages
            join c in written on m.ConversationId equals c.Id
            where m.From != MessageFrom.System
            orderby m.ConversationId, m.Number
            select new { m.ConversationId, m.From, m.At }).AsAsyncEnumerable();

        var waits = new List<Wait>();
        Wait? open = null;
        Guid current = default;
        await foreach (var message in messages.WithCancellation(cancel))
        {
            if (message.ConversationId != current)
                (current, open) = (message.ConversationId, null);
            if (message.From == MessageFrom.Agent)
            {
                if (open is not null)
                    open.AnsweredAt = message.At;
                open = null;
                continue;
            }

            if (open is not null)
                continue;
            open = new Wait(current, message.At);
            if (range.Contains(message.At))
                waits.Add(open);
        }

        foreach (var wait in waits)
        {
            var until = wait.AnsweredAt ?? DateTimeOffset.MaxValue;
            var accepted = assignments[wait.ConversationId].FirstOrDefault(a => a.At <= until && !(a.EndedAt <= wait.From));
            wait.AcceptedAt = accepted is null ? null : accepted.At > wait.From ? accepted.At : wait.From;
            var mails = told[wait.ConversationId].Where(p => p.QueuedAt >= wait.From && p.QueuedAt <= until).ToList();
            wait.ToldOffline = mails.Exists(p => p.Kind == NoticeKind.OfflineMessage);
            wait.ToldUnaccepted = mails.Exists(p => p.Kind == NoticeKind.UnacceptedConversation);
        }

        return waits;
    }

    private static DayItem DayOf(DateOnly day, IReadOnlyList<Wait> waits) => new(
        day,
        waits.Count,
        Durations.Of(waits.Where(w => w.AcceptedAt is not null).Select(w => w.AcceptedAt!.Value - w.From)),
        Durations.Of(waits.Where(w => w.AnsweredAt is not null).Select(w => w.AnsweredAt!.Value - w.From)),
        waits.Count(w => w.ToldOffline),
        waits.Count(w => w.ToldUnaccepted));

    /// <summary>One wait of one visitor.</summary>
    private sealed class Wait(Guid conversationId, DateTimeOffset from)
    {
        public Guid ConversationId => conversationId;

        public DateTimeOffset From => from;

        public DateTimeOffset? AcceptedAt { get; set; }

        public DateTimeOffset? AnsweredAt { get; set; }

        public bool ToldOffline { get; set; }

        public bool ToldUnaccepted { get; set; }
    }

    public sealed record Answer(DateOnly From, DateOnly To, string TimeZone, IReadOnlyList<DayItem> Days);

    /// <param name="Day">In the account's time zone.</param>
    /// <param name="Waits">Waits that began that day.</param>
    /// <param name="Accepted">How long until somebody accepted; those whom nobody has are left out.</param>
    /// <param name="Answered">How long until somebody answered; those whom nobody has are left out.</param>
    /// <param name="ToldOffline">Waits of which somebody was e-mailed as an offline message.</param>
    /// <param name="ToldUnaccepted">Waits of which somebody was e-mailed as an unaccepted conversation.</param>
    public sealed record DayItem(DateOnly Day, int Waits, Durations Accepted, Durations Answered, int ToldOffline, int ToldUnaccepted);
}

/// <summary>How long something took, over many.</summary>
/// <param name="Count">Of how many.</param>
/// <param name="MedianSeconds">Half took at most so long (nearest rank); null of none.</param>
/// <param name="P90Seconds">Nine of ten took at most so long (nearest rank); null of none.</param>
public sealed record Durations(int Count, long? MedianSeconds, long? P90Seconds)
{
    private const double Median = 0.5;
    private const double P90 = 0.9;

    public static Durations Of(IEnumerable<TimeSpan> durations)
    {
        var sorted = durations.Select(d => (long)Math.Max(0, d.TotalSeconds)).Order().ToList();
        return new Durations(sorted.Count, Rank(sorted, Median), Rank(sorted, P90));
    }

    private static long? Rank(List<long> sorted, double part) =>
        sorted.Count == 0 ? null : sorted[(int)Math.Ceiling(part * sorted.Count) - 1];
}
