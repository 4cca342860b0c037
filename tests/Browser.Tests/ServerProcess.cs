using System.Diagnostics;
using System.Text;

namespace Nightbell.Browser.Tests;

/// <summary>
/// The server as a program, as people start it: the one that was built with the tests, or the published one whose file
/// <c>NIGHTBELL_PUBLISHED</c> names: that one starts in half the time. It ends as when the power fails.
/// </summary>
public sealed class ServerProcess : RunningServer
{
    private static readonly string Program =
        Environment.GetEnvironmentVariable("NIGHTBELL_PUBLISHED") ?? Path.Combine(AppContext.BaseDirectory, "nightbell.dll");

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(100);

    private readonly StringBuilder output = new();
    private Process? process;

    /// <summary>False: as it is installed, with nobody in it.</summary>
    public bool IsDemo { get; init; } = true;

    /// <summary>All that it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    private protected override async Task Start()
    {
        process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("The server did not start.");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Ready(process);
    }

    private protected override async Task Stop()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        process = null;
    }

    private ProcessStartInfo StartInfo()
    {
        var environment = IsDemo ? "Development" : "Production";
        return new("dotnet", [Program, .. Configuration])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = environment,
                ["DOTNET_ENVIRONMENT"] = environment,
                ["ASPNETCORE_URLS"] = null,
            },
        };
    }

    private async Task Ready(Process server)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.StartNew();
        while (started.Elapsed < StartLimit && !server.HasExited)
        {
            if (await IsReady(client))
                return;
            await Task.Delay(PollPause, TimeProvider.System);
        }

        throw new InvalidOperationException($"The server is not ready at {Address}:\n{Output}");
    }

    private static async Task<bool> IsReady(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("readyz", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (output)
            output.AppendLine(line);
    }
}
