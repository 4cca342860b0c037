using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Inbound;

/// <summary>Keeps what came in, and sees to it that whatever a mail does it does once.</summary>
public sealed class KeepMail(Store store)
{
    /// <summary>Most octets that are kept of a mail that is held; the operator sees by them what it was.</summary>
    public const int MaxKeptOctets = 256 * 1024;

    /// <summary>Longest address and subject that are kept, in UTF-16 units.</summary>
    private const int MaxText = 500;

    /// <summary>Runs a unit on an account that does what the mail asks for, unless this mail was here before.</summary>
    /// <param name="accountId">The account it belongs to; null for a mail about nothing we know.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="act">Does it, and says in the row what was done; like every unit it may run again.</param>
    /// <param name="cancel">Ends the waiting for the database.</param>
    /// <returns>The mail's row: a new one, or that of the first time.</returns>
    /// <exception cref="Problem">404 when the account is no more.</exception>
    public async Task<InboundMail> Once(
        Guid? accountId, ArrivedMail mail, InboundKind kind, Func<Unit, InboundMail, Task> act, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            return accountId is { } id
                ? await store.Write(id, unit => Do(unit), cancel)
                : await store.WriteOutside(Do, cancel);
        }
        catch (DbUpdateException) when (!cancel.IsCancellationRequested)
        {
            // Two servers were given it at the same moment, and belong to no account that would have held one of them back.
            if (await Known(mail, cancel) is { } first)
                return first;
            throw;
        }

        async Task<InboundMail> Do(Unit unit)
        {
            if (await unit.Db.InboundMails.AsNoTracking().SingleOrDefaultAsync(m => m.Digest == mail.Digest, cancel) is { } earlier)
                return earlier;
            var row = new InboundMail
            {
                Id = unit.Now.NewId(),
                AccountId = accountId,
                At = unit.Now,
                Digest = mail.Digest,
                Kind = kind,
                From = Cut(mail.Mail.Headers.Find("From")),
                Subject = Cut(mail.Mail.Headers.Find("Subject")),
                Octets = mail.Raw.Length,
            };
            await act(unit, row);
            row.Raw = row.IsHeld ? mail.Raw.Span[..Math.Min(mail.Raw.Length, MaxKeptOctets)].ToArray() : null;
            if (row.MailId is { } about && await IsOfErased(unit, about))
            {
                // It is too late to do anything about it, and whoever looked at it would read of them.
                (row.Kind, row.From, row.Subject, row.Raw) = (kind, null, null, null);
                row.Outcome = row.IsHeld ? InboundOutcome.Noted : row.Outcome;
            }

            unit.Db.Add(row);
            return row;
        }
    }

    /// <summary>Whether the mail went to a visitor who is erased, or told of them.</summary>
    private static Task<bool> IsOfErased(Unit unit, Guid mailId) => unit.Db.Mails.AnyAsync(m => m.Id == mailId
        && (unit.Db.Visitors.Any(v => v.Id == m.VisitorId && v.ErasedAt != null)
            || unit.Db.Conversations.Any(c => c.Id == m.ConversationId && c.ErasedAt != null)
            || unit.Db.MailParts.Any(p => p.MailId == m.Id && unit.Db.Conversations.Any(c => c.Id == p.ConversationId && c.ErasedAt != null))));

    /// <summary>The row of a mail that was here before; null for a new one.</summary>
    public async Task<InboundMail?> Known(ArrivedMail mail, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mail);
        await using var db = store.Read();
        return await db.InboundMails.SingleOrDefaultAsync(m => m.Digest == mail.Digest, cancel);
    }

    /// <summary>Short, and without what PostgreSQL keeps in no text: NUL and lone surrogates.</summary>
    private static string? Cut(string? field)
    {
        if (field is null)
            return null;
        var cut = field.Length > MaxText ? field[..MaxText] : field;
        return string.Concat(cut.EnumerateRunes().Where(r => r.Value != 0 && !System.Text.Rune.IsControl(r)).Select(r => r.ToString()));
    }
}
