using System.Net.Sockets;
using System.Net;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>
/// A line that breaks again and again: every connection may carry so many octets, in both directions together, and is then reset, wherever
/// it stands in a request or an answer. How many, a seed decides.
/// </summary>
internal sealed class FaultyLine : IAsyncDisposable
{
    /// <summary>Octets: a request with its headers has some hundreds, so this is now within the first exchange and now within the third.</summary>
    private const int MostOctets = 2_500;

    private readonly Uri server;
    private readonly Random random;
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ending = new();
    private readonly Task accepting;
    private int cuts;
    private volatile bool isFaulty;

    private FaultyLine(Uri server, int seed)
    {
        this.server = server;
        random = new Random(seed);
        var port = FreePort.Next();
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{port}/");
        accepting = Accept();
    }

    /// <summary>Where a browser reaches the server over this line.</summary>
    public Uri Address { get; }

    /// <summary>Connections that were cut while something was under way.</summary>
    public int Cuts => cuts;

    /// <summary>Whether connections that begin now will break.</summary>
    public bool IsFaulty
    {
        get => isFaulty;
        set => isFaulty = value;
    }

    public static FaultyLine To(Uri server, int seed) => new(server, seed);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await accepting;
        ending.Dispose();
        listener.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (!ending.IsCancellationRequested)
                _ = Carry(await listener.AcceptTcpClientAsync(ending.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(TcpClient browser)
    {
        using (browser)
        using (var other = new TcpClient())
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(ending.Token))
        {
            var left = random.Next(1, MostOctets);
            async Task Pump(NetworkStream from, NetworkStream to)
            {
                var buffer = new byte[512];
                while (true)
                {
                    var read = await from.ReadAsync(buffer, over.Token);
                    if (read == 0)
                        return;
                    if (isFaulty && Interlocked.Add(ref left, -read) < 0)
                    {
                        Interlocked.Increment(ref cuts);
                        (browser.LingerState, other.LingerState) = (new LingerOption(true, 0), new LingerOption(true, 0));
                        return;
                    }

                    await to.WriteAsync(buffer.AsMemory(0, read), over.Token);
                }
            }

            try
            {
                await other.ConnectAsync(IPAddress.Loopback, server.Port, over.Token);
                await Task.WhenAny(Pump(browser.GetStream(), other.GetStream()), Pump(other.GetStream(), browser.GetStream()));
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // One side hung up.
            }

            await over.CancelAsync();
        }
    }
}
