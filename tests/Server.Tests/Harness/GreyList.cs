using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Nightbell.Server.Tests.Harness;

/// <summary>A greylist as Postfix asks one (its policy protocol): each recipient is put off once.</summary>
public sealed class GreyList : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, FreePort.Next());
    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource closing = new();
    private readonly Task serving;

    public GreyList()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving = Serve();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await serving;
        closing.Dispose();
        listener.Dispose();
    }

    private async Task Serve()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(Talk(await listener.AcceptTcpClientAsync(closing.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task Talk(TcpClient client)
    {
        using var _ = client;
        try
        {
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\n" };
            var recipient = "";
            while (await reader.ReadLineAsync(closing.Token) is { } line)
            {
                if (line.StartsWith("recipient=", StringComparison.Ordinal))
                {
                    recipient = line["recipient=".Length..];
                }
                else if (line.Length == 0)
                {
                    await writer.WriteLineAsync(known.TryAdd(recipient, true) ? "action=450 4.2.0 Greylisted, please try again in a minute\n" : "action=DUNNO\n");
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Postfix left, or the test ends.
        }
    }
}
