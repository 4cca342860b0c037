using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>
/// The mail that takes agents' words to a visitor who has left. Nothing of it is the visitor's: neither their words nor the name they gave nor the
/// page they came from, which anybody can make up to have us write it to a stranger's address.
/// </summary>
public sealed class AnswerTemplate(Unit unit, Settings settings, string unsubscribe)
{
    /// <summary>More words than this are counted, not repeated.</summary>
    private const int MaxMessages = 50;

    public async Task<WrittenMail> Write(OutgoingMail mail, Conversation conversation, bool canReply)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var (locale, account) = (mail.Locale, unit.Account);
        var words = await unit.WordsOf(conversation, mail);
        var body = new MailBody(locale).Title(Texts.Get(locale, "mail.answer.title", ("account", account.Name)));
        var files = await unit.Db.FilesOf(words);
        foreach (var message in words.TakeLast(MaxMessages))
        {
            body.Said($"{message.Name} – {Texts.Moment(locale, account.TimeZone, message.At, unit.Now)}", message.Text, isNew: true);
            body.Files(files[message.Id], settings.PublicUrl);
        }

        if (words.Count > MaxMessages)
            body.Note(Texts.Get(locale, "mail.more", ("count", (words.Count - MaxMessages).ToString(Texts.Culture(locale)))));
        body.Line(Texts.Get(locale, canReply ? "mail.answer.reply" : "mail.answer.return"));
        body.Rule().Note(Texts.Get(locale, "mail.answer.because", ("account", account.Name)));
        body.SmallLink(Texts.Get(locale, "mail.answer.unsubscribe"), $"{settings.PublicUrl}/unsubscribe/{unsubscribe}?lang={locale}");
        return new WrittenMail(
            Texts.Get(locale, "mail.answer.from", ("agent", words[^1].Name ?? account.Name), ("account", account.Name)),
            Texts.Get(locale, "mail.answer.subject", ("account", account.Name)),
            body.Text,
            body.Html,
            unsubscribe);
    }
}
