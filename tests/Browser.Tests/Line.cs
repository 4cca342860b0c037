using System.Net.Sockets;
using System.Net;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Browser.Tests;

/// <summary>The line between a browser and the server, which can be cut: what is under way is lost, and nothing new gets through.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly Uri server;
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ending = new();
    private readonly Task accepting;
    private CancellationTokenSource standing = new();
    private volatile bool isCut;

    private Line(Uri server, int port)
    {
        this.server = server;
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{port}/");
        accepting = Accept();
    }

    /// <summary>Where a browser reaches the server over this line.</summary>
    public Uri Address { get; }

    public static Line To(Uri server) => new(server, FreePort.Next());

    public void Cut()
    {
        isCut = true;
        standing.Cancel();
    }

    public void Mend()
    {
        standing.Dispose();
        standing = new();
        isCut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await standing.CancelAsync();
        listener.Stop();
        await accepting;
        ending.Dispose();
        standing.Dispose();
        listener.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (!ending.IsCancellationRequested)
            {
                var browser = await listener.AcceptTcpClientAsync(ending.Token);
                if (isCut)
                    browser.Dispose();
                else
                    _ = Carry(browser, standing.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(TcpClient browser, CancellationToken cut)
    {
        using (browser)
        using (var other = new TcpClient())
        {
            try
            {
                await other.ConnectAsync(IPAddress.Loopback, server.Port, cut);
                await Task.WhenAny(
                    browser.GetStream().CopyToAsync(other.GetStream(), cut),
                    other.GetStream().CopyToAsync(browser.GetStream(), cut));
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
            {
                // Cut, or one side hung up.
            }
        }
    }
}
