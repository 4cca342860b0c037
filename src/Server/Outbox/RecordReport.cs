using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Inbound;
using Nightbell.Live;
using Nightbell.Mail.Reports;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Outbox;

/// <summary>Steps of what a report told later, beside those of an attempt itself.</summary>
public static class ReportStep
{
    public const string Failed = "failed";
    public const string Delayed = "delayed";
    public const string Delivered = "delivered";
    public const string Complaint = "complaint";

    public static readonly IReadOnlyList<string> All = [Failed, Delayed, Delivered, Complaint];
}

/// <summary>Writes down what came back about a mail that the next server had taken.</summary>
public static class RecordReport
{
    /// <summary>
    /// The mail failed after all. It may be in any state: accepted; on the wire or waiting for another try, when the reply that took it was
    /// lost; withdrawn meanwhile, when the address alone is judged; or failed already, when the report is one more word about the same failure.
    /// </summary>
    public static async Task<InboundOutcome> Failed(Unit unit, OutgoingMail mail, ReportedRecipient found)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(found);
        var attempt = Add(unit, mail, found, ReportStep.Failed, found.ReplyCode);
        var failure = new Failure(found.Cause ?? Cause.Unknown, found.Hard ?? false, attempt.InWords, ByReport: true);
        if (failure.Cause == Cause.SenderSetup)
            unit.NoteRefusedSender(mail, failure.Words, byReport: true);
        switch (mail.State)
        {
            case MailState.Bounced or MailState.Expired or MailState.Complained:
            case MailState.Withdrawn when await HasComeBack(unit, mail):
                return InboundOutcome.Noted;
            case MailState.Withdrawn:
                await unit.Learn(mail, failure);
                return InboundOutcome.Done;
            default:
                mail.State = MailState.Bounced;
                mail.Cause = failure.Cause;
                await unit.Settle(mail, failure);
                return InboundOutcome.Done;
        }
    }

    /// <summary>A withdrawn mail stays withdrawn: what came back of it stands among its attempts alone.</summary>
    private static Task<bool> HasComeBack(Unit unit, OutgoingMail mail) =>
        unit.Db.MailAttempts.AnyAsync(a => a.MailId == mail.Id && (a.Step == ReportStep.Failed || a.Step == ReportStep.Complaint));

    /// <summary>The mail is late, or has arrived as far as a server can see: worth knowing, and it changes nothing.</summary>
    public static async Task Note(Unit unit, OutgoingMail mail, ReportedRecipient found)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(found);
        var isDelay = found.Kind == ReportKind.Delayed;
        Add(unit, mail, found, isDelay ? ReportStep.Delayed : ReportStep.Delivered, isDelay ? found.ReplyCode : null);
        unit.EmitMail(mail, await unit.ConversationOfParts(mail));
    }

    /// <summary>Somebody marked the mail as spam: whoever has that address now is not written to any more, until they switch it on again.</summary>
    public static async Task Complained(Unit unit, OutgoingMail mail, string? words)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        var found = new ReportedRecipient(ReportKind.Complaint, mail.Address, null, null, null, null, null, words);
        Add(unit, mail, found, ReportStep.Complaint, code: null);
        if (mail.State is MailState.Accepted or MailState.Sending or MailState.Deferred)
        {
            mail.State = MailState.Complained;
            mail.Cause = null;
            await unit.Settle(mail, failure: null);
        }

        var (agents, additional) = await JudgeAddress.OwnersOf(unit, mail.Address);
        foreach (var agent in agents)
        {
            agent.Switch(false, false, unit.Now);
            agent.ComplainedAt = unit.Now;
            unit.Emit("me", new { }, Audience.OneAgent, agentId: agent.Id);
        }

        foreach (var recipient in additional)
        {
            recipient.SwitchedOffAt ??= unit.Now;
            recipient.ComplainedAt = unit.Now;
        }

        if (mail.VisitorId is not null)
            await unit.Suppress(mail.Address);
        unit.Emit("settings", new { });
        await unit.WakeWaiting();
    }

    private static MailAttempt Add(Unit unit, OutgoingMail mail, ReportedRecipient found, string step, int? code)
    {
        var attempt = new MailAttempt
        {
            Id = unit.Now.NewId(),
            AccountId = mail.AccountId,
            MailId = mail.Id,
            At = unit.Now,
            Code = code,
            EnhancedStatus = found.Status,
            Reply = found.Words ?? "",
            Step = step,
            Cause = found.Cause,
        };
        unit.Db.Add(attempt);
        return attempt;
    }
}
