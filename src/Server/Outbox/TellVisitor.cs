using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Mail.Reports;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Outbox;

/// <summary>
/// What agents wrote follows a visitor by e-mail who left the site before seeing it and left an address. As with notifications nothing
/// schedules such a mail: facts set <see cref="Conversation.TellVisitorAt"/>, and <see cref="TellDueVisitors"/> asks.
/// </summary>
public static class TellVisitor
{
    /// <summary>Why an answer was withdrawn.</summary>
    public const string VisitorCameBack = "VisitorCameBack";
    public const string VisitorWantsNoMail = "VisitorWantsNoMail";
    public const string AddressChanged = "AddressChanged";
    public const string NothingNew = "NothingNew";

    /// <summary>What agents wrote longer ago is no news: an answer that nobody was told of in a week is not told by surprise.</summary>
    private static readonly TimeSpan News = TimeSpan.FromDays(7);

    /// <summary>A page that said goodbye may still have its stream for a moment.</summary>
    private static readonly CompiledQuery<Guid, Guid> OnSite = new((db, visitorId) => db.Visitors
        .Where(v => v.Id == visitorId && v.LeftAt == null && db.OpenStreams.Any(s => s.VisitorId == v.Id)).Select(v => v.Id));

    /// <summary>An agent wrote: the visitor on the site has seen it, any other one may have to be told.</summary>
    public static async Task AskToTellVisitor(this Unit unit, Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        if (await unit.IsOnSite(conversation.VisitorId))
            conversation.VisitorSeenUpTo = conversation.LastNumber;
        else
            conversation.TellVisitorAt = unit.Now;
    }

    /// <summary>A fact about the visitor changed that may send a mail, or keep it back.</summary>
    public static async Task AskToTellVisitor(this Unit unit, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (await unit.FindConversationOf(visitorId) is { } conversation)
            conversation.TellVisitorAt = unit.Now;
    }

