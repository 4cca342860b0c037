namespace Nightbell.Decisions;

/// <summary>
/// Every why and why-not, in ladder order: for each recipient the first line that applies is the reason.
/// The order is part of the contract; <c>docs/reasons.md</c> stands in the same order, and a test keeps it so.
/// </summary>
public enum Reason
{
    /// <summary>Skip: the conversation does not wait; it is served, answered or resolved.</summary>
    Answered,

    /// <summary>Skip: not an active agent.</summary>
    AgentInactive,

    /// <summary>Skip: not in the conversation's team.</summary>
    OtherGroup,

    /// <summary>Skip: a living mail to this recipient covers the newest message.</summary>
    AlreadyTold,

    /// <summary>Skip, team offline: the agent opened the conversation after the newest message.</summary>
    Opened,

    /// <summary>Skip, team online: not online at any moment since the oldest news, and a colleague of the team is.</summary>
    ColleagueOnline,

    /// <summary>Wait, team online: the oldest news came while the team was offline and the agent has come online since.</summary>
    CameBackOnline,

    /// <summary>Skip, team online: the package has no e-mail for unaccepted conversations.</summary>
    NotInPackage,

    /// <summary>Skip: e-mail of this kind is switched off for the account.</summary>
    NotificationsOff,

    /// <summary>Skip: the recipient switched e-mail of this kind off for themselves.</summary>
    TurnedOffByAgent,

    /// <summary>Skip: the recipient's address is unusable and was neither changed nor confirmed since.</summary>
    AddressUnusable,

    /// <summary>Skip: a mail to the present address that covered the newest message bounced or expired.</summary>
    MailFailed,

    /// <summary>Wait: the throttle has not run out.</summary>
    Throttled,

    /// <summary>Wait, team offline: before the offline deadline.</summary>
    OfflineDelay,

    /// <summary>Send, team offline.</summary>
    OfflineMessage,

    /// <summary>Wait, team online: before the agent's unaccepted deadline.</summary>
    AcceptDelay,

    /// <summary>Send, team online: the agent was online at some moment since the oldest news, and nobody accepted.</summary>
    UnacceptedConversation,

    /// <summary>Send: nobody else was reached.</summary>
    Fallback,
}
