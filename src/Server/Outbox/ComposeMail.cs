using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Smtp;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Writes a claimed mail from what the database says now, and keeps what it said.</summary>
public sealed class ComposeMail(Relay relay, SignEnvelope sign, Tokens tokens, Settings settings)
{
    public async Task<Letter> Compose(Unit unit, Claimed claimed)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(claimed);
        var mail = claimed.Mail;
        var sender = relay.Of(unit.Account);
        var unsubscribe = claimed.Parts.Count > 0 ? tokens.ForUnsubscribe(mail.AccountId, claimed.Parts[0].RecipientId)
            : mail.VisitorId is not null ? tokens.ForUnsubscribe(mail.AccountId, mail.Address)
            : "";
        var replyTo = await ReplyTo(unit, claimed);
        var written = mail.Purpose switch
        {
            MailPurpose.Notification or MailPurpose.Digest when claimed.IsAboutOne =>
                await new NotificationTemplate(unit, settings, unsubscribe).Write(claimed, canReply: replyTo is not null),
            MailPurpose.Digest => new DigestTemplate(unit, settings, unsubscribe).Write(claimed),
            MailPurpose.Answer => await new AnswerTemplate(unit, settings, unsubscribe).Write(mail, claimed.Conversations[0], canReply: replyTo is not null),
            MailPurpose.Transcript => await new TranscriptTemplate(unit, settings, unsubscribe).Write(mail, claimed.Conversations[0]),
            _ => await new LetterTemplate(unit, settings, tokens).Write(mail),
        };
        var thread = await MailThread.Of(unit, claimed, relay);
        written = written with { Subject = thread.Continue(written.Subject) };
        await Keep(unit, mail, written, sender);
        var headers = new List<(string, string)>
        {
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
        };
        if (unsubscribe.Length > 0)
        {
            // RFC 8058: one click, by POST, switches this recipient's notifications off.
            headers.Add(("List-Unsubscribe", $"<{settings.PublicUrl}/unsubscribe/{unsubscribe}>"));
            headers.Add(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }

        var message = new MailMessage
        {
            From = new Mailbox(sender.From, written.FromName),
            To = new Mailbox(mail.Address, mail.Name),
            ReplyTo = replyTo is null ? null : new Mailbox(replyTo, written.FromName),
            Subject = written.Subject,
            Text = written.Text,
            Html = written.Html,
            MessageId = relay.MessageId(mail.Id),
            InReplyTo = thread.References.Count > 0 ? thread.References[^1] : null,
            References = thread.References,
            Date = unit.Now,
            Headers = headers,
        };
        return new Letter(message, new Envelope(await EnvelopeSender(mail.Id, sender), mail.Address, mail.Id.ToString("N")), sender, mail.Purpose == MailPurpose.Test);
    }

    /// <summary>
    /// The address by which the mail can be answered: a notification by an agent who may chat, an answer by its visitor. A digest is about
    /// many conversations, and nobody could say which one is answered.
    /// </summary>
    private async Task<string?> ReplyTo(Unit unit, Claimed claimed)
    {
        if (claimed.Mail.Purpose == MailPurpose.Answer)
            return await sign.ReplyTo(claimed.Mail.Id);
        if (claimed.Mail.Purpose != MailPurpose.Notification)
            return null;
        var recipients = claimed.Parts.Select(p => p.RecipientId).ToList();
        return await unit.Db.Agents.AnyAsync(a => recipients.Contains(a.Id) && a.Active && a.DeletedAt == null)
            ? await sign.ReplyTo(claimed.Mail.Id)
            : null;
    }

    /// <summary>The address for bounces that names the mail, where the sender's servers may write it.</summary>
    private async Task<string> EnvelopeSender(Guid mailId, Sender sender) =>
        await sign.SenderOf(mailId) is { } signed && sender.GoesWith(signed[(signed.LastIndexOf('@') + 1)..]) ? signed : sender.From;

    /// <summary>What the mail says is shown later without its secret; only a demo's mailbox shows the working link.</summary>
    private async Task Keep(Unit unit, OutgoingMail mail, WrittenMail written, Sender sender)
    {
        var shown = written.Secret is { } secret && !(settings.Demo && !relay.CanSend(sender))
            ? written with
            {
                Text = written.Text.Replace(secret, Texts.Get(mail.Locale, "mail.secret"), StringComparison.Ordinal),
                Html = written.Html.Replace(secret, Texts.Get(mail.Locale, "mail.secret"), StringComparison.Ordinal),
            }
            : written;
        var from = $"{written.FromName} <{sender.From}>";
        if (await unit.Db.MailContents.AsTracking().SingleOrDefaultAsync(c => c.MailId == mail.Id) is { } kept)
        {
            (kept.From, kept.Subject, kept.Text, kept.Html) = (from, shown.Subject, shown.Text, shown.Html);
            return;
        }

        unit.Db.Add(new MailContent
        {
            MailId = mail.Id,
            AccountId = mail.AccountId,
            From = from,
            Subject = shown.Subject,
            Text = shown.Text,
            Html = shown.Html,
        });
    }
}

/// <summary>What a template made of a mail.</summary>
/// <param name="FromName">The sender's name.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Html">The same as HTML.</param>
/// <param name="Secret">A token in the text that must not be shown to anybody else.</param>
public sealed record WrittenMail(string FromName, string Subject, string Text, string Html, string? Secret = null);