    /// <summary>The visitor is on the site, where the conversation is shown: nothing of it needs to be told by e-mail any more.</summary>
    public static async Task NoteSeen(this Unit unit, Visitor visitor)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        if (await unit.FindConversationOf(visitor.Id) is not { } conversation)
            return;
        conversation.VisitorSeenUpTo = conversation.LastNumber;
        conversation.TellVisitorAt = null;
        foreach (var mail in (await unit.AnswersTo(visitor.Id)).Where(m => m.HasNotLeft))
            unit.Withdraw(mail, VisitorCameBack, conversation.Id);
    }

    /// <summary>The visitor has shown that the address is theirs, and wanted: what waited its turn need not wait any longer, and what was not told may be.</summary>
    public static async Task WakeAnswersTo(this Unit unit, Visitor visitor)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        foreach (var mail in (await unit.AnswersTo(visitor.Id)).Where(m => m is { State: MailState.Queued, Attempts: 0 } && m.DueAt > unit.Now))
            mail.DueAt = unit.Now;
        await unit.AskToTellVisitor(visitor.Id);
    }

    /// <summary>Queues the mail that is due, or notes when it will be.</summary>
    /// <param name="unit">Holds the account.</param>
    /// <param name="conversation">Tracked by the unit.</param>
    public static async Task Tell(this Unit unit, Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        conversation.TellVisitorAt = null;
        if (await unit.FindVisitor(conversation.VisitorId) is not { Email: { } address, LeftAt: { } leftAt } visitor || await unit.IsSuppressed(address))
            return;
        var answers = await unit.AnswersTo(visitor.Id);
        var toAddress = answers.Where(m => string.Equals(m.Address, address, StringComparison.OrdinalIgnoreCase)).ToList();

        // An address that does not exist is not tried again.
        if (toAddress.Exists(m => TakesAlong(m, answers) || (m.State == MailState.Bounced && m.Cause is { } cause && Causes.Hard(cause))))
            return;
        var after = answers.Where(m => m.IsLiving).Select(m => m.UpTo ?? 0).Append(conversation.VisitorSeenUpTo).Max();
        var failed = toAddress.Where(m => m.State is MailState.Bounced or MailState.Expired).Select(m => m.UpTo ?? 0).Append(after).Max();
        var words = await unit.WordsOfAgents(conversation, after, long.MaxValue);

        // What failed goes along with the next words, and not again by itself.
        if (words.FirstOrDefault(m => m.Number > failed) is not { } news)
            return;
        var due = Latest(
            news.At + unit.Settings.Delays.VisitorGrace,
            leftAt + unit.Settings.Delays.VisitorGrace,
            answers.Where(m => m.State != MailState.Withdrawn).Select(m => m.QueuedAt + unit.Settings.Delays.Throttle).DefaultIfEmpty().Max());
        if (due > unit.Now)
        {
            conversation.TellVisitorAt = due;
            return;
        }

        unit.QueueToVisitor(MailPurpose.Answer, visitor, conversation, address, after, words[^1].Number, await unit.NextMailToVisitor(visitor, address));
    }

    /// <summary>
    /// Before every attempt: the conversation of an answer that may leave now, which carries by now what was written since it was queued;
    /// null when it was withdrawn, or put off until its turn.
    /// </summary>
    public static async Task<Conversation?> AskVisitorAgain(this Unit unit, OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        var conversation = await unit.FindConversation(mail.ConversationId);
        var visitor = mail.VisitorId is { } id ? await unit.FindVisitor(id) : null;
        if (conversation is null || visitor is null)
        {
            unit.Withdraw(mail, NothingNew, mail.ConversationId);
            return null;
        }

        var onSite = await unit.IsOnSite(visitor.Id);
        var moved = !string.Equals(visitor.Email, mail.Address, StringComparison.OrdinalIgnoreCase);
        if (onSite || moved || await unit.IsSuppressed(mail.Address))
        {
            unit.Withdraw(mail, onSite ? VisitorCameBack : moved ? AddressChanged : VisitorWantsNoMail, conversation.Id);
            conversation.TellVisitorAt = unit.Now;
            return null;
        }

        var turn = await unit.NextMailToVisitor(visitor, mail);
        if (turn > unit.Now)
        {
            mail.DueAt = turn;
            return null;
        }

        // What a later mail took along already, because this one was on the wire, is not told twice.
        var next = Later(mail, await unit.AnswersTo(visitor.Id)).Select(m => m.After).Min() ?? long.MaxValue;
        if (await unit.MayHaveArrived(mail))
        {
            // What was written since goes in a mail of its own, as soon as this one is on its way.
            next = Math.Min(next, mail.UpTo ?? 0);
            conversation.TellVisitorAt = unit.Now;
        }

        if (await unit.WordsOf(conversation, mail, next) is not [.., var newest])
        {
            unit.Withdraw(mail, NothingNew, conversation.Id);
            return null;
        }

        mail.UpTo = newest.Number;
        return conversation;
    }

    /// <summary>What an answer says: agents' words, never a visitor's.</summary>
    public static Task<IReadOnlyList<Message>> WordsOf(this Unit unit, Conversation conversation, OutgoingMail mail, long? upTo = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(mail);
        return unit.WordsOfAgents(conversation, Math.Max(mail.After ?? 0, conversation.VisitorSeenUpTo), upTo ?? mail.UpTo ?? 0);
    }

    /// <summary>A mail to a visitor failed for good: the conversation says so, for agents know it from nowhere else.</summary>
    public static async Task NoteUndelivered(this Unit unit, OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.Purpose != MailPurpose.Answer || mail.State is not (MailState.Bounced or MailState.Expired)
            || await unit.FindConversation(mail.ConversationId) is not { ErasedAt: null } conversation)
            return;
        var locale = unit.Account.Locale;
        var text = Texts.Get(
            locale,
            "conversation.undelivered",
            ("email", mail.Address),
            ("cause", Texts.Get(locale, $"conversation.undelivered.{Causes.Name(mail.Cause ?? Cause.Unknown)}")));
        unit.Append(conversation, unit.Now.NewId(), MessageFrom.System, text, null, null, offline: false);
        await unit.EmitConversation(conversation);
    }

    /// <summary>Whether the visitor is looking at the site.</summary>
    private static ValueTask<bool> IsOnSite(this Unit unit, Guid visitorId) => OnSite.AnyIn(unit.Db, visitorId);

    /// <summary>
    /// A mail that has not left carries whatever comes meanwhile, unless a later one does: then this one was on the wire when that one was
    /// queued, and still carries what it carried then.
    /// </summary>
    private static bool TakesAlong(OutgoingMail mail, List<OutgoingMail> answers) => mail.HasNotLeft && !Later(mail, answers).Any();

    private static IEnumerable<OutgoingMail> Later(OutgoingMail mail, List<OutgoingMail> answers) =>
        answers.Where(m => m.Id != mail.Id && m.IsLiving && m.After >= mail.UpTo);

    private static Task<List<OutgoingMail>> AnswersTo(this Unit unit, Guid visitorId) =>
        unit.Db.Mails.AsTracking().Where(m => m.VisitorId == visitorId && m.Purpose == MailPurpose.Answer).OrderBy(m => m.QueuedAt).ToListAsync();

    private static async Task<IReadOnlyList<Message>> WordsOfAgents(this Unit unit, Conversation conversation, long after, long upTo)
    {
        var since = unit.Now - News;
        return await unit.Db.Messages
            .Where(m => m.ConversationId == conversation.Id && m.From == MessageFrom.Agent && m.Number > after && m.Number <= upTo && m.At >= since)
            .OrderBy(m => m.Number).ToListAsync();
    }

    private static DateTimeOffset Latest(params ReadOnlySpan<DateTimeOffset> moments)
    {
        var latest = DateTimeOffset.MinValue;
        foreach (var moment in moments)
            latest = moment > latest ? moment : latest;
        return latest;
    }
}
