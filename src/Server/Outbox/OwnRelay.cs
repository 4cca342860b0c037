using Nightbell.Mail.Smtp;

namespace Nightbell.Outbox;

/// <summary>The mail server that an account hands its mails to, and its sender there.</summary>
public sealed record OwnRelay
{
    /// <summary>A name or an address.</summary>
    public required string Host { get; init; }
    public int Port { get; init; }
    public SmtpSecurity Security { get; init; }

    /// <summary>Sign-in name; null for a relay that asks for none.</summary>
    public string? User { get; init; }

    /// <summary>The password, sealed (<see cref="Platform.Tokens.SealPassword"/>).</summary>
    public string? Password { get; init; }

    /// <summary>The account's sender address; null for the installation's.</summary>
    public string? From { get; init; }
}
