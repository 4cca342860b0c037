using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>The part of the promise that rows keep among themselves: the outbox, the numbers of messages and events.</summary>
public sealed class CheckRows(Db db, PromiseReport found)
{
    /// <summary>Mails that are named; what is wrong with the rest of them is likely the same.</summary>
    private const int Named = 100;

    private static readonly MailState[] Unsettled = [MailState.Queued, MailState.Sending, MailState.Deferred];
    private static readonly MailState[] Living =
        [.. Unsettled, MailState.Captured, MailState.Accepted, MailState.Complained];

    private static readonly CompiledQuery<List<Guid>, Numbers> NumbersOf = new((db, ids) => db.Messages
        .Where(m => ids.Contains(m.ConversationId))
        .GroupBy(m => m.ConversationId)
        .Select(g => new Numbers(
            g.Key, g.LongCount(), g.Min(m => m.Number), g.Max(m => m.Number), g.Max(m => m.From == MessageFrom.Agent ? m.Number : 0))));

    private static readonly CompiledQuery<List<Guid>, UnansweredMessage> UnansweredOf = new((db, ids) =>
        from message in db.Messages
        join conversation in db.Conversations on message.ConversationId equals conversation.Id
        where ids.Contains(message.ConversationId) && message.From == MessageFrom.Visitor && message.Number > conversation.AnsweredUpTo
        orderby message.Number
        select new UnansweredMessage(message.ConversationId, message.At));

    private static readonly CompiledQuery<List<Guid>, UnsentMails> UnsentTwice = new((db, ids) =>
        from part in db.MailParts
        join mail in db.Mails on part.MailId equals mail.Id
        where ids.Contains(part.ConversationId) && !part.Withdrawn && (mail.State == MailState.Queued || mail.State == MailState.Deferred)
        group part by new { part.AccountId, part.ConversationId, part.RecipientId } into same
        where same.Count() > 1
        select new UnsentMails(same.Key.AccountId, same.Key.ConversationId, same.Key.RecipientId, same.Count()));

    private static readonly CompiledQuery<Guid, NumbersOfEvents> EventsOf = new((db, accountId) => db.Events
        .Where(e => e.AccountId == accountId)
        .GroupBy(e => e.AccountId)
        .Select(g => new NumbersOfEvents(g.LongCount(), g.Min(e => e.Number), g.Max(e => e.Number))));

    private static readonly CompiledQuery<Guid, WrongMail> WrongMailsOf = new((db, accountId) => db.Mails
        .Where(m => m.AccountId == accountId)
        .Select(m => new WrongMail
        {
            Id = m.Id,
            Address = m.Address,
            State = m.State,
            IsForgotten = Unsettled.Contains(m.State) && m.DueAt == null,
            IsDueAgain = !Unsettled.Contains(m.State) && m.DueAt != null,
            WasTaken = m.State == MailState.Withdrawn && db.MailAttempts.Any(a => a.MailId == m.Id && a.Code >= 200 && a.Code < 300),
            TellsNothing = (m.Purpose == MailPurpose.Notification || m.Purpose == MailPurpose.Digest)
                && Living.Contains(m.State) && !db.MailParts.Any(p => p.MailId == m.Id && !p.Withdrawn),
        })
        .Where(m => m.IsForgotten || m.IsDueAgain || m.WasTaken || m.TellsNothing)
        .OrderBy(m => m.Id).Take(Named));

    /// <summary>Mails and events of one account.</summary>
    public async Task OfAccount(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        found.Accounts++;
        await Mails(account);
        await Events(account);
    }

    /// <summary>Numbers and unsent mails of some conversations.</summary>
    public async Task OfConversations(IReadOnlyList<Conversation> conversations)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        var ids = conversations.Select(c => c.Id).ToList();
        await Messages(conversations, ids);
        foreach (var same in await UnsentTwice.In(db, ids).ToListAsync())
        {
            Broken("outbox", same.AccountId, same.ConversationId, null,
                $"Conversation {same.ConversationId}: {same.Count} unsent mails for the recipient {same.RecipientId}, where one is the most.");
        }
    }

    private async Task Messages(IReadOnlyList<Conversation> conversations, List<Guid> ids)
    {
        var numbers = await NumbersOf.In(db, ids).ToDictionaryAsync(n => n.ConversationId);
        var unanswered = (await UnansweredOf.In(db, ids).ToListAsync()).ToLookup(m => m.ConversationId, m => (DateTimeOffset?)m.At);
        foreach (var c in conversations)
        {
            void Wrong(string what) => Broken("messages", c.AccountId, c.Id, null, $"Conversation {c.Id}: {what}.");
            var has = numbers.GetValueOrDefault(c.Id);
            if (has is null ? c.LastNumber != 0 : has.Least != 1 || has.Most != c.LastNumber || has.Count != c.LastNumber)
                Wrong($"its messages are not numbered 1 to {c.LastNumber} without a gap");
            if (c.AnsweredUpTo > (has?.LastAnswer ?? 0))
                Wrong($"it counts as answered up to message {c.AnsweredUpTo}, and no agent has written so late");
            var since = unanswered[c.Id].FirstOrDefault();
            if (since != c.UnansweredSince)
            {
                Wrong(since is null
                    ? "it counts as unanswered, and every message is answered"
                    : c.UnansweredSince is null
                        ? $"it counts as answered, and the message of {since:u} is not"
                        : $"it counts as unanswered since {c.UnansweredSince:u}, and the first unanswered message is of {since:u}");
            }
        }
    }

    private async Task Mails(Account account)
    {
        found.Mails += await db.Mails.CountAsync(m => m.AccountId == account.Id);
        foreach (var mail in await WrongMailsOf.In(db, account.Id).ToListAsync())
        {
            void Is(bool broken, string what)
            {
                if (broken)
                    Broken("outbox", account.Id, null, mail.Id, $"Mail {mail.Id} to {mail.Address} is {Json.Name(mail.State)} {what}.");
            }

            Is(mail.IsForgotten, "and nobody will ever send it: it has no next attempt");
            Is(mail.IsDueAgain, "and yet due again");
            Is(mail.WasTaken, "although a mail server took it");
            Is(mail.TellsNothing, "and tells nothing: no part of it stands");
        }
    }

    private async Task Events(Account account)
    {
        var events = await EventsOf.In(db, account.Id).SingleOrDefaultAsync();

        // Old ones are forgotten, all of them when nothing happened for long.
        if (events is not null && (events.Most != account.LastEvent || events.Count != events.Most - events.Least + 1))
        {
            Broken("events", account.Id, null, null,
                $"Account {account.Id}: its events {events.Least} to {events.Most} are not without a gap up to {account.LastEvent}.");
        }
    }

    private void Broken(string rule, Guid accountId, Guid? conversationId, Guid? mailId, string text) =>
        found.Broken.Add(new Breach(rule, accountId, conversationId, mailId, text));

    private sealed record Numbers(Guid ConversationId, long Count, long Least, long Most, long LastAnswer);

    private sealed record UnansweredMessage(Guid ConversationId, DateTimeOffset At);

    private sealed record UnsentMails(Guid AccountId, Guid ConversationId, Guid RecipientId, int Count);

    private sealed record NumbersOfEvents(long Count, long Least, long Most);

    private sealed record WrongMail
    {
        public Guid Id { get; init; }
        public string Address { get; init; } = "";
        public MailState State { get; init; }
        public bool IsForgotten { get; init; }
        public bool IsDueAgain { get; init; }
        public bool WasTaken { get; init; }
        public bool TellsNothing { get; init; }
    }
}
