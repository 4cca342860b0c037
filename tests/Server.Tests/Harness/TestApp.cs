using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Nightbell.Cli;
using Nightbell.Platform;

namespace Nightbell.Server.Tests.Harness;

/// <summary>
/// The real server on a loopback port and a real database, with the false clock in place of the machine's and its background loops off:
/// <see cref="Settle"/> runs them instead, so that a test sees every moment as finished.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    /// <summary>Far more steps than any test's time holds due moments: a worker that never comes to rest fails instead of hanging.</summary>
    private const int MaxSteps = 20_000;

    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(90);

    private readonly TestDatabase database;
    private string[] settings;
    private readonly RequestWatch requests = new();
    private readonly StartLog log = new();
    private WebApplication? app;

    private TestApp(TestDatabase database, FakeClock clock, PostOffice post, string[] settings)
    {
        this.database = database;
        this.settings = settings;
        Clock = clock;
        Post = post;
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
    }

    public FakeClock Clock { get; }

    /// <summary>The mail server that the application hands its mails to.</summary>
    public PostOffice Post { get; }

    public Uri Address { get; }

    /// <summary>What the server wrote to its log about the first account, once for each start without one.</summary>
    public IReadOnlyList<string> SetupLog => log.Lines;

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>The parts of the running server, for what is asked of nothing else.</summary>
    public IServiceProvider Services => (app ?? throw new InvalidOperationException("The server is down.")).Services;

    /// <summary>Every line that the server writes to its log from now on.</summary>
    public IReadOnlyCollection<string> KeepLog() => log.KeepAll();

    private Workers Workers => (app ?? throw new InvalidOperationException("The server is down.")).Services.GetRequiredService<Workers>();

    /// <param name="kind">The kind of database.</param>
    /// <param name="from">When the story begins.</param>
    /// <param name="more">Further configuration, as arguments.</param>
    public static async Task<TestApp> Start(string kind, DateTimeOffset? from = null, params string[] more)
    {
        var database = await TestDatabase.CreateMigrated(kind);
        var clock = new FakeClock(from ?? FakeClock.Morning);
        var server = new TestApp(database, clock, PostOffice.Open(clock), more);
        try
        {
            await server.Start();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Caller Caller() => new(Address);

    public async Task Start()
    {
        var starting = App.Build([.. Configuration(), $"--Urls={Address.GetLeftPart(UriPartial.Authority)}"], builder =>
        {
            builder.Services.RemoveAll<TimeProvider>();
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Services.AddSingleton<IStartupFilter>(requests);
            builder.Logging.ClearProviders().AddProvider(log);
        });
        await starting.StartAsync();
        app = starting;
    }

    /// <summary>An orderly end, as <c>systemctl stop</c> brings it about.</summary>
    public async Task Stop()
    {
        var stopping = app!;
        app = null;
        await stopping.StopAsync();
        await stopping.DisposeAsync();
    }

    /// <summary>An orderly restart with further configuration.</summary>
    public async Task Restart(params string[] more)
    {
        await Stop();
        settings = [.. settings, .. more];
        await Start();
    }

    /// <summary>Time passes while the server is down; then it does what has fallen due.</summary>
    public async Task DownFor(TimeSpan time)
    {
        await Stop();
        Clock.Advance(time);
        await Start();
        await Settle();
    }

    public string ConnectionString => database.ConnectionString;

    /// <summary>A program that runs as somebody else may use the database, too.</summary>
    public void LetEverybodyWrite() => database.LetEverybodyWrite();

    /// <summary>The machine dies: whatever the server does while it is cleared away reaches no disk.</summary>
    public async Task Crash()
    {
        await database.CrashItsUser();
        await Bury(app!);
    }

    /// <summary>
    /// Time passes, and the machine dies at the moment at which the mail server has taken the next mail and its "250" is on the way:
    /// the mail is out, and no record of it.
    /// </summary>
    public async Task CrashAtNextMail(TimeSpan within)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post.BeforeReply = async () =>
        {
            await database.CrashItsUser();
            taken.TrySetResult();
        };
        Clock.Advance(within);
        using var abandoned = new CancellationTokenSource();
        var working = Workers.RunUntilIdle(abandoned.Token);
        await Soon.Within("a mail is sent", taken.Task.ContinueWith(_ => true, TaskScheduler.Default));
        Post.BeforeReply = null;
        await abandoned.CancelAsync();
        await Task.WhenAny(working);

        // What the dead server had in hand comes to nothing, before the database is there again.
        await Task.WhenAll(Workers.All.Select(w => w.Finish())).WaitAsync(IdlePatience, TimeProvider.System);
        Post.Collect();
        await Bury(app!);
    }

    /// <summary>Runs whatever is due now, until nothing is, and takes in the mails that came of it.</summary>
    public async Task Settle()
    {
        using var limit = new CancellationTokenSource(IdlePatience);
        await Workers.RunUntilIdle(limit.Token);
        Post.Collect();
    }

    /// <summary>Lets time pass, stopping at every moment at which the server has something to do.</summary>
    public async Task Advance(TimeSpan by)
    {
        var target = Now + by;
        for (var step = 0; step < MaxSteps; step++)
        {
            await Settle();
            if (Now >= target)
            {
                return;
            }

            var due = await Workers.NextDue(CancellationToken.None);
            var next = due is { } moment && moment < target ? moment : target;
            if (next > Now)
            {
                // The server keeps milliseconds: a jump that stops a tick short would find nothing due.
                Clock.Advance(next - Now);
            }
        }

        Assert.Fail($"The server did not come to rest between {Now:O} and {target:O} in {MaxSteps} steps.");
    }

    /// <summary>Runs one command of the command line in this process, on the same database and clock.</summary>
    public async Task<(int Exit, string Out, string Error)> Command(string[] command, string input = "")
    {
        using var reader = new StringReader(input);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await CommandLine.Run([.. command, .. Configuration()], reader, output, error, Clock);
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>Runs one statement on the database behind the server's back; gives what it selects first.</summary>
    public Task<object?> Tamper(string sql) => database.Execute(sql);

    /// <summary>The files in the folder beside a SQLite database, by their paths.</summary>
    public IReadOnlyList<string> KeptFiles()
    {
        var folder = database.ConnectionString.Replace("Data Source=", "", StringComparison.Ordinal) + ".files";
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)] : [];
    }

    /// <summary>Reads a file as anybody does who was told its address.</summary>
    public async Task<byte[]> Download(string path)
    {
        using var http = new HttpClient();
        return await http.GetByteArrayAsync(new Uri(Address, path));
    }

    /// <summary>Waits until the server has finished with the request that carried this mark.</summary>
    public Task RequestEnded(string mark) => requests.Ended(mark);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (app is not null)
            {
                await Stop();
            }
        }
        finally
        {
            await Post.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    private async Task Bury(WebApplication dying)
    {
        app = null;
        try
        {
            await dying.DisposeAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It lost its database, so it may complain.
            TestContext.Current.SendDiagnosticMessage("The crashed server complained: {0}", e.Message);
        }

        await database.Recover();
    }

    private string[] Configuration() =>
    [
        $"--ConnectionStrings:Nightbell={database.ConnectionString}",
        "--Nightbell:Demo=false",
        "--Nightbell:Workers=false",
        $"--Nightbell:PublicUrl={Address.GetLeftPart(UriPartial.Authority)}",
        "--Nightbell:PasswordIterations=1",
        "--Nightbell:Limits:SignInPerMinute=0",
        "--Nightbell:Limits:VisitorsPerMinute=0",
        "--Nightbell:Limits:MessagesPerMinute=0",
        "--Nightbell:Limits:FilesPerMinute=0",
        .. Post.Configuration,
        .. settings,
    ];
}
