using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Notices;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Outbox;

/// <summary>Puts mails into the outbox, in the unit that decided on them.</summary>
public static class QueueMail
{
    /// <summary>Why a mail was withdrawn, when no reason of the ladder is behind it.</summary>
    public const string ReplacedByNewer = "Newer";
    public const string ReplacedByDigest = "Digest";

    /// <summary>
    /// Queues what recipients are to be told: one mail per address and conversation, which withdraws an older one that has not left
    /// and carries its messages; or one digest, when an address has more than <see cref="Settings.DigestAbove"/> unsent at once, or had so
    /// many mails that <see cref="HoldFlood"/> holds the next one back.
    /// </summary>
    public static async Task QueueNews(this Unit unit, AccountFacts facts, IReadOnlyList<News> news)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(news);
        if (news.Count == 0)
            return;
        var unsent = await Unsent(unit);
        var left = await unit.MailsOfTheHour([.. news.Select(n => n.Recipient.Address).Distinct(StringComparer.Ordinal)]);
        foreach (var ofAddress in news.GroupBy(n => n.Recipient.Address, StringComparer.OrdinalIgnoreCase))
        {
            var waiting = unsent.Where(u => string.Equals(u.Mail.Address, ofAddress.Key, StringComparison.OrdinalIgnoreCase)).ToList();
            var held = Held(unit, waiting, left[ofAddress.Key]);
            var parts = ofAddress.Select(n => PartFor(unit, n, waiting)).ToList();
            WithdrawEmpty(unit, waiting.Where(u => u.Mail != held), ReplacedByNewer);
            waiting.RemoveAll(u => u.Part.Withdrawn);
            if (held is null)
                Queue(unit, ofAddress.First().Recipient, parts, waiting, left[ofAddress.Key]);
            else
                parts.ForEach(p => p.MailId = held.Id);
            unit.Db.AddRange(parts);
        }
    }

    /// <summary>Queues a mail that is no notification. A token it needs is made from the secret when it is written.</summary>
    public static OutgoingMail QueueLetter(
        this Unit unit, MailPurpose purpose, string address, string? name, string locale, Guid? agentId = null, Guid? secretId = null, Guid? conversationId = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var mail = new OutgoingMail
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            Purpose = purpose,
            Address = address,
            Name = name,
            Locale = locale,
            AgentId = agentId,
            ConversationId = conversationId,
            SecretId = secretId,
            QueuedAt = unit.Now,
            DueAt = unit.Now,
        };
        unit.Db.Add(mail);
        unit.EmitMail(mail);
        return mail;
    }

    /// <summary>Queues a mail to a visitor that says what was said in their conversation: messages after one, up to another.</summary>
    public static void QueueToVisitor(
        this Unit unit, MailPurpose purpose, Visitor visitor, Conversation conversation, string address, long? after, long upTo, DateTimeOffset dueAt)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(conversation);
        var mail = new OutgoingMail
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            Purpose = purpose,
            Address = address,
            Locale = Texts.KnownToVisitors($"{visitor.Locale},{unit.Account.Locale}"),
            VisitorId = visitor.Id,
            ConversationId = conversation.Id,
            After = after,
            UpTo = upTo,
            QueuedAt = unit.Now,
            DueAt = dueAt,
        };
        unit.Db.Add(mail);
        unit.EmitMail(mail, conversation.Id);
    }

    /// <summary>Tells of a mail's state.</summary>
    /// <param name="unit">Holds the mail's account.</param>
    /// <param name="mail">Its new state set.</param>
    /// <param name="conversationId">The one conversation that its parts are of; what the mail itself is about needs no saying.</param>
    public static void EmitMail(this Unit unit, OutgoingMail mail, Guid? conversationId = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        unit.Emit("mail", new MailEvent(mail.Id, mail.State, conversationId ?? mail.ConversationId), Audience.FullAccess);
    }

    /// <summary>The conversation that a mail's parts are of, where that is one.</summary>
    public static async Task<Guid?> ConversationOfParts(this Unit unit, OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        var ids = await unit.Db.MailParts.Where(p => p.MailId == mail.Id && !p.Withdrawn).Select(p => p.ConversationId).Distinct().Take(2).ToListAsync();
        return ids is [var only] ? only : null;
    }

    /// <summary>Withdraws the mails whose every part is withdrawn.</summary>
    public static void WithdrawEmpty(Unit unit, IEnumerable<SentPart> parts, string because)
    {
        ArgumentNullException.ThrowIfNull(unit);
        foreach (var ofMail in parts.GroupBy(p => p.Mail).Where(g => g.All(p => p.Part.Withdrawn || p.Part.MailId != g.Key.Id)))
        {
            unit.Withdraw(ofMail.Key, because, ofMail.First().Part.ConversationId);
        }
    }

    /// <summary>A mail that is not in hand will not be sent.</summary>
    public static void Withdraw(this Unit unit, OutgoingMail mail, string because, Guid? conversationId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        mail.State = MailState.Withdrawn;
        mail.WithdrawnBecause = because;
        mail.SettledAt = unit.Now;
        mail.DueAt = null;
        mail.ClaimedBy = null;
        mail.ClaimedUntil = null;
        unit.EmitMail(mail, conversationId);
    }

    private static async Task<List<SentPart>> Unsent(Unit unit) =>
        [.. (await (
            from mail in unit.Db.Mails.AsTracking()
            join part in unit.Db.MailParts.AsTracking() on mail.Id equals part.MailId
            where mail.AccountId == unit.Account.Id && mail.DueAt != null && !part.Withdrawn
                && (mail.State == MailState.Queued || mail.State == MailState.Deferred)
            select new { part, mail }).ToListAsync()).Select(u => new SentPart(u.part, u.mail))];

    /// <summary>What the new mail tells; an older part that has not left is withdrawn, and its messages stay marked as new.</summary>
    private static MailPart PartFor(Unit unit, News news, List<SentPart> waiting)
    {
        var conversationId = news.Gathered.Conversation.Id;
        var newFrom = news.Decision.Messages![0];
        foreach (var older in waiting.Where(u => u.Part.ConversationId == conversationId && u.Part.RecipientId == news.Recipient.Id))
        {
            older.Part.Withdrawn = true;
            newFrom = Math.Min(newFrom, older.Part.NewFrom);
        }

        return new MailPart
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            ConversationId = conversationId,
            RecipientId = news.Recipient.Id,
            Kind = news.Decision.Kind,
            Reason = news.Decision.Reason,
            NewFrom = newFrom,
            UpTo = news.Decision.Messages[^1],
            QueuedAt = unit.Now,
        };
    }

    /// <summary>The digest that waits for the hour to have room, also at the very moment at which it has; null for none.</summary>
    private static OutgoingMail? Held(Unit unit, List<SentPart> waiting, IEnumerable<DateTimeOffset> left)
    {
        var untried = waiting.Find(u => u.Mail is { Purpose: MailPurpose.Digest, Attempts: 0 })?.Mail;
        return untried?.DueAt > unit.Now || unit.HeldUntil(left, 1) is not null ? untried : null;
    }

    private static void Queue(Unit unit, Recipient recipient, List<MailPart> parts, List<SentPart> waiting, IEnumerable<DateTimeOffset> left)
    {
        var mine = parts.Select(p => p.ConversationId).Distinct().ToList();
        var many = mine.Concat(waiting.Select(u => u.Part.ConversationId)).Distinct().Count() > unit.Settings.DigestAbove;

        // A digest that is held back carries what has not had its turn; mails that are being tried again have, and stay as they are.
        if (unit.HeldUntil(left, many ? 1 : mine.Count) is { } until)
            QueueDigest(unit, recipient, parts, [], until);
        else if (many)
            QueueDigest(unit, recipient, parts, waiting, unit.Now);
        else
            QueueOneByOne(unit, recipient, parts);
    }

    private static void QueueOneByOne(Unit unit, Recipient recipient, List<MailPart> parts)
    {
        foreach (var ofConversation in parts.GroupBy(p => p.ConversationId))
        {
            var mail = NewMail(unit, MailPurpose.Notification, recipient, unit.Now);
            foreach (var part in ofConversation)
                part.MailId = mail.Id;
            unit.EmitMail(mail, ofConversation.Key);
        }
    }

    private static void QueueDigest(Unit unit, Recipient recipient, List<MailPart> parts, List<SentPart> waiting, DateTimeOffset dueAt)
    {
        var digest = waiting.FirstOrDefault(u => u.Mail is { Purpose: MailPurpose.Digest, Attempts: 0 })?.Mail;
        if (digest is null)
        {
            digest = NewMail(unit, MailPurpose.Digest, recipient, dueAt);
            unit.EmitMail(digest);
        }

        foreach (var part in parts.Concat(waiting.Where(u => u.Mail.Attempts == 0).Select(u => u.Part)))
            part.MailId = digest.Id;

        // A mail that was tried may have arrived, or be answered: it keeps what it told, and what it told goes along with the digest.
        foreach (var tried in waiting.Where(u => u.Mail.Attempts > 0 && !u.Part.Withdrawn))
        {
            tried.Part.Withdrawn = true;
            unit.Db.Add(tried.Part.AlsoIn(digest, unit.Now));
        }

        WithdrawEmpty(unit, waiting.Where(u => u.Mail != digest), ReplacedByDigest);
    }

    private static OutgoingMail NewMail(Unit unit, MailPurpose purpose, Recipient recipient, DateTimeOffset dueAt)
    {
        var mail = new OutgoingMail
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            Purpose = purpose,
            Address = recipient.Address,
            Name = recipient.Agent?.Name,
            Locale = recipient.Locale,
            AgentId = recipient.Agent?.Id,
            QueuedAt = unit.Now,
            DueAt = dueAt,
        };
        unit.Db.Add(mail);
        return mail;
    }
}

public sealed record MailEvent(Guid Id, MailState State, Guid? ConversationId);
