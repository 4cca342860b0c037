using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Mail.Reports;
using Nightbell.Mail.Smtp;
using Nightbell.Notices;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Writes down what became of an attempt, and what it says about the address.</summary>
public static class RecordAttempt
{
    /// <summary>A mail that was not accepted for so long is given up.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Soft failures in a row that make an address unusable, and the time they must span at least.</summary>
    private const int SoftFailuresToUnusable = 3;
    private static readonly TimeSpan SoftFailureSpan = TimeSpan.FromHours(24);

    /// <summary>Pauses vary by this part, so that mails refused together do not come back together.</summary>
    private const double Jitter = 0.1;

    public static async Task Record(this Unit unit, Guid mailId, SmtpResult result)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(result);
        var mail = await unit.Db.Mails.AsTracking().SingleAsync(m => m.Id == mailId);
        var found = result.Outcome == SmtpOutcome.Accepted ? null : ReplyClassifier.Classify(result);
        unit.Db.Add(new MailAttempt
        {
            Id = unit.Now.NewId(),
            AccountId = mail.AccountId,
            MailId = mail.Id,
            At = unit.Now,
            Code = result.Reply?.Code,
            EnhancedStatus = result.Reply?.EnhancedStatus,
            Reply = result.Reply?.Text ?? result.Trouble ?? "",
            Step = result.Step,
            Cause = found?.Cause,
            Transcript = result.Transcript.Count == 0 ? null : string.Join('\n', result.Transcript),
        });
        mail.ClaimedBy = null;
        mail.ClaimedUntil = null;
        mail.Cause = found?.Cause;
        mail.State = result.Outcome switch
        {
            SmtpOutcome.Accepted => MailState.Accepted,
            SmtpOutcome.Refused => MailState.Bounced,
            _ => unit.Now >= mail.QueuedAt + Life ? MailState.Expired : MailState.Deferred,
        };
        mail.DueAt = mail.State == MailState.Deferred ? NextTry(mail, unit) : null;
        if (mail.State == MailState.Deferred)
        {
            await YieldToNewer(unit, mail);
            if (mail.State == MailState.Deferred)
                unit.EmitMail(mail);
            return;
        }

        await Settle(unit, mail, found, result.Reply?.Text ?? result.Trouble);
    }

    /// <summary>The mail stays in the database, as in a test mail server: there is no SMTP server to hand it to.</summary>
    public static async Task RecordCaptured(this Unit unit, Guid mailId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var mail = await unit.Db.Mails.AsTracking().SingleAsync(m => m.Id == mailId);
        mail.ClaimedBy = null;
        mail.ClaimedUntil = null;
        mail.DueAt = null;
        mail.State = MailState.Captured;
        await Settle(unit, mail, found: null, words: null);
    }

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
        }

        QueueMail.WithdrawEmpty(unit, parts.Select(p => new SentPart(p, mail)), QueueMail.ReplacedByNewer);
    }

    private static async Task Settle(Unit unit, OutgoingMail mail, Classification? found, string? words)
    {
        mail.SettledAt = unit.Now;
        await unit.NoteUndelivered(mail);
        var parts = await unit.Db.MailParts.Where(p => p.MailId == mail.Id && !p.Withdrawn).Select(p => p.ConversationId).ToListAsync();
        unit.EmitMail(mail, parts.Count == 1 ? parts[0] : null);
        var changed = false;
        foreach (var health in await HealthOf(unit, mail.Address))
            changed |= found is null ? Works(health, unit.Now) : Failed(health, found, words, unit.Now);
        if (changed)
            unit.Emit("settings", new { });
        if (changed || found is not null)
            await unit.WakeWaiting();
    }

    /// <summary>The states of everybody whose present address this is.</summary>
    private static async Task<List<AddressHealth>> HealthOf(Unit unit, string address)
    {
        var normalized = address.ToUpperInvariant();
        var agents = await unit.Db.Agents.AsTracking()
            .Where(a => a.AccountId == unit.Account.Id && a.NormalizedEmail == normalized).ToListAsync();
        var additional = await unit.Db.AdditionalRecipients.AsTracking().Where(r => r.AccountId == unit.Account.Id).ToListAsync();
        return
        [
            .. agents.Select(a => a.Address),
            .. additional.Where(r => string.Equals(r.Email, address, StringComparison.OrdinalIgnoreCase)).Select(r => r.Address),
        ];
    }

    /// <summary>A mail was accepted; true when that is news about the address.</summary>
    private static bool Works(AddressHealth health, DateTimeOffset now)
    {
        if (health.State == AddressState.Usable && health.SoftFailures == 0)
            return false;
        health.Renew(now);
        return true;
    }

    /// <summary>A mail failed for good; true when the address's state changed.</summary>
    private static bool Failed(AddressHealth health, Classification found, string? words, DateTimeOffset now)
    {
        if (!Causes.CountsAgainstAddress(found.Cause))
            return false;
        health.SoftFailures++;
        health.FirstSoftFailureAt ??= now;
        var state = found.Hard || (health.SoftFailures >= SoftFailuresToUnusable && now - health.FirstSoftFailureAt >= SoftFailureSpan)
            ? AddressState.Unusable
            : AddressState.Doubtful;
        if (health.State == AddressState.Unusable)
            state = AddressState.Unusable;
        var changed = health.State != state;
        health.State = state;
        health.Cause = found.Cause;
        health.Words = words;
        health.Since = changed ? now : health.Since;
        return changed;
    }

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
