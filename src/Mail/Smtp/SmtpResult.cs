namespace Nightbell.Mail.Smtp;

/// <summary>Sender and recipient as the servers see them (RFC 5321, 2.3.1), which need not be those in the message.</summary>
/// <param name="From">Where reports go; empty for none.</param>
/// <param name="To">The one recipient.</param>
/// <param name="EnvelopeId">ENVID (RFC 3461, 4.4), at most 100 characters, given back in reports; null for none.</param>
public sealed record Envelope(string From, string To, string? EnvelopeId = null);

/// <summary>What the server said, word for word.</summary>
/// <param name="Code">The three-digit code.</param>
/// <param name="EnhancedStatus">The status of RFC 3463 that opens the text ("5.1.1"), or null.</param>
/// <param name="Text">The text without the code, several lines joined by LF; control characters are replaced by U+FFFD.</param>
public sealed record SmtpReply(int Code, string? EnhancedStatus, string Text)
{
    /// <summary>The reply as the server sent it, lines joined by LF.</summary>
    public override string ToString()
    {
        var lines = Text.Split('\n');
        return string.Join('\n', lines.Select((line, i) => i < lines.Length - 1 ? $"{Code}-{line}" : $"{Code} {line}".TrimEnd()));
    }
}

/// <summary>What became of a mail handed to the relay.</summary>
public enum SmtpOutcome
{
    /// <summary>The server took responsibility for it.</summary>
    Accepted,

    /// <summary>Not now: try again later.</summary>
    Deferred,

    /// <summary>Never: trying again is useless.</summary>
    Refused,
}

/// <summary>The outcome of one attempt, with its evidence.</summary>
/// <param name="Outcome">What became of the mail.</param>
/// <param name="Reply">The reply that decided, or null when the server said nothing.</param>
/// <param name="Step">Where it was decided: one of <see cref="SmtpStep"/>.</param>
/// <param name="Trouble">A sentence about what went wrong on this side or on the wire, without secrets; null when the reply says it all.</param>
/// <param name="Transcript">The conversation, "C: " and "S: " before each line, bounded, passwords masked; empty unless asked for.</param>
public sealed record SmtpResult(SmtpOutcome Outcome, SmtpReply? Reply, string Step, string? Trouble, IReadOnlyList<string> Transcript)
{
    /// <summary>Where no reply decided: what this side would have answered (RFC 3463), such as 4.4.1 for no answer from the host; else null.</summary>
    public string? LocalStatus { get; init; }
}

/// <summary>Names of the steps of an SMTP conversation, in order.</summary>
public static class SmtpStep
{
    /// <summary>Name look-up, TCP, and TLS where it comes first.</summary>
    public const string Connect = "connect";

    /// <summary>The server's first words.</summary>
    public const string Greeting = "greeting";

    /// <summary>EHLO, or HELO.</summary>
    public const string Ehlo = "ehlo";

    /// <summary>STARTTLS and the negotiation after it.</summary>
    public const string StartTls = "starttls";

    /// <summary>Signing in.</summary>
    public const string Auth = "auth";

    /// <summary>MAIL FROM.</summary>
    public const string Mail = "mail";

    /// <summary>RCPT TO.</summary>
    public const string Rcpt = "rcpt";

    /// <summary>The DATA command.</summary>
    public const string Data = "data";

    /// <summary>The message itself and the reply to its final dot.</summary>
    public const string Message = "message";
}
