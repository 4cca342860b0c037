using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>
/// A conversation as a mail to the visitor who asked for it. To an address that they have not answered from, it holds nothing that they wrote after the last
/// answer, none of their links, and not the name they gave: what is left of a stranger's words, an agent has read and answered.
/// </summary>
public sealed partial class TranscriptTemplate(Unit unit, Settings settings, string unsubscribe)
{
    /// <summary>The latest; a longer conversation is in the widget.</summary>
    private const int MaxMessages = 200;

    public async Task<WrittenMail> Write(OutgoingMail mail, Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(conversation);
        var (locale, account) = (mail.Locale, unit.Account);
        var known = await unit.Db.Visitors.SingleOrDefaultAsync(v => v.Id == mail.VisitorId) is { } visitor && visitor.HasAnsweredFrom(mail.Address);
        var messages = await unit.Db.Messages.Where(m => m.ConversationId == conversation.Id && m.Number <= mail.UpTo && m.From != MessageFrom.System)
            .OrderBy(m => m.Number).ToListAsync();
        var answered = messages.Where(m => m.From == MessageFrom.Agent).Select(m => m.Number).DefaultIfEmpty().Max();
        if (!known)
            messages.RemoveAll(m => m.Number > answered);
        var shown = messages.TakeLast(MaxMessages).ToList();
        var files = await unit.Db.FilesOf(shown);
        var body = new MailBody(locale).Title(Texts.Get(locale, "mail.transcript.title", ("account", account.Name))).Line(Texts.Get(locale, "mail.transcript.text"));
        if (messages.Count > MaxMessages)
            body.Note(Texts.Get(locale, "mail.more", ("count", (messages.Count - MaxMessages).ToString(Texts.Culture(locale)))));
        foreach (var message in shown)
        {
            var at = Texts.Moment(locale, account.TimeZone, message.At, unit.Now);
            var isAgents = message.From == MessageFrom.Agent;
            var who = isAgents ? message.Name ?? account.Name : Texts.Get(locale, "mail.transcript.you");
            body.Said($"{who} – {at}", isAgents || known ? message.Text : Link().Replace(message.Text, Texts.Get(locale, "mail.transcript.link")), isNew: isAgents);
            if (isAgents || known)
                body.Files(files[message.Id], settings.PublicUrl);
        }

        body.Rule().Note(Texts.Get(locale, "mail.transcript.because", ("account", account.Name)));
        body.SmallLink(Texts.Get(locale, "mail.answer.unsubscribe"), $"{settings.PublicUrl}/unsubscribe/{unsubscribe}?lang={locale}");
        return new WrittenMail(
            account.Name, Texts.Get(locale, "mail.transcript.subject", ("account", account.Name)), body.Text, body.Html, unsubscribe);
    }

    /// <summary>What mail programs make a link of: anything with a scheme, and anything that looks like a host, or an address at one.</summary>
    [GeneratedRegex(@"\w+://\S+|[\w.+-]*@?[\w-]+(\.[\w-]+)*\.\p{L}{2,}(:\d+)?(/\S*)?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
