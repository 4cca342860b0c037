using FsCheck;
using FsCheck.Fluent;

namespace Nightbell.Decisions.Tests;

/// <summary>What holds for every situation there is. The seeds are fixed and printed; change one to look elsewhere.</summary>
public sealed class PropertyTests(ITestOutputHelper output)
{
    private const int Situations = 20_000;

    /// <summary>Each recipient can wait for a throttle and a deadline, and once more as a fallback.</summary>
    private const int MostStepsPerRecipient = 6;

    [Fact]
    public void The_ladder_decides_as_the_page_says() => ForAll(1, s => Same(Oracle.Decide(s), Ladder.Decide(s)));

    [Fact]
    public void Every_recipient_is_decided_about_exactly_once_and_in_order() =>
        ForAll(2, s => Ladder.Decide(s).Recipients.Select(d => d.Id).SequenceEqual(s.Recipients.Select(r => r.Id)));

    [Fact]
    public void The_order_of_the_recipients_changes_nothing_else() => ForAll(3, s =>
    {
        var outcome = Ladder.Decide(s);
        var reversed = Ladder.Decide(s with { Recipients = [.. s.Recipients.Reverse()] });
        return Same(outcome, reversed with { Recipients = [.. reversed.Recipients.Reverse()] });
    });

    [Fact]
    public void The_next_look_is_later_than_now_and_the_earliest_wait() => ForAll(4, s =>
    {
        var outcome = Ladder.Decide(s);
        return (outcome.LookAt is null || outcome.LookAt > s.Now)
            && outcome.LookAt == outcome.Recipients.Min(d => d.Until)
            && outcome.Recipients.All(d => (d.Verdict == Verdict.Wait) == (d.Until is not null) && !(d.Until <= s.Now));
    });

    [Fact]
    public void Looking_again_when_it_is_due_comes_to_an_end_with_nobody_waiting() => ForAll(5, s =>
        Looks(s).Last().Outcome.LookAt is null && Looks(s).Last().Outcome.State != ConversationState.Due);

    [Fact]
    public void A_further_message_postpones_no_mail() => ForAll(6, s =>
    {
        var before = MailMoments(s, fallbackToo: false);
        var after = MailMoments(WithAFurtherMessage(s), fallbackToo: true);
        return before.All(mail => after.TryGetValue(mail.Key, out var then) && then <= mail.Value);
    });

    [Fact]
    public void A_further_message_postpones_no_fallback_mail_either_unless_it_gives_a_failed_address_another_try() => ForAll(7, s =>
    {
        var newest = s.Conversation.Messages[^1].Number;
        if (s.Recipients.Any(r => r.FailedUpTo >= newest))
            return true;
        var before = MailMoments(s, fallbackToo: true);
        var after = MailMoments(WithAFurtherMessage(s), fallbackToo: true);
        return before.All(mail => after.TryGetValue(mail.Key, out var then) && then <= mail.Value);
    });

    [Fact]
    public void While_the_team_is_online_whoever_was_not_is_sent_to_only_as_a_fallback() => ForAll(8, s =>
        !s.Team.Online || !s.Conversation.Waiting || s.Recipients.Zip(Ladder.Decide(s).Recipients).All(pair =>
            pair.Second is not { Verdict: Verdict.Send, Reason: not Reason.Fallback } || WasOnlineSinceOldestNews(s, pair.First)));

    [Fact]
    public void A_mail_carries_all_that_its_recipient_has_not_heard_of_and_nothing_else() => ForAll(9, s =>
        s.Recipients.Zip(Ladder.Decide(s).Recipients).All(pair => pair.Second.Verdict != Verdict.Send
            ? pair.Second.Messages is null
            : pair.Second.Messages is [.., var newest] && newest == s.Conversation.Messages[^1].Number && pair.Second.Messages.All(
                n => n > pair.First.ToldUpTo && (s.Team.Online || n > pair.First.OpenedUpTo))));

