using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Nightbell.Bench;

/// <summary>The published program, running, on a loopback port below the ephemeral range.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const int LowestPort = 11_000;
    private const int HighestPort = 31_000;
    private const int LinesKept = 20;
    private const int Polls = 12_000;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly Queue<string> said = new();

    private Server(Process process, Uri address)
    {
        this.process = process;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256, UseProxy = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(60),
        };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    /// <summary>From the start of the process to the first 200 of <c>/readyz</c>.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>Starts the program and waits until it is ready.</summary>
    /// <param name="options">Names the program.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="configuration">Further settings, by environment name.</param>
    public static async Task<Server> Start(Options options, string connectionString, params (string Name, string Value)[] configuration)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(await options.Program(), ["serve"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.Folder,
        };
        start.Environment["Urls"] = address.ToString();
        start.Environment["ConnectionStrings__Nightbell"] = connectionString;

        // All visitors come from one address here.
        start.Environment["Nightbell__Limits__VisitorsPerMinute"] = "0";
        start.Environment["Nightbell__Limits__MessagesPerMinute"] = "0";
        foreach (var (name, value) in configuration)
            start.Environment[name] = value;
        var begun = Stopwatch.GetTimestamp();
        var server = new Server(Process.Start(start)!, address);
        await server.BecomeReady(begun);
        return server;
    }

    /// <summary>A loopback port that nobody listens on.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var port = Random.Shared.Next(LowestPort, HighestPort);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }

    /// <summary>Resident memory now, in MiB: all of it, and what is not shared with a file.</summary>
    public (double All, double Anonymous) Memory()
    {
        var status = File.ReadLines($"/proc/{process.Id}/status").Select(l => l.Split([':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        var kib = status.Where(l => l.Length > 1 && l[0].StartsWith("Rss", StringComparison.Ordinal) || l[0] == "VmRSS").ToDictionary(l => l[0], l => double.Parse(l[1]));
        return (kib["VmRSS"] / 1024, kib["RssAnon"] / 1024);
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Processor()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private async Task BecomeReady(long begun)
    {
        for (var poll = 0; poll < Polls && !process.HasExited; poll++)
        {
            try
            {
                using var answer = await Http.GetAsync("/readyz");
                if (answer.IsSuccessStatusCode)
                {
                    TimeToReady = Stopwatch.GetElapsedTime(begun);
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Does not listen yet.
            }

            await Task.Delay(PollEvery, TimeProvider.System);
        }

        lock (said)
            throw new InvalidOperationException($"The server did not become ready:\n{string.Join('\n', said)}");
    }

    private void Keep(string? line)
    {
        lock (said)
        {
            if (line is not null)
                said.Enqueue(line);
            if (said.Count > LinesKept)
                said.Dequeue();
        }
    }
}
