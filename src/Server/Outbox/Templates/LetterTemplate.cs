using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Mails that are no notification: invitations, confirmations, password resets, test mails.</summary>
public sealed class LetterTemplate(Unit unit, Settings settings, Tokens tokens)
{
    public async Task<WrittenMail> Write(OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var secret = mail.SecretId is { } id ? await unit.Db.Secrets.SingleOrDefaultAsync(s => s.Id == id) : null;
        var token = secret is null ? null : tokens.ForSecret(secret.Purpose, secret.AccountId, secret.Id);
        var key = Json.Name(mail.Purpose);
        var account = unit.Account.Name;
        var colleague = mail.Purpose == MailPurpose.AnsweredTwice ? await Colleague(mail) : "";
        string Say(string part) => Texts.Get(
            mail.Locale,
            $"mail.{key}.{part}",
            ("account", account),
            ("name", mail.Name ?? mail.Address),
            ("email", secret?.Email ?? ""),
            ("colleague", colleague));
        var body = new MailBody(mail.Locale).Title(Say("title")).Line(Say("text"));
        if (token is not null)
            body.Link(Say("button"), $"{settings.PublicUrl}{Page(mail.Purpose)}#token={token}{Kind(mail.Purpose)}");
        if (secret is not null)
        {
            var zone = await unit.Db.Agents.Where(a => a.Id == mail.AgentId).Select(a => a.TimeZone).SingleOrDefaultAsync() ?? unit.Account.TimeZone;
            var until = Texts.Moment(mail.Locale, zone, secret.ExpiresAt, unit.Now);
            body.Note(Texts.Get(mail.Locale, "mail.expires", ("until", until)));
        }

        if (mail.ConversationId is { } conversation)
            body.Link(Texts.Get(mail.Locale, "mail.open"), $"{settings.PublicUrl}/app?conversation={conversation}");
        body.Rule().Note(Say("because"));
        return new WrittenMail(account, Say("subject"), body.Text, body.Html, token);
    }

    /// <summary>Who wrote last before this agent's reply came.</summary>
    private async Task<string> Colleague(OutgoingMail mail) =>
        await unit.Db.Messages
            .Where(m => m.ConversationId == mail.ConversationId && m.From == MessageFrom.Agent && m.AgentId != mail.AgentId && m.At <= mail.QueuedAt)
            .OrderByDescending(m => m.Number).Select(m => m.Name).FirstOrDefaultAsync() ?? "";

    private static string Page(MailPurpose purpose) => purpose switch
    {
        MailPurpose.Invitation => "/invitation",
        MailPurpose.PasswordReset => "/reset",
        _ => "/email",
    };

    /// <summary>What the page is to confirm; nothing for an agent's change of address.</summary>
    private static string Kind(MailPurpose purpose) => purpose switch
    {
        MailPurpose.RecipientConfirmation => "&kind=recipient",
        MailPurpose.Test => "&kind=address",
        _ => "",
    };
}
