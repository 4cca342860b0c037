namespace Nightbell.Decisions.Tests;

/// <summary>Situations to begin from: a visitor wrote at 2:00 in the night, and nothing else has happened.</summary>
internal static class Given
{
    public static readonly DateTimeOffset TwoOClock = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    public static readonly Delays Delays = new(
        Offline: Minutes(2), Accept: Minutes(5), VisitorGrace: Minutes(1), Throttle: Minutes(2), ThrottleMax: Minutes(60));

    public static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    /// <summary>So many minutes after two o'clock.</summary>
    public static DateTimeOffset At(double minutes) => TwoOClock + Minutes(minutes);

    /// <summary>An active full-access agent of the team who went offline the evening before.</summary>
    public static RecipientFacts Agent(string id = "anna") => new(
        id, RecipientKind.Agent, Active: true, InTeam: true, FullAccess: true, AddressUsable: true,
        OfflineMessages: true, UnacceptedConversations: true,
        Online: false, FirstOnlineAt: null, LastOnlineAt: At(-540),
        OpenedUpTo: 0, ToldUpTo: 0, FailedUpTo: 0, ToldCount: 0, LastToldAt: null);

    public static RecipientFacts Limited(string id) => Agent(id) with { FullAccess = false };

    public static RecipientFacts Additional(string id) => Agent(id) with
    {
        Kind = RecipientKind.Additional, FullAccess = false, LastOnlineAt = null,
    };

    /// <summary>An agent who has been online since the evening before, and is.</summary>
    public static RecipientFacts Present(string id = "anna") => Agent(id) with
    {
        Online = true, FirstOnlineAt = At(0), LastOnlineAt = At(600),
    };

    /// <summary>Message 1 came at 2:00; the team has been offline since the evening before.</summary>
    public static Situation OfflineAt(double minutes, params RecipientFacts[] recipients) => new(
        At(minutes), Delays, new PackageFacts(Unaccepted: true), new SettingsFacts(OfflineMessages: true, UnacceptedConversations: true),
        new ConversationFacts(Waiting: true, At(0), VisitorLeftAt: null, [new MessageFacts(1, At(0), Offline: true)]),
        new TeamFacts(Online: false, At(-540), At(-540)),
        recipients.Length == 0 ? [Agent()] : recipients);

    /// <summary>Message 1 came at 2:00; the team has been online since the evening before.</summary>
    public static Situation OnlineAt(double minutes, params RecipientFacts[] recipients) =>
        OfflineAt(minutes, recipients.Length == 0 ? [Present()] : recipients) with
        {
            Conversation = new ConversationFacts(Waiting: true, At(0), VisitorLeftAt: null, [new MessageFacts(1, At(0), Offline: false)]),
            Team = new TeamFacts(Online: true, At(-540), OfflineSince: null),
        };

    public static Situation With(this Situation situation, Func<ConversationFacts, ConversationFacts> change) =>
        situation with { Conversation = change(situation.Conversation) };

    public static Situation With(this Situation situation, Func<RecipientFacts, RecipientFacts> change) =>
        situation with { Recipients = [.. situation.Recipients.Select(change)] };

    public static MessageFacts Message(long number, double minutes, bool offline = true) => new(number, At(minutes), offline);

    public static Situation Messages(this Situation situation, params MessageFacts[] messages) =>
        situation.With((ConversationFacts c) => c with { Messages = messages });

    public static Situation TeamOfflineSince(this Situation situation, double minutes, double? ignoringFlicker = null) =>
        situation with { Team = new TeamFacts(Online: false, At(minutes), At(ignoringFlicker ?? minutes)) };
}
