using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Nightbell.Mail.Dns;

/// <summary>One question to one server, over a socket made for it: its port is drawn by lot, and the kernel lets only the server's packets through.</summary>
internal static class DnsExchange
{
    /// <summary>Most octets of an answer by UDP, should a server send more than the 512 it may.</summary>
    private const int MaxUdp = 4096;

    /// <summary>Packets that are no answer to the question before somebody is taken to be guessing.</summary>
    private const int MaxStrays = 64;

    /// <summary>The server's packet, or null when none came in time. Only the caller's own cancellation is thrown.</summary>
    public static async Task<byte[]?> Ask(IPEndPoint server, DnsQuestion question, TimeSpan timeout, TimeProvider clock, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            var packet = question.ToPacket();
            var answer = await ByUdp(server, question, packet, either.Token);
            return answer is not null && (answer[2] & 0x02) != 0 ? await ByTcp(server, question, packet, either.Token) : answer;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static async Task<byte[]?> ByUdp(IPEndPoint server, DnsQuestion question, byte[] packet, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancel);
        await socket.SendAsync(packet, cancel);
        var buffer = new byte[MaxUdp];
        for (var strays = 0; strays < MaxStrays; strays++)
        {
            var length = await socket.ReceiveAsync(buffer, cancel);
            if (DnsPacket.Answer(buffer.AsSpan(0, length), question)) return buffer[..length];
        }

        return null;
    }

    /// <summary>The same with two octets of length before each packet (RFC 7766, 8).</summary>
    private static async Task<byte[]?> ByTcp(IPEndPoint server, DnsQuestion question, byte[] packet, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancel);
        await using var stream = new NetworkStream(socket);
        var framed = new byte[packet.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)packet.Length);
        packet.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancel);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancel);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancel);
        return DnsPacket.Answer(answer, question) ? answer : null;
    }
}