    [Fact]
    public void Never_silent_every_state_has_its_witness() => ForAll(10, s =>
    {
        var outcome = Ladder.Decide(s);
        return outcome.State switch
        {
            ConversationState.NotWaiting => !s.Conversation.Waiting && outcome.Recipients.All(d => d.Reason == Reason.Answered),
            _ when !s.Conversation.Waiting => false,
            ConversationState.Due => outcome.LookAt > s.Now,
            _ when outcome.LookAt is not null => false,
            ConversationState.Announced => outcome.Recipients.Any(d => d.Verdict == Verdict.Send || d.Reason == Reason.AlreadyTold),
            ConversationState.Opened => outcome.Recipients.Any(d => d.Reason == Reason.Opened),
            ConversationState.InFrontOfTeam => s.Team.Online && outcome.Recipients.All(IsAWhyNot),
            ConversationState.NobodyToTell => !s.Team.Online && outcome.Recipients.All(IsAWhyNot),
            _ => false,
        };
    });

    [Fact]
    public void Whoever_could_be_told_is_not_passed_over() => ForAll(11, s =>
    {
        // Nobody to tell is the red state: then no full-access agent with working mail who wants it is left, once a mail could not arrive.
        var outcome = Ladder.Decide(s);
        return outcome.State != ConversationState.NobodyToTell || !s.Settings.OfflineMessages
            || !outcome.Recipients.Any(d => d.Reason is Reason.AddressUnusable or Reason.MailFailed)
            || !s.Recipients.Any(r => r is { Kind: RecipientKind.Agent, FullAccess: true, AddressUsable: true, OfflineMessages: true }
                && r.FailedUpTo < s.Conversation.Messages[^1].Number);
    });

    [Fact]
    public void Chance_finds_every_reason_and_every_state()
    {
        var reasons = new HashSet<Reason>();
        var states = new HashSet<ConversationState>();

        ForAll(12, s =>
        {
            var outcome = Ladder.Decide(s);
            states.Add(outcome.State);
            reasons.UnionWith(outcome.Recipients.Select(d => d.Reason));
            return true;
        });

        Assert.Equal(Enum.GetValues<Reason>(), reasons.Order());
        Assert.Equal(Enum.GetValues<ConversationState>(), states.Order());
    }

    private void ForAll(ulong seed, Func<Situation, bool> holds)
    {
        output.WriteLine($"seed {seed}, {Situations} situations");
        var config = Config.QuickThrowOnFailure.WithMaxTest(Situations).WithReplay(seed, 1);
        Check.One(config, Prop.ForAll(RandomSituations.Any, holds));
    }

    /// <summary>The conversation looked at again and again when it is due, while nothing else changes.</summary>
    private static List<(DateTimeOffset At, Outcome Outcome)> Looks(Situation s)
    {
        var looks = new List<(DateTimeOffset, Outcome)> { (s.Now, Ladder.Decide(s)) };
        while (looks[^1].Item2.LookAt is { } next && looks.Count <= MostStepsPerRecipient * (s.Recipients.Count + 1))
            looks.Add((next, Ladder.Decide(s with { Now = next })));
        return looks;
    }

    private static Dictionary<string, DateTimeOffset> MailMoments(Situation s, bool fallbackToo) =>
        Looks(s)
            .SelectMany(look => look.Outcome.Recipients, (look, decision) => (look.At, decision))
            .Where(mail => mail.decision.Verdict == Verdict.Send && (fallbackToo || mail.decision.Reason != Reason.Fallback))
            .GroupBy(mail => mail.decision.Id)
            .ToDictionary(mails => mails.Key, mails => mails.Min(mail => mail.At));

    private static Situation WithAFurtherMessage(Situation s)
    {
        var last = s.Conversation.Messages[^1];
        return s.Messages([.. s.Conversation.Messages, new MessageFacts(last.Number + 10, s.Now, !s.Team.Online)]);
    }

    private static bool WasOnlineSinceOldestNews(Situation s, RecipientFacts r)
    {
        var firstNews = s.Conversation.Messages.First(m => m.Number > r.ToldUpTo).At;
        return r.Online || (r.LastOnlineAt >= firstNews && r.LastOnlineAt >= s.Conversation.WaitingSince);
    }

    private static bool IsAWhyNot(Decision d) =>
        d.Verdict == Verdict.Skip && d.Reason is not (Reason.Answered or Reason.AlreadyTold or Reason.Opened);

    private static bool Same(Outcome a, Outcome b) =>
        a.State == b.State && a.LookAt == b.LookAt && a.Recipients.Count == b.Recipients.Count
        && a.Recipients.Zip(b.Recipients).All(pair => pair.First with { Messages = null } == pair.Second with { Messages = null }
            && (pair.First.Messages ?? []).SequenceEqual(pair.Second.Messages ?? [])
            && pair.First.Messages is null == pair.Second.Messages is null);
}
