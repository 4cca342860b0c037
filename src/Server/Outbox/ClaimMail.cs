using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Mail.Smtp;
using Nightbell.Notices;

namespace Nightbell.Outbox;

/// <summary>Takes a due mail for one attempt, after asking once more whether its recipients would still be sent to.</summary>
public static class ClaimMail
{
    /// <summary>
    /// How long an attempt may take before another server tries; longer than the SMTP client's limit for one mail, and as much again for
    /// the one before it on the connection. What a dead server had in hand is taken up by its lease, long before.
    /// </summary>
    private static readonly TimeSpan ClaimLife = TimeSpan.FromMinutes(45);

    private static readonly CompiledQuery<Guid, OutgoingMail> MailBy = new((db, id) => db.Mails.AsTracking().Where(m => m.Id == id));

    private static readonly CompiledQuery<Guid, MailPart> StandingPartsOf = new((db, mailId) => db.MailParts.AsTracking()
        .Where(p => p.MailId == mailId && !p.Withdrawn).OrderBy(p => p.QueuedAt));

    private static readonly CompiledQuery<List<Guid>, Conversation> ConversationsBy = new((db, ids) => db.Conversations.AsTracking()
        .Where(c => ids.Contains(c.Id)));

    /// <summary>The mail, tracked; null when it is no more.</summary>
    public static async Task<OutgoingMail?> FindMail(this Unit unit, Guid mailId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return await MailBy.In(unit.Db, mailId).SingleOrDefaultAsync();
    }

    /// <summary>The mail and what it tells now; null when it is not due, somebody else has it, or it was withdrawn.</summary>
    public static async Task<Claimed?> Claim(this Unit unit, Guid mailId, Guid serverId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var mail = await unit.FindMail(mailId);
        if (mail is null || !(mail.DueAt <= unit.Now))
            return null;
        if (mail.Purpose == MailPurpose.Answer)
            return await unit.AskVisitorAgain(mail) is { } answered ? unit.Take(mail, serverId, [], [answered], facts: null) : null;
        if (mail.Purpose == MailPurpose.Transcript)
            return await unit.FindTranscribed(mail) is { } transcribed ? unit.Take(mail, serverId, [], [transcribed], facts: null) : null;
        var parts = await StandingPartsOf.In(unit.Db, mailId).ToListAsync();
        AccountFacts? facts = null;
        List<Conversation> conversations = [];
        if (mail.Purpose is MailPurpose.Notification or MailPurpose.Digest)
        {
            var ids = parts.Select(p => p.ConversationId).ToList();
            conversations = await ConversationsBy.In(unit.Db, ids).ToListAsync();
            facts = await AccountFacts.Load(unit.Db, unit.Account, unit.Settings, unit.Now, conversations);
            if (!AskAgain(unit, mail, parts, conversations, facts, await unit.MayHaveArrived(mail)))
                return null;
            parts.RemoveAll(p => p.Withdrawn);
            conversations.RemoveAll(c => parts.TrueForAll(p => p.ConversationId != c.Id));
        }

        return unit.Take(mail, serverId, parts, conversations, facts);
    }

    private static Claimed Take(
        this Unit unit, OutgoingMail mail, Guid serverId, IReadOnlyList<MailPart> parts, IReadOnlyList<Conversation> conversations, AccountFacts? facts)
    {
        mail.State = MailState.Sending;
        mail.Attempts++;
        mail.ClaimedBy = serverId;
        mail.ClaimedUntil = mail.DueAt = unit.Now + ClaimLife;
        unit.EmitMail(mail, conversations is [var only] ? only.Id : null);
        return new Claimed(mail, parts, conversations, facts);
    }

    /// <summary>It was claimed, and nothing was done with it: as if it had not been.</summary>
    public static async Task GiveBack(this Unit unit, Guid mailId, Guid serverId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (await unit.Db.Mails.AsTracking().SingleOrDefaultAsync(m => m.Id == mailId && m.ClaimedBy == serverId) is not { } mail)
            return;
        await unit.LetGo(mail);
        mail.Attempts--;
    }

    /// <summary>Nobody has it in hand any more: it is due for whoever comes first. Its attempt counts as made.</summary>
    public static async Task LetGo(this Unit unit, OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        mail.State = mail.Attempts > 1 ? MailState.Deferred : MailState.Queued;
        (mail.ClaimedBy, mail.ClaimedUntil, mail.DueAt) = (null, null, unit.Now);
        unit.EmitMail(mail, await unit.ConversationOfParts(mail));
    }

