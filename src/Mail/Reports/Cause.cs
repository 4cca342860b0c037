using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Reports;

/// <summary>Why a mail did not arrive, in the order people meet the causes.</summary>
public enum Cause
{
    /// <summary>The mailbox is full.</summary>
    MailboxFull,

    /// <summary>There is no such address.</summary>
    WrongAddress,

    /// <summary>The mailbox is switched off.</summary>
    AccountDisabled,

    /// <summary>The domain does not exist or takes no mail.</summary>
    DomainNotFound,

    /// <summary>The receiving server blocks our domain or address.</summary>
    SenderBlocked,

    /// <summary>A filter took the mail for spam, or disliked what is in it.</summary>
    SpamOrContent,

    /// <summary>The mailbox or group refuses senders such as us.</summary>
    RecipientPolicy,

    /// <summary>Our own sending set-up is at fault.</summary>
    SenderSetup,

    /// <summary>The mail is too big.</summary>
    MessageTooBig,

    /// <summary>Too many mails at once.</summary>
    RateLimited,

    /// <summary>A server on the way is in trouble.</summary>
    ServerProblem,

    /// <summary>The server's words tell nothing we know.</summary>
    Unknown,
}

/// <summary>What is true of every cause.</summary>
public static class Causes
{
    /// <summary>The cause's name in snake_case, as stored and shown by the API.</summary>
    public static string Name(Cause cause) => cause switch
    {
        Cause.MailboxFull => "mailbox_full",
        Cause.WrongAddress => "wrong_address",
        Cause.AccountDisabled => "account_disabled",
        Cause.DomainNotFound => "domain_not_found",
        Cause.SenderBlocked => "sender_blocked",
        Cause.SpamOrContent => "spam_or_content",
        Cause.RecipientPolicy => "recipient_policy",
        Cause.SenderSetup => "sender_setup",
        Cause.MessageTooBig => "message_too_big",
        Cause.RateLimited => "rate_limited",
        Cause.ServerProblem => "server_problem",
        Cause.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };

    /// <summary>The cause of a name; null for none and for one that is no cause's.</summary>
    public static Cause? Parse(string? name)
    {
        foreach (var cause in Enum.GetValues<Cause>())
            if (Name(cause) == name)
                return cause;
        return null;
    }

    /// <summary>Whether the cause itself is permanent: one such failure makes the address unusable until it is changed or confirmed.</summary>
    public static bool Hard(Cause cause) => cause is Cause.WrongAddress or Cause.AccountDisabled or Cause.DomainNotFound;

    /// <summary>Whether such failures say anything about the address. Those of our set-up, of servers, of pace and of size never do.</summary>
    public static bool CountsAgainstAddress(Cause cause) =>
        cause is not (Cause.SenderSetup or Cause.RateLimited or Cause.ServerProblem or Cause.MessageTooBig);
}

/// <summary>What a server's words mean.</summary>
/// <param name="Cause">The cause they tell of.</param>
/// <param name="Hard">Whether this failure makes the address unusable at once: the cause is a hard one and the refusal was permanent.</param>
/// <param name="EnhancedStatus">The status of RFC 3463 in the reply, or null.</param>
public sealed record Classification(Cause Cause, bool Hard, string? EnhancedStatus)
{
    /// <summary>Whether the failure says anything about the address.</summary>
    public bool CountsAgainstAddress => Causes.CountsAgainstAddress(Cause);
}
