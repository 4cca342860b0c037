using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>A name server that does what a test says, by UDP and by TCP on the same port of loopback.</summary>
internal sealed class ScriptedNameServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Socket _udp;
    private readonly TcpListener _tcp;
    private readonly Task _work;

    private ScriptedNameServer(Socket udp, TcpListener tcp)
    {
        (_udp, _tcp) = (udp, tcp);
        _work = Task.WhenAll(Datagrams(), Connections());
    }

    public IPEndPoint Address => (IPEndPoint)_udp.LocalEndPoint!;

    /// <summary>Packets sent back for one that asked by UDP; none for silence.</summary>
    public Func<byte[], IEnumerable<byte[]>> ByUdp { get; set; } = _ => [];

    /// <summary>Octets sent back by TCP, length included; the connection is then closed.</summary>
    public Func<byte[], byte[]> ByTcp { get; set; } = _ => [];

    /// <summary>Questions by UDP, with the ports they came from.</summary>
    public ConcurrentQueue<(byte[] Packet, int Port)> Asked { get; } = new();

    /// <summary>Set for every question by UDP.</summary>
    public SemaphoreSlim HasBeenAsked { get; } = new(0);

    public static ScriptedNameServer Start()
    {
        for (var tries = 0; ; tries++)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            var tcp = new TcpListener(IPAddress.Loopback, port);
            try
            {
                udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                tcp.Start();
                return new ScriptedNameServer(udp, tcp);
            }
            catch (SocketException) when (tries < 20)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    public static byte[] Framed(byte[] packet) => [(byte)(packet.Length >> 8), (byte)packet.Length, .. packet];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _udp.Dispose();
        _tcp.Dispose();
        await _work;
        _end.Dispose();
    }

    private async Task Datagrams()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var got = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _end.Token);
                var packet = buffer[..got.ReceivedBytes];
                Asked.Enqueue((packet, ((IPEndPoint)got.RemoteEndPoint).Port));
                foreach (var answer in ByUdp(packet)) await _udp.SendToAsync(answer, got.RemoteEndPoint, _end.Token);
                HasBeenAsked.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Connections()
    {
        try
        {
            while (true)
            {
                using var client = await _tcp.AcceptTcpClientAsync(_end.Token);
                await using var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _end.Token);
                var packet = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(packet, _end.Token);
                await stream.WriteAsync(ByTcp(packet), _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException or IOException)
        {
            // The test is over; a listener that was closed between two calls says that it was never opened.
        }
    }
}
