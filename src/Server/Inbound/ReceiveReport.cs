using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Reports;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Inbound;

/// <summary>
/// What came back about a mail of ours: a delivery report or a complaint changes what is known of it, an automatic reply is noted. It finds
/// its mail by the signed envelope sender, by the envelope's id or by the Message-ID of the returned mail; the latter two prove nothing where
/// envelopes are signed, and a report about another recipient than the mail's is nobody's business here.
/// </summary>
public sealed class ReceiveReport(Store store, KeepMail keep, Relay relay, SignEnvelope sign)
{
    /// <summary>Takes a report in.</summary>
    /// <param name="mail">The report.</param>
    /// <param name="kind">Report, complaint or automatic reply.</param>
    /// <param name="cancel">Ends the waiting for the database.</param>
    public async Task<InboundMail> Receive(ArrivedMail mail, InboundKind kind, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var mailId = mail.ProvenAbout ?? Named(mail.Report);

        // Programs answer where people would.
        if (kind == InboundKind.AutoReply)
            mailId ??= await sign.AnsweredBy(mail.Report.SentTo, cancel);
        var isProven = mail.ProvenAbout is not null || !sign.IsInForce;
        if (mailId is { } id && await AccountOf(id, cancel) is { } accountId)
        {
            try
            {
                return await keep.Once(accountId, mail, kind, (unit, row) => Understand(unit, row, id, mail.Report, isProven), cancel);
            }
            catch (Problem problem) when (problem.Status == StatusCodes.Status404NotFound)
            {
                // The account was deleted in this moment.
            }
        }

        return await keep.Once(
            null,
            mail,
            kind,
            (_, row) =>
            {
                row.Outcome = kind == InboundKind.AutoReply ? InboundOutcome.Noted : InboundOutcome.Unmatched;
                return Task.CompletedTask;
            },
            cancel);
    }

    private Guid? Named(Report report) =>
        Guid.TryParseExact(report.EnvelopeId, "N", out var id) ? id : relay.MailOf(report.ReturnedMessageId);

    private async Task<Guid?> AccountOf(Guid mailId, CancellationToken cancel)
    {
        await using var db = store.Read();
        return await db.Mails.Where(m => m.Id == mailId).Select(m => (Guid?)m.AccountId).SingleOrDefaultAsync(cancel);
    }

    private static async Task Understand(Unit unit, InboundMail row, Guid mailId, Report report, bool isProven)
    {
        row.MailId = mailId;
        var mail = await unit.FindMail(mailId);
        if (row.Kind == InboundKind.AutoReply)
            row.Outcome = InboundOutcome.Noted;
        else if (mail is null)
            row.Outcome = InboundOutcome.Unmatched;
        else if (!isProven || mail.Attempts == 0 || mail.State == MailState.Captured)
            row.Outcome = InboundOutcome.NotProven;
        else
            row.Outcome = row.Kind == InboundKind.Complaint ? await Complain(unit, mail, report) : await Report(unit, mail, report);
    }

    private static async Task<InboundOutcome> Report(Unit unit, OutgoingMail mail, Report report)
    {
        var about = report.Recipients.Where(r => IsAbout(r, mail)).ToList();
        foreach (var kind in new[] { ReportKind.Failed, ReportKind.Delayed, ReportKind.Delivered })
        {
            if (about.Find(r => r.Kind == kind) is not { } found)
                continue;
            if (kind == ReportKind.Failed)
                return await RecordReport.Failed(unit, mail, found);
            await RecordReport.Note(unit, mail, found);
            return InboundOutcome.Noted;
        }

        return InboundOutcome.OtherRecipient;
    }

    private static async Task<InboundOutcome> Complain(Unit unit, OutgoingMail mail, Report report)
    {
        // Those who pass complaints on often leave out who complained.
        if (report.Recipients.Count > 0 && !report.Recipients.Any(r => IsAbout(r, mail)))
            return InboundOutcome.OtherRecipient;
        await RecordReport.Complained(unit, mail, report.Recipients.FirstOrDefault(r => IsAbout(r, mail))?.Words);
        return InboundOutcome.Done;
    }

    private static bool IsAbout(ReportedRecipient recipient, OutgoingMail mail) =>
        EmailAddress.AreSame(recipient.Address, mail.Address) || EmailAddress.AreSame(recipient.OriginalAddress, mail.Address);
}
