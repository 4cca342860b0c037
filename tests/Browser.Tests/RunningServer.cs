using Nightbell.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Browser.Tests;

/// <summary>The real server for a browser, on an empty database in a folder of its own, with a short delay until an e-mail.</summary>
public abstract class RunningServer : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nightbell-browser-");

    /// <summary>The mail server it is to use; null for none.</summary>
    public int? MailPort { get; init; }

    /// <summary>Further configuration, each <c>Name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; set; } = [];

    /// <summary>Where it listens.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}/");

    private protected string Folder => folder.FullName;

    private protected IReadOnlyList<string> Configuration =>
    [
        $"--Urls={Address.ToString().TrimEnd('/')}",
        $"--ConnectionStrings:Nightbell=Data Source={Path.Combine(Folder, "nightbell.db")}",
        "--Nightbell:Delays:Offline=00:00:02",
        "--Nightbell:PasswordIterations=1",
        .. MailPort is null ? (string[])[] : ["--Nightbell:Mail:Smtp:Host=127.0.0.1", $"--Nightbell:Mail:Smtp:Port={MailPort}", "--Nightbell:Mail:Smtp:Security=none"],
        .. Settings.Select(setting => $"--{setting}"),
    ];

    public async ValueTask InitializeAsync() => await Start();

    public async ValueTask DisposeAsync()
    {
        await Stop();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The same installation at the same address, with further settings.</summary>
    public async Task Restart(params string[] settings)
    {
        await Stop();
        Settings = [.. Settings, .. settings];
        await Start();
    }

    /// <summary>Runs <c>nightbell account create</c> on its database, and gives what it prints.</summary>
    public async Task<string> CreateAccount(string name, string email, string owner, string password, string package)
    {
        string[] command = ["account", "create", "--name", name, "--owner-email", email, "--owner-name", owner, "--package", package, "--password-stdin"];
        using var input = new StringReader(password);
        await using var printed = new StringWriter();
        await using var said = new StringWriter();
        var exit = await CommandLine.Run([.. command, .. Configuration], input, printed, said);
        return exit == 0 ? printed.ToString() : throw new InvalidOperationException($"{printed}{said}");
    }

    private protected abstract Task Start();

    private protected abstract Task Stop();
}
