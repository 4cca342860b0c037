using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>
/// The part of the promise that the ladder keeps: whoever waits is in one of the promised states, and for everybody who got nothing
/// there stands a decision that its own facts, and the facts of now, bear out.
/// </summary>
public sealed class CheckSilence(Db db, AccountFacts facts, bool served, PromiseReport found)
{
    /// <summary>Clocks of several machines differ by so much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private static readonly CompiledQuery<List<Guid>, Notice> CurrentNotices = new((db, ids) => db.Notices.AsNoTracking()
        .Where(n => ids.Contains(n.ConversationId) && n.Current).OrderBy(n => n.Id));

    private static readonly CompiledQuery<List<Guid>, StoredSituation> Situations = new((db, ids) => db.Situations.AsNoTracking()
        .Where(s => ids.Contains(s.Id)));

    private readonly IReadOnlyList<Recipient> recipients = GatherSituation.Recipients(facts);
    private ILookup<Guid, Notice> current = Array.Empty<Notice>().ToLookup(n => n.ConversationId);

    private DateTimeOffset Now => facts.Now;

    public async Task Of(IReadOnlyList<Conversation> conversations)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        var ids = conversations.Select(c => c.Id).ToList();
        var notices = await CurrentNotices.In(db, ids).ToListAsync();
        current = notices.ToLookup(n => n.ConversationId);
        await Replay(notices);
        foreach (var conversation in conversations)
        {
            foreach (var same in current[conversation.Id].GroupBy(n => n.RecipientId).Where(g => g.Count() > 1))
                Broken("notice", conversation, $"{same.Count()} notices for {same.First().Name} are current, where one is the most");
            if (conversation.IsUnanswered)
                Unanswered(conversation);
            else if (conversation.LookAt is null)
                AtRest(conversation);
        }
    }

    private void AtRest(Conversation conversation)
    {
        if (conversation.State != ConversationState.NotWaiting)
            Broken("state", conversation, $"it is stored as {Json.Name(conversation.State)}, waits for nothing, and nobody will look at it");
        NobodyWaits(conversation);
    }

    private void Unanswered(Conversation conversation)
    {
        if (conversation.LookAt is not { } lookAt)
        {
            Broken("look", conversation, "a visitor's message is unanswered, and nobody will ever look at it");
            return;
        }

        if (lookAt > Now + Conversation.SafetyNet + ClockSkew)
            Broken("look", conversation, $"the next look, at {lookAt:u}, is more than an hour away");

        // What the clock changed about the account (a grace that ran out) wakes its conversations: it is a look at them, too.
        var due = facts.Account.LookAt < lookAt ? facts.Account.LookAt.Value : lookAt;
        if (due + CheckPromise.Grace < Now)
            Overdue(conversation, due);
        var gathered = facts.Gather(conversation);
        if (gathered.Situation.Conversation.Waiting)
            found.Waiting++;
        if (due <= Now)
            return;
        var outcome = Ladder.Decide(gathered.Situation);
        CheckState(conversation, lookAt, outcome);
        if (gathered.IsWithEmptyChair)
            Broken("assignment", conversation, "it waits for whom it is assigned to, and none of them has a living device");
        if (outcome.State == ConversationState.NotWaiting)
            NobodyWaits(conversation);
        else
            CheckNotices(conversation, gathered, outcome);
        if (outcome.State == ConversationState.NobodyToTell)
            found.NobodyToTell.Add(new InRed(conversation.AccountId, conversation.Id, gathered.Situation.Conversation.WaitingSince));
    }

    /// <summary>Without a server nothing is looked at, and nothing is lost: it is done as soon as one runs.</summary>
    private void Overdue(Conversation conversation, DateTimeOffset due)
    {
        if (served)
            Broken("look", conversation, $"it was due at {due:u}, and the running server has not looked at it");
        else
            found.Warnings.Add(Line("look", conversation, $"it was due at {due:u}; no server runs"));
    }

    private void CheckState(Conversation conversation, DateTimeOffset lookAt, Outcome outcome)
    {
        if (outcome.State != conversation.State)
        {
            Broken("state", conversation,
                $"it is stored as {Json.Name(conversation.State)}, {Missing(conversation.State)}: by the facts it is {Json.Name(outcome.State)}");
        }

        if (outcome.LookAt < lookAt)
            Broken("look", conversation, $"somebody waits until {outcome.LookAt:u}, and the next look is only at {lookAt:u}");
    }

    /// <summary>The witness that a state must have, in words, for when it has none.</summary>
    private static string Missing(ConversationState state) => state switch
    {
        ConversationState.NotWaiting => "and it waits",
        ConversationState.Due => "and nobody waits for a moment",
        ConversationState.Announced => "and no living mail covers its newest message",
        ConversationState.Opened => "and nobody who counts has opened it",
        ConversationState.InFrontOfTeam => "and it is not in front of an online team",
        _ => "and somebody was told or can be",
    };

    /// <summary>A look happened after the last change of a fact, so everybody there is has a verdict, and it is the one of now.</summary>
    private void CheckNotices(Conversation conversation, Gathered gathered, Outcome outcome)
    {
        var newest = gathered.Situation.Conversation.Messages[^1].Number;
        var notices = current[conversation.Id].ToLookup(n => n.RecipientId);
        foreach (var (recipient, decision) in gathered.Recipients.Zip(outcome.Recipients))
        {
            if (decision.Verdict == Verdict.Send)
                Broken("look", conversation, $"{recipient.Name} should be sent an e-mail now, and the next look is only at {conversation.LookAt:u}");
            if (notices[recipient.Id].FirstOrDefault() is not { } notice)
                Broken("notice", conversation, $"{recipient.Name} has no notice: nobody decided to be silent");
            else if (notice.UpTo != newest)
                Broken("notice", conversation, $"the notice of {recipient.Name} judged message {notice.UpTo}, and the newest is {newest}");
            else if (decision.Verdict != Verdict.Send && !Says(notice, decision))
                Broken("notice", conversation, $"the notice of {recipient.Name} says {Words(notice)}, and by the facts it is {Words(decision)}");
        }
    }

    /// <summary>A mail that was decided on is, a moment later, one that they have.</summary>
    private static bool Says(Notice notice, Decision decision) =>
        (notice.Kind == decision.Kind && notice.Verdict == decision.Verdict && notice.Reason == decision.Reason && notice.Until == decision.Until)
        || (notice.Verdict == Verdict.Send && decision.Reason == Reason.AlreadyTold);

    private void NobodyWaits(Conversation conversation)
    {
        var present = recipients.Select(r => r.Id).ToHashSet();
        foreach (var notice in current[conversation.Id].Where(n => n.Verdict == Verdict.Wait && present.Contains(n.RecipientId)))
            Broken("notice", conversation, $"the notice of {notice.Name} still waits ({notice.Reason}), and the conversation does not");
    }

    /// <summary>The facts a notice was decided by, put to the ladder once more, give what it says.</summary>
    private async Task Replay(List<Notice> notices)
    {
        // Situations are written in whole seconds of delay; with finer ones they would be another question.
        if (!IsWholeSeconds(facts.Delays))
            return;
        var ids = notices.Select(n => n.SituationId).Distinct().ToList();
        var outcomes = await Situations.In(db, ids).ToDictionaryAsync(s => s.Id, Decide);
        foreach (var notice in notices)
        {
            var decision = outcomes.TryGetValue(notice.SituationId, out var outcome)
                ? outcome?.Recipients.SingleOrDefault(r => r.Id == notice.RecipientId.ToString())
                : null;
            if (decision is null)
                BrokenReplay(notice, "its situation cannot be read, or does not know them");
            else if (notice.Kind != decision.Kind || notice.Verdict != decision.Verdict || notice.Reason != decision.Reason)
                BrokenReplay(notice, $"its situation gives {Words(decision)}");
        }
    }

    private static Outcome? Decide(StoredSituation stored)
    {
        try
        {
            return Ladder.Decide(SituationJson.Read(stored.Json));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsWholeSeconds(Delays delays) =>
        new[] { delays.Offline, delays.Accept, delays.VisitorGrace, delays.Throttle, delays.ThrottleMax }
            .All(d => d.Ticks % TimeSpan.TicksPerSecond == 0);

    private static string Words(Notice notice) => $"{Json.Name(notice.Verdict)} {notice.Reason}{(notice.Until is { } until ? $" until {until:u}" : "")}";

    private static string Words(Decision decision) =>
        $"{Json.Name(decision.Verdict)} {decision.Reason}{(decision.Until is { } until ? $" until {until:u}" : "")}";

    private void BrokenReplay(Notice notice, string what) => found.Broken.Add(new Breach(
        "replay", notice.AccountId, notice.ConversationId, null,
        $"Conversation {notice.ConversationId}: the notice of {notice.Name} says {Words(notice)}, and {what}."));

    private void Broken(string rule, Conversation conversation, string what) => found.Broken.Add(Line(rule, conversation, what));

    private static Breach Line(string rule, Conversation conversation, string what) =>
        new(rule, conversation.AccountId, conversation.Id, null, $"Conversation {conversation.Id}: {what}.");
}
