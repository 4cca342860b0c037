using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace Nightbell.Mail.Smtp;

/// <summary>Ends a conversation that cannot go on. It never leaves the transport: it becomes a result.</summary>
/// <param name="trouble">A sentence for people, without secrets; null when the reply says it all.</param>
/// <param name="localStatus">What this side would have answered (RFC 3463); null when the reply decides.</param>
/// <param name="reply">The reply that ended it, or null.</param>
internal sealed class SmtpFailure(string? trouble, string? localStatus, SmtpReply? reply = null) : Exception(trouble)
{
    public string? LocalStatus { get; } = localStatus;

    public SmtpReply? Reply { get; } = reply;

    /// <summary>Whether an exception tells of the network or the server, and not of a mistake in this program.</summary>
    public static bool IsWorldly(Exception e) =>
        e is SmtpFailure or IOException or SocketException or AuthenticationException or CryptographicException or OperationCanceledException;
}
