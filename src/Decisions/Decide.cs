namespace Nightbell.Decisions;

/// <summary>
/// The ladder of <c>docs/reasons.md</c>: for each recipient the first line that applies is the reason.
/// The lines stand here in the order of that page and of <see cref="Reason"/>; compare them line by line.
/// </summary>
public static class Ladder
{
    /// <summary>Decides for every recipient of one situation. Pure: the same facts give the same outcome.</summary>
    /// <exception cref="ArgumentException">The conversation waits without an unanswered message.</exception>
    public static Outcome Decide(Situation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        if (situation.Conversation.Waiting && situation.Conversation.Messages.Count == 0)
            throw new ArgumentException("A conversation that waits has at least one unanswered message.", nameof(situation));

        var decisions = new Decision[situation.Recipients.Count];
        for (var i = 0; i < decisions.Length; i++)
            decisions[i] = WhateverTheKind(new Case(situation, situation.Recipients[i]));

        if (NobodyIsReached(situation, decisions))
            FallBack(situation, decisions);

        return new Outcome(StateOf(situation, decisions), EarliestUntil(decisions), decisions);
    }

    private static Decision WhateverTheKind(Case c)
    {
        if (!c.Situation.Conversation.Waiting)
            return c.Skip(Reason.Answered);
        if (!c.Recipient.Active)
            return c.Skip(Reason.AgentInactive);
        if (!c.Recipient.InTeam)
            return c.Skip(Reason.OtherGroup);
        if (c.Recipient.ToldUpTo >= c.Newest)
            return c.Skip(Reason.AlreadyTold);
        return c.Situation.Team.Online ? TeamOnline(c) : TeamOffline(c);
    }

    private static Decision TeamOffline(Case c)
    {
        if (c.Recipient.OpenedUpTo >= c.Newest)
            return c.Skip(Reason.Opened);
        return NoMailForNow(c)
            ?? c.WaitUntil(c.OfflineDeadline, Reason.OfflineDelay)
            ?? c.Send(Reason.OfflineMessage);
    }

    private static Decision TeamOnline(Case c)
    {
        if (!c.OnlineSinceOldestNews)
            return c.Skip(Reason.ColleagueOnline);
        if (c.OldestNewsCameOffline && c.WaitUntil(c.UnacceptedDeadline, Reason.CameBackOnline) is { } cameBack)
            return cameBack;
        return Unaccepted(c, c.UnacceptedDeadline);
    }

    /// <summary>The lines below <see cref="Reason.CameBackOnline"/>.</summary>
    private static Decision Unaccepted(Case c, DateTimeOffset deadline)
    {
        if (!c.Situation.Package.Unaccepted)
            return c.Skip(Reason.NotInPackage);
        return NoMailForNow(c)
            ?? c.WaitUntil(deadline, Reason.AcceptDelay)
            ?? c.Send(Reason.UnacceptedConversation);
    }

    /// <summary>The five lines that both kinds share, each with its own kind's switches; null when none applies.</summary>
    private static Decision? NoMailForNow(Case c)
    {
        if (!c.KindIsOn)
            return c.Skip(Reason.NotificationsOff);
        if (!c.RecipientWantsIt)
            return c.Skip(Reason.TurnedOffByAgent);
        if (!c.Recipient.AddressUsable)
            return c.Skip(Reason.AddressUnusable);
        if (c.Recipient.FailedUpTo >= c.Newest)
            return c.Skip(Reason.MailFailed);
        return c.WaitUntil(
            Throttle.Until(c.Recipient.ToldCount, c.Recipient.LastToldAt, c.Situation.Delays), Reason.Throttled);
    }

    /// <summary>
    /// E-mail of this kind is on (and in the package), nobody is sent to, waits, is told or has opened;
    /// and somebody's mail cannot arrive, or there is nobody in the team whom it could reach.
    /// </summary>
    private static bool NobodyIsReached(Situation situation, Decision[] decisions)
    {
        if (!situation.Conversation.Waiting)
            return false;
        var on = situation.Team.Online
            ? situation.Package.Unaccepted && situation.Settings.UnacceptedConversations
            : situation.Settings.OfflineMessages;
        if (!on)
            return false;

        var mailCannotArrive = false;
        foreach (var decision in decisions)
        {
            if (Reaches(decision))
                return false;
            mailCannotArrive |= decision.Reason is Reason.AddressUnusable or Reason.MailFailed;
        }

        return mailCannotArrive || !situation.Recipients.Any(r => r is { Kind: RecipientKind.Agent, Active: true, InTeam: true });
    }

    private static void FallBack(Situation situation, Decision[] decisions)
    {
        for (var i = 0; i < decisions.Length; i++)
        {
            var recipient = situation.Recipients[i];
            var asked = decisions[i].Reason == Reason.ColleagueOnline || recipient is { Kind: RecipientKind.Agent, FullAccess: true };
            if (!asked)
                continue;
            var now = AsIfOfTheTeam(new Case(situation, recipient));
            if (Reaches(now))
                decisions[i] = now.Verdict == Verdict.Send ? now with { Reason = Reason.Fallback } : now;
        }
    }

    private static Decision AsIfOfTheTeam(Case c)
    {
        if (c.Recipient.ToldUpTo >= c.Newest)
            return c.Skip(Reason.AlreadyTold);
        return c.Situation.Team.Online ? Unaccepted(c, c.FallbackUnacceptedDeadline) : TeamOffline(c);
    }

    /// <summary>The conversation is or will be in front of this recipient.</summary>
    private static bool Reaches(Decision decision) =>
        decision.Verdict is Verdict.Send or Verdict.Wait || decision.Reason is Reason.AlreadyTold or Reason.Opened;

    private static ConversationState StateOf(Situation situation, Decision[] decisions)
    {
        if (!situation.Conversation.Waiting)
            return ConversationState.NotWaiting;
        if (decisions.Any(d => d.Verdict == Verdict.Wait))
            return ConversationState.Due;
        if (decisions.Any(d => d.Verdict == Verdict.Send || d.Reason == Reason.AlreadyTold))
            return ConversationState.Announced;
        if (decisions.Any(d => d.Reason == Reason.Opened))
            return ConversationState.Opened;
        return situation.Team.Online ? ConversationState.InFrontOfTeam : ConversationState.NobodyToTell;
    }

    private static DateTimeOffset? EarliestUntil(Decision[] decisions)
    {
        DateTimeOffset? earliest = null;
        foreach (var decision in decisions)
        {
            if (decision.Until is { } until && !(until >= earliest))
                earliest = until;
        }

        return earliest;
    }
}
