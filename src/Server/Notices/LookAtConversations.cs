using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Live;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Notices;

/// <summary>
/// The one road to an e-mail: gathers the facts, decides, and stores the notices that changed, the mails to send and the next
/// moment to look, all in the unit that holds the account.
/// </summary>
public static class LookAtConversations
{
    private static readonly CompiledQuery<List<Guid>, Notice> CurrentNotices = new((db, ids) => db.Notices.AsTracking()
        .Where(n => ids.Contains(n.ConversationId) && n.Current));

    /// <param name="unit">Holds the account.</param>
    /// <param name="conversations">Tracked by the unit.</param>
    public static async Task LookAt(this Unit unit, IReadOnlyList<Conversation> conversations)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversations);
        var ids = conversations.Select(c => c.Id).ToList();
        var facts = await AccountFacts.Load(unit.Db, unit.Account, unit.Settings, unit.Now, conversations);
        var current = (await CurrentNotices.In(unit.Db, ids).ToListAsync()).ToLookup(n => n.ConversationId);
        var news = new List<News>();
        var (moved, told) = (new List<Conversation>(), new List<Conversation>());
        foreach (var conversation in conversations)
        {
            var gathered = facts.Gather(conversation);
            var isMoved = gathered.IsWithEmptyChair;
            if (isMoved)
                await unit.EndAssignments(conversation);
            var outcome = Ladder.Decide(gathered.Situation);
            var gone = current[conversation.Id].Where(n => n.Verdict == Verdict.Wait && gathered.Recipients.All(r => r.Id != n.RecipientId)).ToList();
            gone.ForEach(n => n.Current = false);
            var changed = gone.Count > 0 | await StoreNotices(unit, gathered, outcome, current[conversation.Id].ToDictionary(n => n.RecipientId));
            news.AddRange(NewsOf(gathered, outcome));

            DateTimeOffset? waitingSince = gathered.Situation.Conversation.Waiting ? gathered.Situation.Conversation.WaitingSince : null;
            changed |= conversation.State != outcome.State;
            isMoved |= conversation.State != outcome.State || conversation.WaitingSince != waitingSince;
            conversation.State = outcome.State;
            conversation.WaitingSince = waitingSince;
            conversation.LookAt = conversation.IsUnanswered ? NextLook(gathered, outcome, unit.Now) : null;

            // Who was erased stands in no list any more, and nobody is to put them back there.
            if (isMoved && conversation.ErasedAt is null)
                moved.Add(conversation);
            if (changed && conversation.ErasedAt is null)
                told.Add(conversation);
        }

        // What was told with the change itself was said before anybody looked.
        if (moved.Count > 0)
            await unit.EmitToAgents(moved);
        foreach (var conversation in told)
            unit.Emit("notices", new NoticesEvent(conversation.Id, conversation.State, conversation.LookAt), conversation: conversation);
        await unit.QueueNews(facts, news);
    }

    /// <summary>
    /// Where somebody is told by way of fallback, somebody is reached, and the others no longer wait for a fallback of their own:
    /// that is a change of a fact like any other. So it is where a mail goes to an address that somebody else has, too: they are told as well.
    /// </summary>
    private static DateTimeOffset NextLook(Gathered gathered, Outcome outcome, DateTimeOffset now)
    {
        var sent = gathered.Recipients.Zip(outcome.Recipients).Where(pair => pair.Second.Verdict == Verdict.Send).ToList();
        if (sent.Exists(pair => pair.Second.Reason == Reason.Fallback || gathered.Recipients.Any(other => other.SharesAddressOf(pair.First))))
            return now;
        var safetyNet = now + Conversation.SafetyNet;
        return outcome.LookAt < safetyNet ? outcome.LookAt.Value : safetyNet;
    }

    /// <summary>True when a notice changed.</summary>
    private static async Task<bool> StoreNotices(
        Unit unit, Gathered gathered, Outcome outcome, Dictionary<Guid, Notice> current)
    {
        Guid? situationId = null;
        var upTo = gathered.Situation.Conversation.Messages[^1].Number;
        foreach (var (recipient, decision) in gathered.Recipients.Zip(outcome.Recipients))
        {
            var last = current.GetValueOrDefault(recipient.Id);
            var isNews = decision.Reason == Reason.Answered
                ? last?.Verdict == Verdict.Wait
                : last is null || !Says(last, decision, upTo);
            if (!isNews)
                continue;
            if (last is not null)
                last.Current = false;
            situationId ??= Store(unit, gathered);
            var evidence = await NoticeEvidence.For(unit.Db, gathered, recipient, decision);
            var notice = new Notice
            {
                Id = unit.Now.NewId(),
                AccountId = unit.Account.Id,
                ConversationId = gathered.Conversation.Id,
                RecipientId = recipient.Id,
                RecipientKind = recipient.Kind,
                Name = recipient.Name,
                Address = recipient.Address,
                Kind = decision.Kind,
                UpTo = upTo,
                Verdict = decision.Verdict,
                Reason = decision.Reason,
                Until = decision.Until,
                Evidence = evidence.ToJson(),
                DecidedAt = unit.Now,
                SituationId = situationId.Value,
                Current = true,
            };
            unit.Db.Add(notice);
            if (gathered.Conversation.ErasedAt is null)
                unit.TellWebhooks(WebhookEvents.NoticeDecided, gathered.Conversation, "notice", NoticeTold.Of(notice));
        }

        return situationId is not null;
    }

    private static bool Says(Notice notice, Decision decision, long upTo) =>
        notice.Kind == decision.Kind && notice.Verdict == decision.Verdict && notice.Reason == decision.Reason
        && notice.Until == decision.Until && notice.UpTo == upTo && decision.Verdict != Verdict.Send;

    private static Guid Store(Unit unit, Gathered gathered)
    {
        var stored = new StoredSituation
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            ConversationId = gathered.Conversation.Id,
            At = unit.Now,
            Json = SituationJson.Write(gathered.Situation),
        };
        unit.Db.Add(stored);
        return stored.Id;
    }

    private static IEnumerable<News> NewsOf(Gathered gathered, Outcome outcome) =>
        gathered.Recipients.Zip(outcome.Recipients)
            .Where(pair => pair.Second.Verdict == Verdict.Send)
            .Select(pair => new News(gathered, pair.First, pair.Second));
}

/// <summary>A recipient to be told about a conversation.</summary>
public sealed record News(Gathered Gathered, Recipient Recipient, Decision Decision);

/// <summary>A verdict about one recipient, as webhooks are told.</summary>
/// <param name="RecipientId">The agent, or the additional recipient.</param>
/// <param name="Name">Theirs.</param>
/// <param name="Address">Theirs.</param>
/// <param name="Kind">Of which notification.</param>
/// <param name="Verdict">Send, wait until, or skip.</param>
/// <param name="Reason">Why: one of docs/reasons.md.</param>
/// <param name="Until">When it is decided anew, of a wait.</param>
/// <param name="DecidedAt">When.</param>
public sealed record NoticeTold(
    Guid RecipientId, string Name, string Address, NoticeKind Kind, Verdict Verdict, string Reason, DateTimeOffset? Until, DateTimeOffset DecidedAt)
{
    public static NoticeTold Of(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return new(notice.RecipientId, notice.Name, notice.Address, notice.Kind, notice.Verdict, notice.Reason.ToString(), notice.Until, notice.DecidedAt);
    }
}

public sealed record NoticesEvent(Guid ConversationId, ConversationState State, DateTimeOffset? LookAt);
