using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Nightbell.Browser.Tests;

/// <summary>
/// The real server in a process of its own: the demo unless told otherwise, on an empty database, with a short delay until an e-mail.
/// It is the one that was built with the tests, or the published one whose file <c>NIGHTBELL_PUBLISHED</c> names: that one starts in half the time.
/// </summary>
public sealed class ServerProcess : IAsyncLifetime
{
    /// <summary>Ports below the range that outgoing connections take theirs from.</summary>
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;

    private static readonly string Program =
        Environment.GetEnvironmentVariable("NIGHTBELL_PUBLISHED") ?? Path.Combine(AppContext.BaseDirectory, "nightbell.dll");

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(100);

    private readonly StringBuilder output = new();
    private readonly DirectoryInfo folder;
    private readonly ServerProcess? before;
    private Process? process;

    public ServerProcess()
    {
        folder = Directory.CreateTempSubdirectory("nightbell-browser-");
    }

    private ServerProcess(DirectoryInfo folder, ServerProcess before)
    {
        this.folder = folder;
        this.before = before;
    }

    /// <summary>The mail server it is to use; null for none.</summary>
    public int? MailPort { get; init; }

    /// <summary>False: as it is installed, with nobody in it.</summary>
    public bool IsDemo { get; init; } = true;

    /// <summary>Further configuration, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All that it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public async ValueTask InitializeAsync()
    {
        if (before is not null)
            await before.Stop();
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("The server did not start.");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Ready(process);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (folder.Exists)
            folder.Delete(recursive: true);
        folder.Refresh();
    }

    private async Task Stop()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        process = null;
    }

    /// <summary>The same installation once more, with other settings: this one ends with it.</summary>
    public ServerProcess Again(IReadOnlyDictionary<string, string> settings) =>
        new(folder, this) { MailPort = MailPort, IsDemo = IsDemo, Settings = settings };

    /// <summary>Runs <c>nightbell account create</c> on its database, and gives what it prints.</summary>
    public string CreateAccount(string name, string email, string owner, string password, string package)
    {
        var info = StartInfo();
        foreach (var argument in (string[])["account", "create", "--name", name, "--owner-email", email, "--owner-name", owner, "--package", package, "--password-stdin"])
            info.ArgumentList.Add(argument);
        info.RedirectStandardInput = true;
        using var command = Process.Start(info)!;
        command.StandardInput.Write(password);
        command.StandardInput.Close();
        var printed = command.StandardOutput.ReadToEnd();
        var said = command.StandardError.ReadToEnd();
        command.WaitForExit();
        return command.ExitCode == 0 ? printed : throw new InvalidOperationException(printed + said);
    }

    private ProcessStartInfo StartInfo()
    {
        var info = Defaults();
        foreach (var (name, value) in Settings)
            info.Environment[name] = value;
        return info;
    }

    private ProcessStartInfo Defaults() => new("dotnet", [Program])
    {
        WorkingDirectory = folder.FullName,
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["ASPNETCORE_ENVIRONMENT"] = IsDemo ? "Development" : "Production",
            ["DOTNET_ENVIRONMENT"] = IsDemo ? "Development" : "Production",
            ["Urls"] = Address.ToString().TrimEnd('/'),
            ["ASPNETCORE_URLS"] = null,
            ["ConnectionStrings__Nightbell"] = $"Data Source={Path.Combine(folder.FullName, "nightbell.db")}",
            ["Nightbell__Delays__Offline"] = "00:00:02",
            ["Nightbell__PasswordIterations"] = "1",
            ["Nightbell__Mail__Smtp__Host"] = MailPort is null ? null : "127.0.0.1",
            ["Nightbell__Mail__Smtp__Port"] = MailPort?.ToString(CultureInfo.InvariantCulture),
            ["Nightbell__Mail__Smtp__Security"] = MailPort is null ? null : "none",
        },
    };

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

        lock (output)
            throw new InvalidOperationException($"The server is not ready at {Address}:\n{output}");
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

    internal static int FreePort()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(FirstPort, LastPort));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }

        throw new InvalidOperationException("No free port.");
    }
}
