using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Files;
using Nightbell.Notices;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>The mail about one conversation: who wrote, what, where; a button; and why this person gets it.</summary>
public sealed class NotificationTemplate(Unit unit, Settings settings, string unsubscribe)
{
    /// <summary>Names in headers and subjects are cut here.</summary>
    private const int MaxNameInSubject = 60;

    /// <summary>More unanswered messages than this are counted, not repeated.</summary>
    private const int MaxMessages = 50;

    public async Task<WrittenMail> Write(Claimed claimed, bool canReply)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        var (mail, part, facts) = (claimed.Mail, claimed.Parts[0], claimed.Facts!);
        var conversation = claimed.Conversations.Single(c => c.Id == part.ConversationId);
        var recipient = GatherSituation.Recipients(facts).First(r => r.Id == part.RecipientId);
        var locale = mail.Locale;
        var visitor = facts.Visitors[conversation.VisitorId];
        var who = VisitorName(locale, visitor.Name, visitor.Email);
        var messages = facts.Unanswered[conversation.Id].Where(m => m.Number <= part.UpTo).ToList();

        var key = part.Kind == NoticeKind.OfflineMessage ? "offline" : "unaccepted";
        var subject = Texts.Get(locale, $"mail.{key}.subject", ("visitor", Cut(who)));
        var body = new MailBody(locale).Title(Texts.Get(locale, $"mail.{key}.title", ("visitor", who)));
        if (conversation.PageUrl is { } page)
            body.Fact(Texts.Get(locale, "mail.page"), conversation.PageTitle is { } title ? $"{title} – {page}" : page);
        body.Gap();
        var files = await unit.Db.FilesOf(messages);
        foreach (var message in messages.TakeLast(MaxMessages))
        {
            var at = Texts.Moment(locale, recipient.TimeZone, message.At, unit.Now);
            var isNew = message.Number >= part.NewFrom;
            var above = isNew && part.NewFrom > messages[0].Number ? Texts.Get(locale, "mail.new", ("at", at)) : at;
            body.Said(above, message.Text, isNew);
            var names = string.Join(", ", files[message.Id].Select(f => f.Name));

            // A message of files alone has said their names already.
            if (names.Length > 0 && names != message.Text)
                body.Fact(Texts.Get(locale, "mail.files"), names).Gap();
        }

        if (messages.Count > MaxMessages)
            body.Note(Texts.Get(locale, "mail.more", ("count", (messages.Count - MaxMessages).ToString(Texts.Culture(locale)))));
        foreach (var (label, value) in new[] { ("name", visitor.Name), ("email", visitor.Email), ("phone", visitor.Phone) })
        {
            if (value is not null)
                body.Fact(Texts.Get(locale, $"mail.{label}"), value);
        }

        body.Link(Texts.Get(locale, "mail.open"), $"{settings.PublicUrl}/app?conversation={conversation.Id}");
        if (canReply)
            body.Line(Texts.Get(locale, "mail.reply"));
        body.Rule().Note(await Why(facts, conversation, recipient, part));
        body.SmallLink(Texts.Get(locale, "mail.settings"), $"{settings.PublicUrl}/app/settings/notifications");
        body.SmallLink(Texts.Get(locale, "mail.why"), $"{settings.PublicUrl}/app/why");
        body.SmallLink(Texts.Get(locale, "mail.unsubscribe"), $"{settings.PublicUrl}/unsubscribe/{unsubscribe}");
        return new WrittenMail(
            Texts.Get(locale, "mail.from", ("visitor", Cut(who)), ("account", facts.Account.Name)),
            subject,
            body.Text,
            body.Html,
            unsubscribe);
    }

    public static string VisitorName(string locale, string? name, string? email) => name ?? email ?? Texts.Get(locale, "mail.visitor");

    /// <summary>One sentence: you get this because…</summary>
    private async Task<string> Why(AccountFacts facts, Conversation conversation, Recipient recipient, MailPart part)
    {
        var gathered = facts.Gather(conversation);
        var decision = new Decision(recipient.Id.ToString(), Verdict.Send, part.Kind, part.Reason, Messages: [part.UpTo]);
        var evidence = await NoticeEvidence.For(unit.Db, gathered, recipient, decision);
        return Texts.Get(
            recipient.Locale,
            "mail.because",
            ("reason", Sentence.Because(recipient.Locale, part.Reason, evidence)));
    }

    private static string Cut(string name) => name.Length <= MaxNameInSubject ? name : name.CutTo(MaxNameInSubject - 1);
}

/// <summary>The mail about many conversations at once: after a long downtime, or on a busy night.</summary>
public sealed class DigestTemplate(Unit unit, Settings settings, string unsubscribe)
{
    /// <summary>Conversations that a digest lists; the rest are counted.</summary>
    private const int MaxConversations = 50;

    private const int MaxWords = 280;

    public WrittenMail Write(Claimed claimed)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        var (mail, facts) = (claimed.Mail, claimed.Facts!);
        var locale = mail.Locale;
        var recipient = GatherSituation.Recipients(facts).First(r => r.Id == claimed.Parts[0].RecipientId);
        var conversations = claimed.Conversations.OrderBy(c => c.UnansweredSince).ToList();
        var count = conversations.Count.ToString(Texts.Culture(locale));
        var body = new MailBody(locale).Title(Texts.Get(locale, "mail.digest.title", ("count", count)));
        foreach (var conversation in conversations.Take(MaxConversations))
        {
            var visitor = facts.Visitors[conversation.VisitorId];
            var upTo = claimed.Parts.Where(p => p.ConversationId == conversation.Id).Max(p => p.UpTo);
            var message = facts.Unanswered[conversation.Id].Last(m => m.Number <= upTo);
            var at = Texts.Moment(locale, recipient.TimeZone, message.At, unit.Now);
            var words = message.Text.Length <= MaxWords ? message.Text : message.Text.CutTo(MaxWords);
            body.Said($"{NotificationTemplate.VisitorName(locale, visitor.Name, visitor.Email)} – {at}", words, isNew: true);
            body.SmallLink(Texts.Get(locale, "mail.open"), $"{settings.PublicUrl}/app?conversation={conversation.Id}");
            body.Gap();
        }

        if (conversations.Count > MaxConversations)
        {
            var more = (conversations.Count - MaxConversations).ToString(Texts.Culture(locale));
            body.Note(Texts.Get(locale, "mail.digest.more", ("count", more)));
        }

        body.Link(Texts.Get(locale, "mail.digest.open"), $"{settings.PublicUrl}/app");
        body.Rule().Note(Texts.Get(locale, "mail.digest.because"));
        body.SmallLink(Texts.Get(locale, "mail.settings"), $"{settings.PublicUrl}/app/settings/notifications");
        body.SmallLink(Texts.Get(locale, "mail.why"), $"{settings.PublicUrl}/app/why");
        body.SmallLink(Texts.Get(locale, "mail.unsubscribe"), $"{settings.PublicUrl}/unsubscribe/{unsubscribe}");
        var subject = Texts.Get(locale, "mail.digest.subject", ("count", count));
        return new WrittenMail(facts.Account.Name, subject, body.Text, body.Html, unsubscribe);
    }
}
