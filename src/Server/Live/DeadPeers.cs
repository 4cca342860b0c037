using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Nightbell.Live;

/// <summary>
/// Ends the connections of those who are gone without a word, such as a laptop whose lid was closed. Whoever listens to a stream sends nothing, and
/// what streams say every 15 s lies in the system's buffer: without this, Linux tries for a quarter of an hour before it gives up.
/// </summary>
public static class DeadPeers
{
    /// <summary>How long what was sent may stay unconfirmed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>IPPROTO_TCP, and TCP_USER_TIMEOUT (RFC 5482) as Linux numbers it; in milliseconds.</summary>
    public const int Tcp = 6;
    public const int UserTimeout = 18;

    /// <summary>Connections have the option from the socket that accepted them. Other systems than Linux keep their own patience.</summary>
    public static void Notice(SocketTransportOptions sockets)
    {
        ArgumentNullException.ThrowIfNull(sockets);
        sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            if (OperatingSystem.IsLinux() && endpoint is IPEndPoint)
                socket.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes((int)Patience.TotalMilliseconds));
            return socket;
        };
    }
}
