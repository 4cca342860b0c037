using static Nightbell.Decisions.Reason;
using static Nightbell.Decisions.Tests.Given;
using static Nightbell.Decisions.Verdict;

namespace Nightbell.Decisions.Tests;

/// <summary>The ladder as a table: a row for each reason in order, then one for each subtlety. The first recipient is asked about.</summary>
public sealed class LadderTests
{
    private static readonly RecipientFacts CameBackAtOne = Agent() with { Online = true, FirstOnlineAt = At(1), LastOnlineAt = At(1) };

    private static readonly Row[] OneRowPerReason =
    [
        new(Answered, "An answered conversation mails nobody", OfflineAt(9).With(c => c with { Waiting = false }), Skip),
        new(AgentInactive, "An inactive agent is skipped", OfflineAt(9, Limited("x") with { Active = false }, Agent()), Skip),
        new(OtherGroup, "An agent of another group is skipped", OfflineAt(9, Limited("x") with { InTeam = false }, Agent()), Skip),
        new(AlreadyTold, "A living mail covers the newest message", OfflineAt(9, Agent() with { ToldUpTo = 1 }), Skip),
        new(Opened, "Who opened the newest message gets no offline mail", OfflineAt(9, Agent() with { OpenedUpTo = 1 }), Skip),
        new(ColleagueOnline, "Who was away leaves it to the colleague online", OnlineAt(9, Agent(), Present("bela")), Skip),
        new(CameBackOnline, "Who came back in time is handed the duty", OnlineAt(4, CameBackAtOne).Messages(Message(1, 0)), Wait, 6),
        new(NotInPackage, "The package has no such e-mail", OnlineAt(9) with { Package = new(Unaccepted: false) }, Skip),
        new(NotificationsOff, "The account switched it off", OfflineAt(9) with { Settings = new(false, true) }, Skip),
        new(TurnedOffByAgent, "The recipient switched it off", OfflineAt(9, Agent() with { OfflineMessages = false }), Skip),
        new(AddressUnusable, "The address is unusable", OfflineAt(9, Agent() with { AddressUsable = false }), Skip),
        new(MailFailed, "The same news is not sent twice to a failing address", OfflineAt(9, Agent() with { FailedUpTo = 1 }), Skip),
        new(Throttled, "A further mail keeps its distance", OfflineAt(9, Agent() with { ToldCount = 1, LastToldAt = At(8) }), Wait, 10),
        new(OfflineDelay, "Nobody is mailed before two minutes", OfflineAt(1), Wait, 2),
        new(OfflineMessage, "At two minutes the mail goes out", OfflineAt(2), Send, Messages: [1]),
        new(AcceptDelay, "Nobody is mailed while there is time to accept", OnlineAt(1), Wait, 5),
        new(UnacceptedConversation, "At five minutes nobody has accepted", OnlineAt(5), Send, Messages: [1]),
        new(Fallback, "Full access hears of it when nobody can be reached",
            OfflineAt(0, Agent() with { InTeam = false }, Limited("x") with { AddressUsable = false }) with { Now = At(2) }, Send, Messages: [1]),
    ];