    /// <summary>
    /// Whether an attempt may have delivered it all the same: its end was not answered, or whoever made it left no record. Then another copy
    /// under the same Message-ID must say the same, for a mailbox that has one may hide the other.
    /// </summary>
    public static async Task<bool> MayHaveArrived(this Unit unit, OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.Attempts == 0)
            return false;
        var made = await unit.Db.MailAttempts.Where(a => a.MailId == mail.Id && !ReportStep.All.Contains(a.Step))
            .Select(a => new { a.Step, a.Code }).ToListAsync();
        return made.Count < mail.Attempts || made.Exists(a => a is { Step: SmtpStep.Message, Code: null });
    }

    /// <summary>
    /// A mail that waited for another try carries what was written meanwhile; it is then told, and due in no mail of its own.
    /// </summary>
    private static void Carry(Unit unit, MailPart part, Decision decision, Conversation conversation)
    {
        var newest = decision.Messages![^1];
        if (newest <= part.UpTo)
            return;
        part.UpTo = newest;
        conversation.Wake(unit.Now);
    }

    /// <summary>
    /// Decides for each part as if this mail did not exist; false when nobody of it would be sent to now. What may have arrived is put off while
    /// somebody of it waits: withdrawn, it would come back as another mail with the same news.
    /// </summary>
    private static bool AskAgain(
        Unit unit, OutgoingMail mail, List<MailPart> parts, List<Conversation> conversations, AccountFacts facts, bool mayHaveArrived)
    {
        string because = nameof(Reason.Answered);
        DateTimeOffset? putOffUntil = null;
        foreach (var part in parts)
        {
            var conversation = conversations.Single(c => c.Id == part.ConversationId);
            var gathered = facts.Gather(
                conversation,
                other => other.Mail.Id == mail.Id || (part.Reason == Reason.Fallback && IsFallbackOfAnother(other, part)));
            var index = gathered.Recipients.ToList().FindIndex(r => r.Id == part.RecipientId);
            var decision = index < 0 ? null : Ladder.Decide(gathered.Situation).Recipients[index];
            var isAnswered = mayHaveArrived && (part.UpTo <= conversation.AnsweredUpTo || (decision?.Messages is [var oldest, ..] && oldest > part.UpTo));
            if (decision?.Verdict == Verdict.Send && !isAnswered
                && string.Equals(gathered.Recipients[index].Address, mail.Address, StringComparison.OrdinalIgnoreCase))
            {
                part.Reason = decision.Reason;
                part.Kind = decision.Kind;
                part.AskedAgainAt = unit.Now;
                if (!mayHaveArrived)
                    Carry(unit, part, decision, conversation);
                continue;
            }

            if (mayHaveArrived && !isAnswered && decision is { Verdict: Verdict.Wait, Until: { } until })
            {
                putOffUntil = until > putOffUntil ? until : putOffUntil ?? until;
                continue;
            }

            part.Withdrawn = true;
            because = decision is null ? nameof(Reason.AgentInactive)
                : isAnswered ? nameof(Reason.Answered)
                : decision.Verdict == Verdict.Send ? WithdrawnAddressChanged
                : decision.Reason.ToString();
            conversation.Wake(unit.Now);
        }

        if (putOffUntil is { } later)
        {
            mail.DueAt = later;
            return false;
        }

        if (!parts.TrueForAll(p => p.Withdrawn))
            return true;
        QueueMail.WithdrawEmpty(unit, parts.Select(p => new SentPart(p, mail)), because);
        return false;
    }

    /// <summary>
    /// Those who are told at once because the team's mails cannot arrive do not withdraw each other's. What failed has told nobody, and
    /// still says why somebody is not asked again; and what was queued before counted when this one was decided on, and counts now.
    /// </summary>
    private static bool IsFallbackOfAnother(SentPart other, MailPart part) =>
        other is { Tells: true, Part.Reason: Reason.Fallback } && other.Part.RecipientId != part.RecipientId && other.Part.QueuedAt >= part.QueuedAt;

    private const string WithdrawnAddressChanged = "AddressChanged";
}

/// <summary>A mail in this server's hands for one attempt.</summary>
public sealed record Claimed(
    OutgoingMail Mail, IReadOnlyList<MailPart> Parts, IReadOnlyList<Conversation> Conversations, AccountFacts? Facts)
{
    /// <summary>It tells of one conversation: a notification, or a digest of which no more is left.</summary>
    public bool IsAboutOne => Conversations.Count == 1;
}
