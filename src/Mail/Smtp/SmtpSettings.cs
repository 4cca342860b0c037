using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;

namespace Nightbell.Mail.Smtp;

/// <summary>How the connection to the relay is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>TLS from the first byte on port 465; elsewhere STARTTLS when the server offers it.</summary>
    Auto,

    /// <summary>STARTTLS (RFC 3207), or nothing is sent.</summary>
    [JsonStringEnumMemberName("starttls")]
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314, 3.3).</summary>
    Tls,

    /// <summary>Never encrypted.</summary>
    None,
}

/// <summary>The relay mails are handed to, and the patience with it. The waits of RFC 5321, 4.5.3.2 are cut to what a queue that retries can afford.</summary>
public sealed record SmtpSettings
{
    /// <summary>Name or address of the relay; the name its certificate must bear.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port: 25, 465, 587, or whatever the relay listens on.</summary>
    public required int Port { get; init; }

    /// <summary>How the connection is protected.</summary>
    public SmtpSecurity Security { get; init; }

    /// <summary>Sign-in name; null for a relay that asks for none.</summary>
    public string? User { get; init; }

    /// <summary>Password of <see cref="User"/>. It is in no transcript, no trouble text, and not in <see cref="ToString"/>.</summary>
    public string? Password { get; init; }

    /// <summary>What this side calls itself in EHLO: a host name or an address literal (RFC 5321, 4.1.3).</summary>
    public string LocalName { get; init; } = "[127.0.0.1]";

    /// <summary>Certificates of authorities trusted for this relay besides the machine's own; name and dates are checked as ever.</summary>
    public IReadOnlyList<X509Certificate2> ExtraAuthorities { get; init; } = [];

    /// <summary>
    /// Which addresses of the host may be connected to: asked about the very address, after the look-up, so that no name can lead elsewhere.
    /// </summary>
    public Func<IPAddress, bool> MayConnect { get; init; } = static _ => true;

    /// <summary>Until each address of the host has taken the TCP connection, and until TLS is negotiated.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Until the whole greeting has come.</summary>
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Until the whole reply to a command has come.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Until the server has taken the bytes of the message, and again until it has answered the final dot. Ten minutes for the latter
    /// (RFC 5321, 4.5.3.2.6): a server that filters before it answers takes the mail after we gave up, and would get it again.
    /// </summary>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For one mail altogether, from the moment it has a connection or may open one: a claim on it must outlast this and the wait before.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Connections open at once; further mails wait for one.</summary>
    public int MaxConnections { get; init; } = 4;

    /// <summary>Mails over one connection before a new one is opened.</summary>
    public int MaxMessagesPerConnection { get; init; } = 100;

    /// <summary>How long an unused connection is kept for the next mail.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Which peers are this machine itself. Tests, which have no other machine, say "none".</summary>
    internal Func<IPAddress, bool> IsLoopback { get; init; } = IPAddress.IsLoopback;

    /// <summary>The settings in words, without the password.</summary>
    public override string ToString() => $"{Host}:{Port}, {Security}, {(User is null ? "no sign-in" : $"as {User}")}";
}
