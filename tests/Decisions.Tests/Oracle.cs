using System.Numerics;

namespace Nightbell.Decisions.Tests;

/// <summary>
/// The page in another hand, slow and plain: every line of the ladder is a row with a condition, all of them are evaluated,
/// the first that holds is taken; moments are whole numbers without an end, cut only when they are compared with an answer.
/// </summary>
internal static class Oracle
{
    private enum Does { Skip, Wait, Send }

    public static Outcome Decide(Situation s)
    {
        var kind = s.Team.Online ? NoticeKind.UnacceptedConversation : NoticeKind.OfflineMessage;
        var first = s.Recipients.Select(r => FirstThatApplies(Table(s, r, asFallback: false), s, r, kind)).ToList();
        var final = first.ToList();
        if (s.Conversation.Waiting && FallbackIsOn(s) && !first.Exists(Silences) && (first.Exists(Fails) || TeamIsEmpty(s)))
        {
            for (var i = 0; i < final.Count; i++)
            {
                var r = s.Recipients[i];
                if (first[i].Reason != Reason.ColleagueOnline && !(r.Kind == RecipientKind.Agent && r.FullAccess))
                    continue;
                var again = FirstThatApplies(Table(s, r, asFallback: true), s, r, kind);
                if (again.Verdict == Verdict.Send)
                    final[i] = again with { Reason = Reason.Fallback };
                else if (again.Verdict == Verdict.Wait || again.Reason == Reason.AlreadyTold || again.Reason == Reason.Opened)
                    final[i] = again;
            }
        }

        return new Outcome(State(s, final), final.Min(d => d.Until), final);
    }

    private static IEnumerable<(Reason Reason, Does Does, bool When, BigInteger Until)> Table(Situation s, RecipientFacts r, bool asFallback)
    {
        var now = T(s.Now);
        var numbers = s.Conversation.Messages.Select(m => m.Number).ToList();
        var newest = numbers.Count == 0 ? 0 : numbers.Max();
        var news = s.Conversation.Messages.Where(m => IsNews(m, s, r)).ToList();
        var oldestNews = news.Count == 0 ? 0 : BigInteger.Max(T(news[0].At), T(s.Conversation.WaitingSince));
        var offline = !s.Team.Online;
        var online = s.Team.Online;
        var inTeamLines = !asFallback;

        var offlineDeadline = BigInteger.Min(
            BigInteger.Max(oldestNews, T(s.Team.Since)) + s.Delays.Offline.Ticks,
            BigInteger.Max(oldestNews, T(s.Team.OfflineSince ?? s.Team.Since)) + s.Delays.Offline.Ticks + s.Delays.Accept.Ticks);

        var start = r.FirstOnlineAt is null ? oldestNews : BigInteger.Max(oldestNews, T(r.FirstOnlineAt.Value));
        var unacceptedDeadline = start + s.Delays.Accept.Ticks;
        if (s.Conversation.VisitorLeftAt is not null && T(s.Conversation.VisitorLeftAt.Value) >= start)
            unacceptedDeadline = BigInteger.Min(unacceptedDeadline, T(s.Conversation.VisitorLeftAt.Value) + s.Delays.VisitorGrace.Ticks);
        if (asFallback)
            unacceptedDeadline = oldestNews + s.Delays.Accept.Ticks;

        BigInteger pause = s.Delays.Throttle.Ticks;
        for (var mail = 1; mail < r.ToldCount && pause > 0 && pause < s.Delays.ThrottleMax.Ticks; mail++)
            pause *= 2;
        pause = BigInteger.Min(pause, s.Delays.ThrottleMax.Ticks);
        var throttledUntil = r.ToldCount > 0 && r.LastToldAt is not null ? T(r.LastToldAt.Value) + pause : 0;

        var wasOnline = r.Online || (r.LastOnlineAt is not null && T(r.LastOnlineAt.Value) >= oldestNews);
        var accountOn = offline ? s.Settings.OfflineMessages : s.Settings.UnacceptedConversations;
        var recipientOn = offline ? r.OfflineMessages : r.UnacceptedConversations;

        yield return (Reason.Answered, Does.Skip, !s.Conversation.Waiting, 0);
        yield return (Reason.AgentInactive, Does.Skip, inTeamLines && !r.Active, 0);
        yield return (Reason.OtherGroup, Does.Skip, inTeamLines && !r.InTeam, 0);
        yield return (Reason.AlreadyTold, Does.Skip, r.ToldUpTo >= newest, 0);
        yield return (Reason.Opened, Does.Skip, offline && r.OpenedUpTo >= newest, 0);
        yield return (Reason.ColleagueOnline, Does.Skip, online && inTeamLines && !wasOnline, 0);
        yield return (Reason.CameBackOnline, Does.Wait,
            online && inTeamLines && news.Count > 0 && news[0].Offline && now < Cut(unacceptedDeadline), unacceptedDeadline);
        yield return (Reason.NotInPackage, Does.Skip, online && !s.Package.Unaccepted, 0);
        yield return (Reason.NotificationsOff, Does.Skip, !accountOn, 0);
        yield return (Reason.TurnedOffByAgent, Does.Skip, !recipientOn, 0);
        yield return (Reason.AddressUnusable, Does.Skip, !r.AddressUsable, 0);
        yield return (Reason.MailFailed, Does.Skip, r.FailedUpTo >= newest, 0);
        yield return (Reason.Throttled, Does.Wait, now < Cut(throttledUntil), throttledUntil);
        yield return (Reason.OfflineDelay, Does.Wait, offline && now < Cut(offlineDeadline), offlineDeadline);
        yield return (Reason.OfflineMessage, Does.Send, offline, 0);
        yield return (Reason.AcceptDelay, Does.Wait, online && now < Cut(unacceptedDeadline), unacceptedDeadline);
        yield return (Reason.UnacceptedConversation, Does.Send, online, 0);
    }

