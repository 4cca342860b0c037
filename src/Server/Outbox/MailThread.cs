using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Outbox;

/// <summary>
/// All mails to one recipient about one conversation are one thread in their mail program: they refer to a root that only names the
/// conversation, and to each other (RFC 5322, 3.6.4). Some mail programs, Gmail among them, ask for the same subject, too.
/// </summary>
/// <param name="References">Without angle brackets, the root first; empty for a mail that is in no thread.</param>
/// <param name="Subject">Of the thread; null where this mail begins it.</param>
public sealed record MailThread(IReadOnlyList<string> References, string? Subject)
{
    /// <summary>RFC 5322, 3.6.5: in every language.</summary>
    private const string Again = "Re: ";

    /// <summary>In these a mail is, or may be, in its recipient's mailbox.</summary>
    private static readonly MailState[] Arrived = [MailState.Accepted, MailState.Captured, MailState.Complained];

    /// <summary>What the subject of this mail is, in its thread.</summary>
    public string Continue(string subject) => Subject is null ? subject
        : Subject.StartsWith(Again, StringComparison.Ordinal) ? Subject
        : Again + Subject;

    /// <summary>The thread that a claimed mail belongs to.</summary>
    public static async Task<MailThread> Of(Unit unit, Claimed claimed, Relay relay)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(relay);
        var (mail, db) = (claimed.Mail, unit.Db);
        if (mail is { Purpose: MailPurpose.Answer, VisitorId: { } visitorId })
        {
            var answers = await db.Mails
                .Where(m => m.VisitorId == visitorId && m.Purpose == MailPurpose.Answer && m.State != MailState.Withdrawn
                    && m.Id != mail.Id && m.QueuedAt <= mail.QueuedAt)
                .OrderBy(m => m.QueuedAt).Select(m => m.Id).ToListAsync();
            return new([$"visitor.{mail.ConversationId:N}@{relay.Domain}", .. answers.Select(relay.MessageId)], await SubjectOf(db, answers));
        }

        if (!claimed.IsAboutOne || claimed.Parts.Count == 0)
            return new([], null);
        var (conversation, recipient) = (claimed.Parts[0].ConversationId, claimed.Parts[0].RecipientId);
        var earlier = await db.MailParts
            .Where(p => p.ConversationId == conversation && p.RecipientId == recipient && !p.Withdrawn
                && p.MailId != mail.Id && p.QueuedAt <= mail.QueuedAt)
            .OrderBy(p => p.QueuedAt)
            .Select(p => new
            {
                p.MailId,

                // A digest has another subject, and is in no thread.
                IsAboutOne = !db.MailParts.Any(o => o.MailId == p.MailId && !o.Withdrawn && o.ConversationId != conversation),
            })
            .ToListAsync();
        return new(
            [$"conversation.{conversation:N}@{relay.Domain}", .. earlier.Select(e => e.MailId).Distinct().Select(relay.MessageId)],
            await SubjectOf(db, [.. earlier.Where(e => e.IsAboutOne).Select(e => e.MailId)]));
    }

    /// <summary>The subject of the first of these mails that arrived and are not erased; null when none did.</summary>
    private static async Task<string?> SubjectOf(Db db, List<Guid> earlier)
    {
        if (earlier.Count == 0)
            return null;
        return await (
            from mail in db.Mails
            join content in db.MailContents on mail.Id equals content.MailId
            where earlier.Contains(mail.Id) && Arrived.Contains(mail.State) && content.Subject != ""
            orderby mail.QueuedAt, mail.Id
            select content.Subject).FirstOrDefaultAsync();
    }
}
