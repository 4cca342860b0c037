using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Mail.Reports;
using Nightbell.Mail.Smtp;
using Nightbell.Notices;
using Nightbell.Platform;
using Nightbell.Visitors;
using Nightbell.Webhooks;

namespace Nightbell.Outbox;

/// <summary>Writes down what became of an attempt, and what it says about the address.</summary>
public static class RecordAttempt
{
    /// <summary>A mail that was tried for so long, and not accepted, is given up.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Pauses vary by this part, so that mails refused together do not come back together.</summary>
    private const double Jitter = 0.1;

    private static readonly CompiledQuery<Guid, Guid> ConversationsOf = new((db, mailId) => db.MailParts
        .Where(p => p.MailId == mailId && !p.Withdrawn).Select(p => p.ConversationId));

    /// <summary>Records the end of an attempt.</summary>
    /// <param name="unit">The unit of the account.</param>
    /// <param name="mailId">Which mail.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="serverId">Whose attempt it was.</param>
    /// <returns>Why it failed; null when it did not.</returns>
    public static async Task<Failure?> Record(this Unit unit, Guid mailId, SmtpResult result, Guid serverId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(result);
        var mail = await unit.FindMail(mailId) ?? throw new InvalidOperationException($"Mail {mailId} was tried and is no more.");
        var found = result.Outcome == SmtpOutcome.Accepted ? null : ReplyClassifier.Classify(result);

        // A visitor who was erased while their mail was on the wire: the server's words name the address.
        var isErased = mail.Address == EraseVisitor.NoAddress;
        var attempt = new MailAttempt
        {
            Id = unit.Now.NewId(),
            AccountId = mail.AccountId,
            MailId = mail.Id,
            At = unit.Now,
            Code = result.Reply?.Code,
            EnhancedStatus = result.Reply?.EnhancedStatus,
            Reply = isErased ? "" : result.Reply?.Text ?? result.Trouble ?? "",
            Step = result.Step,
            Cause = found?.Cause,
            Transcript = isErased || result.Transcript.Count == 0 ? null : string.Join('\n', result.Transcript),
        };
        unit.Db.Add(attempt);
        var failure = found is null ? null : new Failure(found.Cause, found.Hard, attempt.InWords, ByReport: false);
        if (failure is null)
            unit.NoteAcceptedSender(mail);
        else if (failure.Cause == Cause.SenderSetup)
            unit.NoteRefusedSender(mail, failure.Words, byReport: false, IsOfRelay(result) ? HostOf(unit) : null);

        // A report was faster than this record: the server had taken the mail, and what is known of it since is the newer truth.
        if (mail.State is MailState.Bounced or MailState.Complained)
            return failure;

        // Other servers took this one for dead, and the mail is theirs: that it failed here must not undo that it arrived there.
        if (mail.ClaimedBy != serverId && failure is not null)
            return failure;
        mail.ClaimedBy = null;
        mail.ClaimedUntil = null;
        mail.Cause = found?.Cause;
        mail.State = result.Outcome switch
        {
            SmtpOutcome.Accepted => MailState.Accepted,
            SmtpOutcome.Refused => MailState.Bounced,
            _ => await IsTriedForLong(unit, mail) ? MailState.Expired : MailState.Deferred,
        };
        mail.DueAt = mail.State == MailState.Deferred ? NextTry(mail, unit) : null;
        if (mail.State == MailState.Deferred)
        {
            await YieldToNewer(unit, mail);
            if (mail.State == MailState.Deferred)
                unit.EmitMail(mail, await unit.ConversationOfParts(mail));
            return failure;
        }

        await unit.Settle(mail, failure);
        return failure;
    }

    /// <summary>The mail stays in the database, as in a test mail server: there is no SMTP server to hand it to.</summary>
    public static async Task RecordCaptured(this Unit unit, Guid mailId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var mail = await unit.Db.Mails.AsTracking().SingleAsync(m => m.Id == mailId);
        mail.State = MailState.Captured;
        await unit.Settle(mail, failure: null);
    }

    /// <summary>
    /// Counted from the first try: while this server itself was off, over a weekend, nobody refused the mail, and a relay that starts a
    /// minute after it must not cost every mail that waited.
    /// </summary>
    private static async Task<bool> IsTriedForLong(Unit unit, OutgoingMail mail) =>
        unit.Now >= mail.QueuedAt + Life
        && await unit.Db.MailAttempts.Where(a => a.MailId == mail.Id).MinAsync(a => (DateTimeOffset?)a.At) is { } first
        && unit.Now >= first + Life;