    private static Decision FirstThatApplies(
        IEnumerable<(Reason Reason, Does Does, bool When, BigInteger Until)> table, Situation s, RecipientFacts r, NoticeKind kind)
    {
        var line = table.ToList().Find(candidate => candidate.When);
        return line.Does switch
        {
            Does.Skip => new Decision(r.Id, Verdict.Skip, kind, line.Reason),
            Does.Wait => new Decision(r.Id, Verdict.Wait, kind, line.Reason, new DateTimeOffset((long)Cut(line.Until), TimeSpan.Zero)),
            _ => new Decision(r.Id, Verdict.Send, kind, line.Reason,
                Messages: [.. s.Conversation.Messages.Where(m => IsNews(m, s, r)).Select(m => m.Number)]),
        };
    }

    private static bool IsNews(MessageFacts m, Situation s, RecipientFacts r) =>
        m.Number > r.ToldUpTo && (s.Team.Online || m.Number > r.OpenedUpTo);

    private static bool FallbackIsOn(Situation s) =>
        s.Team.Online ? s.Settings.UnacceptedConversations && s.Package.Unaccepted : s.Settings.OfflineMessages;

    private static bool Silences(Decision d) =>
        d.Verdict == Verdict.Send || d.Verdict == Verdict.Wait || d.Reason == Reason.AlreadyTold || d.Reason == Reason.Opened;

    private static bool Fails(Decision d) => d.Reason == Reason.AddressUnusable || d.Reason == Reason.MailFailed;

    private static bool TeamIsEmpty(Situation s) =>
        !s.Recipients.Any(r => r.Kind == RecipientKind.Agent && r.Active && r.InTeam);

    private static ConversationState State(Situation s, List<Decision> decisions)
    {
        if (!s.Conversation.Waiting)
            return ConversationState.NotWaiting;
        if (decisions.Exists(d => d.Verdict == Verdict.Wait))
            return ConversationState.Due;
        if (decisions.Exists(d => d.Verdict == Verdict.Send) || decisions.Exists(d => d.Reason == Reason.AlreadyTold))
            return ConversationState.Announced;
        if (decisions.Exists(d => d.Reason == Reason.Opened))
            return ConversationState.Opened;
        return s.Team.Online ? ConversationState.InFrontOfTeam : ConversationState.NobodyToTell;
    }

    private static BigInteger T(DateTimeOffset moment) => moment.UtcTicks;

    private static BigInteger Cut(BigInteger ticks) =>
        BigInteger.Min(BigInteger.Max(ticks, 0), DateTimeOffset.MaxValue.UtcTicks);
}
