using System.Net;
using System.Net.Sockets;

namespace Nightbell.Server.Tests.Harness;

/// <summary>Loopback ports below the kernel's ephemeral range, so that no outgoing connection takes them meanwhile.</summary>
public static class FreePort
{
    private const int Lowest = 11_000;
    private const int Highest = 31_000;
    private const int Attempts = 200;

    private static readonly Lock Gate = new();
    private static int next = Lowest + Random.Shared.Next(Highest - Lowest);

    public static int Next()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = Candidate();
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No free loopback port in {Attempts} attempts between {Lowest} and {Highest}.");
    }

    private static int Candidate()
    {
        lock (Gate)
        {
            next = next >= Highest ? Lowest : next + 1;
            return next;
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
