namespace Nightbell.Decisions;

/// <summary>What is done for a recipient.</summary>
public enum Verdict
{
    /// <summary>An e-mail goes out.</summary>
    Send,

    /// <summary>Looked at again at <see cref="Decision.Until"/>.</summary>
    Wait,

    /// <summary>No e-mail.</summary>
    Skip,
}

/// <summary>What a notice is about.</summary>
public enum NoticeKind
{
    /// <summary>The team is offline.</summary>
    OfflineMessage,

    /// <summary>The team is online and nobody accepted.</summary>
    UnacceptedConversation,
}

/// <summary>Where a conversation stands; the first that applies, in this order.</summary>
public enum ConversationState
{
    /// <summary>Served, answered or resolved.</summary>
    NotWaiting,

    /// <summary>There is a known next moment at which the system looks again.</summary>
    Due,

    /// <summary>At least one living e-mail covers it.</summary>
    Announced,

    /// <summary>Somebody opened it.</summary>
    Opened,

    /// <summary>In front of an online team for whom no e-mail is due.</summary>
    InFrontOfTeam,

    /// <summary>Nobody could be told: shown in red.</summary>
    NobodyToTell,
}

/// <summary>The decision about one recipient.</summary>
/// <param name="Id">The recipient's <see cref="RecipientFacts.Id"/>.</param>
/// <param name="Verdict">Send, wait or skip.</param>
/// <param name="Kind">By the team's state.</param>
/// <param name="Reason">The first line of the ladder that applies.</param>
/// <param name="Until">For <see cref="Verdict.Wait"/>: the moment to look again, later than <see cref="Situation.Now"/>; else null.</param>
/// <param name="Messages">For <see cref="Verdict.Send"/>: the numbers of the news; else null.</param>
public sealed record Decision(
    string Id,
    Verdict Verdict,
    NoticeKind Kind,
    Reason Reason,
    DateTimeOffset? Until = null,
    IReadOnlyList<long>? Messages = null);

/// <summary>The decisions about one conversation.</summary>
/// <param name="State">Where the conversation stands.</param>
/// <param name="LookAt">The earliest <see cref="Decision.Until"/>, or null.</param>
/// <param name="Recipients">One decision a recipient, in the order of <see cref="Situation.Recipients"/>.</param>
public sealed record Outcome(ConversationState State, DateTimeOffset? LookAt, IReadOnlyList<Decision> Recipients);