    private static readonly Row[] OneRowPerSubtlety =
    [
        new(AgentInactive, "Inactive comes before another group", OfflineAt(9, Limited("x") with { Active = false, InTeam = false }, Agent()), Skip),
        new(AlreadyTold, "Told comes before opened", OfflineAt(9, Agent() with { ToldUpTo = 1, OpenedUpTo = 1 }), Skip),
        new(AlreadyTold, "Told holds while the team is online too", OnlineAt(9, Present() with { ToldUpTo = 1 }), Skip),
        new(OfflineDelay, "A tick before the deadline is before it", OfflineAt(2) with { Now = At(2).AddTicks(-1) }, Wait, 2),
        new(OfflineDelay, "The team's going offline starts the two minutes", OfflineAt(3).TeamOfflineSince(1.5), Wait, 3.5),
        new(OfflineDelay, "Flicker moves the deadline", OfflineAt(3).TeamOfflineSince(2.5, ignoringFlicker: -60), Wait, 4.5),
        new(OfflineMessage, "But flicker moves it no further than seven minutes",
            OfflineAt(7).TeamOfflineSince(6.5, ignoringFlicker: -60), Send, Messages: [1]),
        new(OfflineDelay, "Without offline since, the team's last change is taken",
            OfflineAt(3) with { Team = new TeamFacts(Online: false, At(2), OfflineSince: null) }, Wait, 4),
        new(OfflineMessage, "Opening an earlier message leaves the later ones as news",
            OfflineAt(3, Agent() with { OpenedUpTo = 1 }).Messages(Message(1, 0), Message(2, 1)), Send, Messages: [2]),
        new(OfflineDelay, "And the two minutes are counted from the first of them",
            OfflineAt(2, Agent() with { OpenedUpTo = 1 }).Messages(Message(1, 0), Message(2, 1)), Wait, 3),
        new(OfflineMessage, "What was told is no news", OfflineAt(9, Agent() with { ToldUpTo = 2, OpenedUpTo = 1 })
            .Messages(Message(1, 0), Message(2, 1), Message(3, 2)), Send, Messages: [3]),
        new(OfflineDelay, "The oldest news is never earlier than the waiting",
            OfflineAt(21).With(c => c with { WaitingSince = At(20) }), Wait, 22),
        new(NotificationsOff, "Settings come before the address", OfflineAt(9, Agent() with { OfflineMessages = false, AddressUsable = false })
            with { Settings = new(false, true) }, Skip),
        new(MailFailed, "A failed mail that covered every message is not repeated",
            OfflineAt(9, Agent() with { FailedUpTo = 2 }).Messages(Message(1, 0), Message(2, 1)), Skip),
        new(OfflineMessage, "The next message is tried again", OfflineAt(9, Agent() with { FailedUpTo = 1 })
            .Messages(Message(1, 0), Message(2, 1)), Send, Messages: [1, 2]),
        new(Throttled, "The throttle comes before the delay", OfflineAt(1, Agent() with { ToldCount = 1, LastToldAt = At(-0.5) }), Wait, 1.5),
        new(OfflineMessage, "A throttle that is reached has run out", OfflineAt(9, Agent() with { ToldCount = 1, LastToldAt = At(7) }), Send, Messages: [1]),
        new(Throttled, "The throttle doubles", OfflineAt(9, Agent() with { ToldCount = 3, LastToldAt = At(7) }), Wait, 15),
        new(Throttled, "Up to an hour", OfflineAt(9, Agent() with { ToldCount = 6, LastToldAt = At(7) }), Wait, 67),
        new(Throttled, "However often they were told", OfflineAt(9, Agent() with { ToldCount = int.MaxValue, LastToldAt = At(7) }), Wait, 67),
        new(OfflineMessage, "Without a mail that counts there is no throttle", OfflineAt(9, Agent() with { LastToldAt = At(9) }), Send, Messages: [1]),
        new(ColleagueOnline, "The moment before the oldest news does not count",
            OnlineAt(9, Agent() with { LastOnlineAt = At(0).AddTicks(-1) }, Present("bela")), Skip),
        new(UnacceptedConversation, "The moment of the oldest news counts",
            OnlineAt(9, Agent() with { LastOnlineAt = At(0), FirstOnlineAt = At(0) }, Present("bela")), Send, Messages: [1]),
        new(UnacceptedConversation, "Who is online is, whatever their last moment says",
            OnlineAt(9, Present() with { LastOnlineAt = At(-60) }), Send, Messages: [1]),
        new(ColleagueOnline, "An additional recipient is never online", OnlineAt(9, Additional("info@"), Present("bela")), Skip),
        new(CameBackOnline, "Coming back holds before the package is asked",
            OnlineAt(4, CameBackAtOne).Messages(Message(1, 0)) with { Package = new(Unaccepted: false) }, Wait, 6),
        new(UnacceptedConversation, "Who came back is mailed when nobody accepts",
            OnlineAt(6, CameBackAtOne).Messages(Message(1, 0)), Send, Messages: [1]),
        new(AcceptDelay, "It is the oldest news that came online or offline",
            OnlineAt(4, Present()).Messages(Message(1, 0, offline: false), Message(2, 1)), Wait, 5),
        new(CameBackOnline, "And never a later message",
            OnlineAt(4, CameBackAtOne).Messages(Message(1, 0), Message(2, 2, offline: false)), Wait, 6),
        new(AcceptDelay, "What was told does not tell how the oldest news came",
            OnlineAt(4, CameBackAtOne with { ToldUpTo = 1 }).Messages(Message(1, 0), Message(2, 2, offline: false)), Wait, 7),
        new(AcceptDelay, "Opening does not make it older", OnlineAt(4, Present() with { OpenedUpTo = 2 })
            .Messages(Message(1, 0, offline: false), Message(2, 3, offline: false)), Wait, 5),
        new(UnacceptedConversation, "Opening does not accept it", OnlineAt(5, Present() with { OpenedUpTo = 1 }), Send, Messages: [1]),
        new(UnacceptedConversation, "A visitor who leaves shortens the wait",
            OnlineAt(2).With(c => c with { VisitorLeftAt = At(1) }), Send, Messages: [1]),
        new(AcceptDelay, "By a minute's grace", OnlineAt(1.5).With(c => c with { VisitorLeftAt = At(1) }), Wait, 2),
        new(AcceptDelay, "But never lengthens it", OnlineAt(4.9).With(c => c with { VisitorLeftAt = At(4.8) }), Wait, 5),
        new(AcceptDelay, "Leaving at the start counts", OnlineAt(0.5).With(c => c with { VisitorLeftAt = At(0) }), Wait, 1),
        new(AcceptDelay, "Leaving before the start does not",
            OnlineAt(0.5).With(c => c with { VisitorLeftAt = At(0).AddTicks(-1) }), Wait, 5),
        new(AcceptDelay, "Who came online later has the whole time from then",
            OnlineAt(5, Present() with { FirstOnlineAt = At(3) }, Present("bela")), Wait, 8),
        new(TurnedOffByAgent, "Each kind has its own switch", OnlineAt(9, Present() with { UnacceptedConversations = false }), Skip),
        new(UnacceptedConversation, "And the other one does not matter", OnlineAt(9, Present() with { OfflineMessages = false })
            with { Settings = new(false, true) }, Send, Messages: [1]),
        new(OfflineMessage, "The package does not matter for offline messages", OfflineAt(9) with { Package = new(Unaccepted: false) }, Send, Messages: [1]),
    ];

    private static readonly Dictionary<string, Row> Rows = OneRowPerReason.Concat(OneRowPerSubtlety).ToDictionary(row => row.Name);

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_first_line_that_applies_is_the_reason(string row)
    {
        var expected = Rows[row];

        var outcome = Ladder.Decide(expected.Situation);

        var decision = outcome.Recipients[0];
        Assert.Equal((expected.Reason, expected.Verdict), (decision.Reason, decision.Verdict));
        Assert.Equal(expected.UntilMinute is { } minute ? At(minute) : null, decision.Until);
        Assert.Equal(expected.Messages, decision.Messages);
        Assert.Equal(expected.Situation.Recipients[0].Id, decision.Id);
        Assert.Equal(expected.Situation.Team.Online ? NoticeKind.UnacceptedConversation : NoticeKind.OfflineMessage, decision.Kind);
    }

    [Fact]
    public void The_table_has_a_row_for_every_reason_in_the_order_of_the_ladder() =>
        Assert.Equal(Enum.GetValues<Reason>(), OneRowPerReason.Select(row => row.Reason));

    private sealed record Row(
        Reason Reason, string Name, Situation Situation, Verdict Verdict, double? UntilMinute = null, long[]? Messages = null);
}
