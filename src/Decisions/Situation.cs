namespace Nightbell.Decisions;

/// <summary>All facts a decision may know about one conversation at one moment. Times are UTC.</summary>
/// <param name="Now">The moment of the decision: a fact like any other.</param>
/// <param name="Delays">Configured delays.</param>
/// <param name="Package">What the account's package includes.</param>
/// <param name="Settings">The account's two switches.</param>
/// <param name="Conversation">What the visitor wrote and whether it waits.</param>
/// <param name="Team">Whether the conversation's team is online, and since when.</param>
/// <param name="Recipients">Every agent of the account and every confirmed additional recipient.</param>
public sealed record Situation(
    DateTimeOffset Now,
    Delays Delays,
    PackageFacts Package,
    SettingsFacts Settings,
    ConversationFacts Conversation,
    TeamFacts Team,
    IReadOnlyList<RecipientFacts> Recipients);

/// <summary>Delays; none is negative.</summary>
/// <param name="Offline">From the oldest news (or the team's going offline) to an offline mail.</param>
/// <param name="Accept">From the oldest news (or the agent's coming online) to a mail about an unaccepted conversation.</param>
/// <param name="VisitorGrace">How long a visitor who left may take to come back.</param>
/// <param name="Throttle">Pause after the first mail; doubles with each further one.</param>
/// <param name="ThrottleMax">The longest pause.</param>
public sealed record Delays(TimeSpan Offline, TimeSpan Accept, TimeSpan VisitorGrace, TimeSpan Throttle, TimeSpan ThrottleMax);

/// <summary>What the account's package includes.</summary>
/// <param name="Unaccepted">E-mail about unaccepted conversations.</param>
public sealed record PackageFacts(bool Unaccepted);

/// <summary>The account's switches.</summary>
/// <param name="OfflineMessages">E-mail about offline messages is on.</param>
/// <param name="UnacceptedConversations">E-mail about unaccepted conversations is on.</param>
public sealed record SettingsFacts(bool OfflineMessages, bool UnacceptedConversations);

/// <summary>What is known of the conversation.</summary>
/// <param name="Waiting">Open, with an unanswered visitor message, and not served.</param>
/// <param name="WaitingSince">When that last became true; any time when not waiting.</param>
/// <param name="VisitorLeftAt">When the visitor left the site; null while there or when never seen there.</param>
/// <param name="Messages">The visitor's unanswered messages, oldest first, numbers rising; at least one.</param>
public sealed record ConversationFacts(
    bool Waiting,
    DateTimeOffset WaitingSince,
    DateTimeOffset? VisitorLeftAt,
    IReadOnlyList<MessageFacts> Messages);

/// <summary>One unanswered visitor message.</summary>
/// <param name="Number">Its number in the conversation.</param>
/// <param name="At">When it came.</param>
/// <param name="Offline">It came while the team was offline.</param>
public sealed record MessageFacts(long Number, DateTimeOffset At, bool Offline);

/// <summary>The conversation's team.</summary>
/// <param name="Online">Inside office hours (if any) and at least one of the team is online.</param>
/// <param name="Since">When this state began.</param>
/// <param name="OfflineSince">While offline, the start of the present time offline ignoring online stretches shorter than
/// <see cref="Delays.Accept"/> (never later than <paramref name="Since"/>); null while online.</param>
public sealed record TeamFacts(bool Online, DateTimeOffset Since, DateTimeOffset? OfflineSince);

/// <summary>Who a recipient is.</summary>
public enum RecipientKind
{
    /// <summary>A person who answers.</summary>
    Agent,

    /// <summary>An address the account added: never online, in every team, active, not full access.</summary>
    Additional,
}

/// <summary>The facts about one recipient. <paramref name="OpenedUpTo"/>, <paramref name="ToldUpTo"/> and
/// <paramref name="FailedUpTo"/> count only what happened since the waiting began.</summary>
/// <param name="Id">Any text; the decision carries it back.</param>
/// <param name="Kind">Agent or additional recipient.</param>
/// <param name="Active">Active agents chat and are notified.</param>
/// <param name="InTeam">In the conversation's team.</param>
/// <param name="FullAccess">May change settings; asked when nobody else can be reached.</param>
/// <param name="AddressUsable">Mail to the present address is not known to fail for good.</param>
/// <param name="OfflineMessages">The recipient's own switch.</param>
/// <param name="UnacceptedConversations">The recipient's own switch.</param>
/// <param name="Online">Online now.</param>
/// <param name="FirstOnlineAt">The first moment since the waiting began at which they were online inside office hours; null for none.</param>
/// <param name="LastOnlineAt">The last such moment at all; null for never.</param>
/// <param name="OpenedUpTo">The newest message they opened; 0 for none.</param>
/// <param name="ToldUpTo">The newest message that a living mail to them covers; 0 for none.</param>
/// <param name="FailedUpTo">The newest message that a bounced or expired mail to their present address covered; 0 for none.</param>
/// <param name="ToldCount">Mails to them about this conversation since an agent last answered, withdrawn ones not counted.</param>
/// <param name="LastToldAt">When the last of those was queued.</param>
public sealed record RecipientFacts(
    string Id,
    RecipientKind Kind,
    bool Active,
    bool InTeam,
    bool FullAccess,
    bool AddressUsable,
    bool OfflineMessages,
    bool UnacceptedConversations,
    bool Online,
    DateTimeOffset? FirstOnlineAt,
    DateTimeOffset? LastOnlineAt,
    long OpenedUpTo,
    long ToldUpTo,
    long FailedUpTo,
    int ToldCount,
    DateTimeOffset? LastToldAt);