    /// <summary>
    /// A newer mail was queued while this one was on the wire, where it could not be withdrawn. Now that it has not left after all,
    /// it gives way as it would have then: one unsent mail per recipient and conversation.
    /// </summary>
    private static async Task YieldToNewer(Unit unit, OutgoingMail mail)
    {
        var parts = await unit.Db.MailParts.AsTracking().Where(p => p.MailId == mail.Id && !p.Withdrawn).ToListAsync();
        foreach (var part in parts)
        {
            var newer = await unit.Db.MailParts.AsTracking().FirstOrDefaultAsync(p => p.MailId != mail.Id && !p.Withdrawn
                && p.ConversationId == part.ConversationId && p.RecipientId == part.RecipientId && p.UpTo > part.UpTo
                && unit.Db.Mails.Any(m => m.Id == p.MailId && m.DueAt != null));
            if (newer is null)
                continue;
            part.Withdrawn = true;
            newer.NewFrom = Math.Min(newer.NewFrom, part.NewFrom);

            // What is withdrawn no longer counts for the throttle: somebody may be due earlier than was written down.
            (await unit.FindConversation(part.ConversationId))!.Wake(unit.Now);
        }

        QueueMail.WithdrawEmpty(unit, parts.Select(p => new SentPart(p, mail)), QueueMail.ReplacedByNewer);
    }

    /// <summary>A mail has come to its end: what that says about its address, and the ladder runs again where it matters.</summary>
    /// <param name="unit">Holds the mail's account.</param>
    /// <param name="mail">Tracked by the unit, its new state set.</param>
    /// <param name="failure">Why it failed; null when it did not.</param>
    public static async Task Settle(this Unit unit, OutgoingMail mail, Failure? failure)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        mail.SettledAt = unit.Now;
        mail.DueAt = null;
        mail.ClaimedBy = null;
        mail.ClaimedUntil = null;
        await unit.NoteUndelivered(mail);
        var parts = await ConversationsOf.In(unit.Db, mail.Id).ToListAsync();
        unit.EmitMail(mail, parts.Distinct().ToList() is [var only] ? only : null);
        unit.TellWebhooks(mail, [.. parts.Append(mail.ConversationId ?? Guid.Empty).Where(c => c != Guid.Empty).Distinct()], failure);
        await unit.Learn(mail, failure);
    }

    /// <summary>That a mail server took a mail, or that it will not arrive.</summary>
    private static void TellWebhooks(this Unit unit, OutgoingMail mail, IReadOnlyList<Guid> conversations, Failure? failure)
    {
        var type = mail.State switch
        {
            MailState.Accepted => WebhookEvents.MailAccepted,
            MailState.Bounced or MailState.Expired => WebhookEvents.MailBounced,
            _ => null,
        };
        if (type is not null)
        {
            unit.TellWebhooks(
                type,
                conversation: null,
                "mail",
                new MailTold(mail.Id, mail.Purpose, mail.Address, mail.State, mail.AgentId, mail.VisitorId, conversations, mail.Cause, failure?.Words),
                mail.VisitorId);
        }
    }

    /// <summary>What a mail's end says about its address; whoever waits is looked at anew.</summary>
    public static async Task Learn(this Unit unit, OutgoingMail mail, Failure? failure)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var changed = failure is null ? await JudgeAddress.Worked(unit, mail) : await JudgeAddress.Failed(unit, mail, failure);
        if (changed)
            unit.Emit("settings", new { });
        if (changed || failure is not null)
            await unit.WakeWaiting();
    }

    private static string? HostOf(Unit unit) => unit.Account.OwnRelay?.Host ?? unit.Settings.Mail.Smtp.Host;

    /// <summary>The relay refused us before it heard of a recipient; but a mail that it cannot take as it is (RFC 3463, x.6) says nothing of others.</summary>
    private static bool IsOfRelay(SmtpResult result) => Relay.IsOwnStep(result.Step) && result.LocalStatus?.StartsWith("5.6.", StringComparison.Ordinal) != true;

    private static DateTimeOffset NextTry(OutgoingMail mail, Unit unit)
    {
        var pauses = unit.Settings.Mail.Smtp.Retry;
        var pause = pauses[Math.Min(mail.Attempts, pauses.Count) - 1];

        var chance = Chance(mail);

        // Whole milliseconds, as every stored time: PostgreSQL would keep a fraction that the clock never reaches.
        var next = unit.Now + TimeSpan.FromMilliseconds(Math.Round((pause * (1 - Jitter + (2 * Jitter * chance))).TotalMilliseconds));
        var end = mail.QueuedAt + Life;
        return next < end || unit.Now >= end ? next : end;
    }

    /// <summary>From 0 to 1, of what the mail is and not of a die: the same story gives the same times.</summary>
    private static double Chance(OutgoingMail mail)
    {
        var seed = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{mail.Address} {mail.QueuedAt.ToUnixTimeMilliseconds()} {mail.Attempts}"));
        return SHA256.HashData(seed)[0] / (double)byte.MaxValue;
    }
}

/// <summary>A mail that came to its end, as webhooks are told.</summary>
/// <param name="Id">The mail.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="To">Its address.</param>
/// <param name="State">Accepted, bounced, or expired: given up after 24 hours.</param>
/// <param name="AgentId">Whom it is for, if an agent.</param>
/// <param name="VisitorId">Whom it is for, if a visitor.</param>
/// <param name="ConversationIds">What it tells of.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="Words">The mail server's own words.</param>
public sealed record MailTold(
    Guid Id, MailPurpose Purpose, string To, MailState State, Guid? AgentId, Guid? VisitorId, IReadOnlyList<Guid> ConversationIds, Cause? Cause, string? Words);
