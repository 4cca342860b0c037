using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Visitors;

namespace Nightbell.Outbox;

/// <summary>
/// How often we write to an address that a visitor merely typed: Nightbell is no relay for spam. Counted are the mails to the address,
/// whichever visitors of the account typed it, and the mails to the visitor, whichever addresses they typed. Who has answered from the
/// address is not limited there, and their mails count for nobody.
/// </summary>
public static class VisitorMailLimit
{
    /// <summary>Mails in any <see cref="Span"/> to an address, and to a visitor.</summary>
    public const int MailsInSpan = 5;

    /// <summary>Transcripts in any <see cref="Span"/> to an address that somebody merely typed, and to one that they answered from.</summary>
    public const int TranscriptsInSpan = 2;
    public const int TranscriptsToKnown = 10;

    public static readonly TimeSpan Span = TimeSpan.FromDays(1);

    /// <summary>Mails queued longer ago are not asked for: a mail that waits its turn carries whatever comes meanwhile, and waits no longer.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    /// <summary>
    /// When a mail that is queued now may leave: now, or as soon as fewer than <see cref="MailsInSpan"/> left within a <see cref="Span"/>.
    /// Mails that wait their turn and are saved have theirs first. Make that the mail's <see cref="OutgoingMail.DueAt"/>, and ask again when it is claimed.
    /// </summary>
    public static async Task<DateTimeOffset> NextMailToVisitor(this Unit unit, Visitor visitor, string address)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.HasAnsweredFrom(address) ? unit.Now : Next(unit, await Limited(unit, visitor.Id, address), visitor.Id, address);
    }

    /// <summary>
    /// When a due mail may leave: now, unless the turns changed since it was queued. A mail that was tried before has had its turn.
    /// </summary>
    /// <param name="unit">Holds the account.</param>
    /// <param name="visitor">Whom the mail is for.</param>
    /// <param name="due">The mail, before it is claimed.</param>
    public static async Task<DateTimeOffset> NextMailToVisitor(this Unit unit, Visitor visitor, OutgoingMail due)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(due);
        if (due.Attempts > 0 || visitor.HasAnsweredFrom(due.Address))
            return unit.Now;
        var left = (await Limited(unit, visitor.Id, due.Address)).FindAll(t => t.Mail.Id != due.Id && t.Mail.Attempts > 0);
        return Next(unit, left, visitor.Id, due.Address);
    }

    /// <summary>
    /// When a transcript may be asked for: they are fewer than all mails, so that the answers that somebody wrote still find their way; and one whose
    /// turn has not come is refused, because whoever asked is there to ask again.
    /// </summary>
    public static async Task<DateTimeOffset> NextTranscript(this Unit unit, Visitor visitor, string address)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        var since = unit.Now - Span;
        var asked = await unit.Db.Mails.AsNoTracking()
            .Where(m => m.AccountId == unit.Account.Id && m.Purpose == MailPurpose.Transcript && m.QueuedAt > since && m.State != MailState.Withdrawn)
            .Select(m => new { m.VisitorId, m.Address, m.QueuedAt }).ToListAsync();
        var most = visitor.HasAnsweredFrom(address) ? TranscriptsToKnown : TranscriptsInSpan;
        var turn = asked.Where(m => m.VisitorId == visitor.Id || IsSame(m.Address, address)).OrderByDescending(m => m.QueuedAt)
            .Skip(most - 1).Select(m => m.QueuedAt + Span).FirstOrDefault();
        return new[] { turn, await unit.NextMailToVisitor(visitor, address) }.Max();
    }

    private static DateTimeOffset Next(Unit unit, List<Turn> turns, Guid visitorId, string address)
    {
        var ofVisitor = Next(turns.Where(t => t.Mail.VisitorId == visitorId));
        var ofAddress = Next(turns.Where(t => IsSame(t.Mail.Address, address)));
        return new[] { ofVisitor, ofAddress, unit.Now }.Max();
    }

    private static DateTimeOffset Next(IEnumerable<Turn> turns) =>
        turns.OrderByDescending(t => t.At).Skip(MailsInSpan - 1).Select(t => t.At + Span).FirstOrDefault();

    /// <summary>The mails that count: to this visitor or address, not withdrawn, and not to somebody who answered from there.</summary>
    private static async Task<List<Turn>> Limited(Unit unit, Guid visitorId, string address)
    {
        var since = unit.Now - Memory;
        var mails = await (
            from mail in unit.Db.Mails.AsNoTracking()
            join visitor in unit.Db.Visitors on mail.VisitorId equals visitor.Id
            where mail.AccountId == unit.Account.Id && mail.QueuedAt >= since && mail.State != MailState.Withdrawn
            select new { Mail = mail, visitor.AnsweredFrom }).ToListAsync();

        // Compared here: SQLite folds the case of ASCII only.
        mails.RemoveAll(m => (m.Mail.VisitorId != visitorId && !IsSame(m.Mail.Address, address)) || IsSame(m.AnsweredFrom, m.Mail.Address));
        var ids = mails.Select(m => m.Mail.Id).ToList();
        var tried = await unit.Db.MailAttempts.Where(a => ids.Contains(a.MailId))
            .GroupBy(a => a.MailId).Select(g => new { g.Key, At = g.Min(a => a.At) }).ToDictionaryAsync(g => g.Key, g => g.At);
        return [.. mails.Select(m => new Turn(m.Mail, tried.TryGetValue(m.Mail.Id, out var at) ? at : Planned(m.Mail, unit.Now)))];
    }

    /// <summary>When a mail without an attempt leaves: captured, in hand, or waiting its turn.</summary>
    private static DateTimeOffset Planned(OutgoingMail mail, DateTimeOffset now) =>
        mail.SettledAt ?? (mail.Attempts > 0 ? now : mail.DueAt ?? mail.QueuedAt);

    private static bool IsSame(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A mail, and when it left or is to leave.</summary>
    private sealed record Turn(OutgoingMail Mail, DateTimeOffset At);
}
