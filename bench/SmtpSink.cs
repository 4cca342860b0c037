using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nightbell.Bench;

/// <summary>A mail server that takes everything, keeps nothing, and notes when each message was whole. PIPELINING only.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private static ReadOnlySpan<byte> EndOfData => "\r\n.\r\n"u8;

    private readonly TcpListener listener = new(IPAddress.Loopback, Server.FreePort());
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<Taken> taken = new();
    private readonly Task accepting;

    public SmtpSink()
    {
        listener.Start();
        accepting = Task.Run(Accept);
    }

    /// <summary>What a server needs to send here.</summary>
    public (string Name, string Value)[] Configuration =>
    [
        ("Nightbell__Mail__From", "bell@nightbell.example"),
        ("Nightbell__Mail__Smtp__Host", "127.0.0.1"),
        ("Nightbell__Mail__Smtp__Port", $"{((IPEndPoint)listener.LocalEndpoint).Port}"),
        ("Nightbell__Mail__Smtp__Security", "none"),
    ];

    public int Count => taken.Count;

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<Taken> All => [.. taken];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await new Session(client.GetStream(), taken).Run(stop.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The client left, or the run is over.
            }
        }
    }

    /// <summary>One connection: replies to everything that has arrived go out in one write.</summary>
    private sealed class Session(NetworkStream stream, ConcurrentQueue<Taken> taken)
    {
        private byte[] buffer = new byte[64 * 1024];
        private int filled;
        private bool inData;
        private bool quit;
        private string recipient = "";

        public async Task Run(CancellationToken cancel)
        {
            await stream.WriteAsync("220 sink\r\n"u8.ToArray(), cancel);
            while (!quit && await stream.ReadAsync(buffer.AsMemory(filled), cancel) is > 0 and var read)
            {
                filled += read;
                var replies = new StringBuilder();
                while (TakeOne(replies))
                {
                }

                if (filled == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(replies.ToString()), cancel);
            }
        }

        private bool TakeOne(StringBuilder replies)
        {
            var waiting = buffer.AsSpan(0, filled);
            var end = waiting.IndexOf(inData ? EndOfData : "\r\n"u8);
            if (end < 0)
                return false;
            var length = end + (inData ? EndOfData.Length : 2);
            replies.Append(inData ? Message() : Command(Encoding.ASCII.GetString(waiting[..end])));
            waiting[length..].CopyTo(buffer);
            filled -= length;
            return true;
        }

        private string Message()
        {
            inData = false;
            taken.Enqueue(new Taken(recipient, TimeProvider.System.GetUtcNow()));
            return "250 2.0.0 taken\r\n";
        }

        private string Command(string line)
        {
            switch (line.Split([' ', ':'], 2)[0].ToUpperInvariant())
            {
                case "EHLO":
                    return "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n";
                case "RCPT":
                    recipient = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                    return "250 2.1.5 ok\r\n";
                case "DATA":
                    inData = true;
                    return "354 go on\r\n";
                case "QUIT":
                    quit = true;
                    return "221 2.0.0 bye\r\n";
                default:
                    return "250 2.0.0 ok\r\n";
            }
        }
    }
}

/// <summary>A message that was whole.</summary>
internal sealed record Taken(string Recipient, DateTimeOffset At);
