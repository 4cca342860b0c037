using System.Collections.Concurrent;
using Nightbell.Mail.Tests;

namespace Nightbell.Server.Tests.Harness;

/// <summary>The mail server that the application talks SMTP to, with moods that a test sets.</summary>
public sealed class PostOffice : IAsyncDisposable
{
    private const string DownReply = "451 4.3.2 We are closed, please try again later";

    private static readonly TimeSpan WatchPause = TimeSpan.FromMilliseconds(5);

    private readonly TimeProvider clock;
    private readonly ScriptedSmtpServer server = ScriptedSmtpServer.Start();
    private readonly ConcurrentDictionary<string, string> refusals = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock gate = new();
    private readonly List<Letter> delivered = [];
    private readonly CancellationTokenSource closing = new();
    private readonly Task watching;
    private volatile bool isDown;
    private volatile string? senderRefusal;
    private volatile bool losesReplies;
    private int collected;

    private PostOffice(TimeProvider clock, bool watches)
    {
        this.clock = clock;
        server.Decide = Decide;
        watching = watches ? Watch() : Task.CompletedTask;
    }

    /// <summary>What was delivered and not taken, in order.</summary>
    public IReadOnlyList<Letter> Delivered
    {
        get
        {
            lock (gate)
            {
                return [.. delivered];
            }
        }
    }

    /// <summary>How the application is told of this server.</summary>
    public IReadOnlyList<string> Configuration =>
    [
        "--Nightbell:Mail:Smtp:Host=127.0.0.1",
        $"--Nightbell:Mail:Smtp:Port={server.Port}",
        "--Nightbell:Mail:Smtp:Security=none",
        "--Nightbell:Mail:From=nightbell@shop.example",
    ];

    /// <summary>Called when a mail has been taken and before the client is told so.</summary>
    public Func<Task>? BeforeReply { get; set; }

    /// <summary>A mail server whose mails a test takes in by <see cref="Collect"/>.</summary>
    public static PostOffice Open(FakeClock clock) => new(clock, watches: false);

    /// <summary>A mail server that takes its mails in as they come, by the real clock.</summary>
    public static PostOffice OpenAndWatch() => new(TimeProvider.System, watches: true);

    /// <summary>From now on this recipient is refused with these words.</summary>
    public void Refuses(string address, string reply) => refusals[address] = reply;

    /// <summary>From now on this recipient's mails are taken again.</summary>
    public void Receives(string address) => refusals.TryRemove(address, out _);

    /// <summary>From now on whoever sends is refused with these words, before any recipient is named; null for no longer.</summary>
    public void RefusesEverySender(string? reply) => senderRefusal = reply;

    /// <summary>From now on every recipient is put off.</summary>
    public void GoesDown() => isDown = true;

    public void ComesUp() => isDown = false;

    /// <summary>From now on mails are taken, and the connection breaks before the application is told so; or no longer.</summary>
    public void LosesReplies(bool loses) => losesReplies = loses;

    /// <summary>The envelope of the mail that is on the wire now.</summary>
    public Letter OnTheWire()
    {
        var mail = server.Commands.Last(c => c.Contains("MAIL FROM:<", StringComparison.OrdinalIgnoreCase));
        var rcpt = server.Commands.Last(c => c.Contains("RCPT TO:<", StringComparison.OrdinalIgnoreCase));
        return new Letter(clock.GetUtcNow(), Address(rcpt), [], Address(mail), EnvelopeId(mail));
    }

    /// <summary>What the application did that the protocol forbids.</summary>
    public IReadOnlyCollection<string> Violations => server.Violations;

    /// <summary>How often a mail to this address was tried.</summary>
    public int AttemptsAt(string address) =>
        server.Commands.Count(c => c.Contains($"RCPT TO:<{address}>", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes in what arrived. It arrived now, because false time stands still while the server works.</summary>
    public void Collect()
    {
        lock (gate)
        {
            foreach (var mail in server.Mails.Skip(collected))
            {
                delivered.Add(new Letter(clock.GetUtcNow(), Assert.Single(mail.To), mail.Message, mail.From, EnvelopeId(mail.MailParameters)));
                collected++;
            }
        }
    }

    /// <summary>Takes the one mail of that description out of the box.</summary>
    public Letter Take(Func<Letter, bool> which)
    {
        lock (gate)
        {
            var found = delivered.Where(which).ToList();
            Assert.True(found.Count == 1, $"{found.Count} such mails among:\n{string.Join('\n', delivered)}");
            delivered.Remove(found[0]);
            return found[0];
        }
    }

    /// <summary>Takes every mail of that description out of the box, if any.</summary>
    public void TakeAll(Func<Letter, bool> which)
    {
        lock (gate)
        {
            delivered.RemoveAll(l => which(l));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await watching;
        await server.DisposeAsync();
        closing.Dispose();
    }

    private static string? EnvelopeId(string parameters) =>
        parameters.Split(' ').FirstOrDefault(p => p.StartsWith("ENVID=", StringComparison.OrdinalIgnoreCase))?["ENVID=".Length..];

    private static string Address(string rcpt) => rcpt[(rcpt.IndexOf('<', StringComparison.Ordinal) + 1)..rcpt.IndexOf('>', StringComparison.Ordinal)];

    private SmtpAct? Decide(SmtpMoment moment)
    {
        switch (moment.Step)
        {
            case "mail" when senderRefusal is { } reply:
                return new SmtpAct(reply);
            case "rcpt" when isDown:
                return new SmtpAct(DownReply);
            case "rcpt" when refusals.TryGetValue(Address(moment.Line), out var refusal):
                return new SmtpAct(refusal);
            case "message":
                BeforeReply?.Invoke().GetAwaiter().GetResult();
                return losesReplies ? new SmtpAct(Drop: true, Take: true) : null;
            default:
                return null;
        }
    }

    private async Task Watch()
    {
        while (!closing.IsCancellationRequested)
        {
            Collect();
            await Task.Delay(WatchPause, TimeProvider.System);
        }
    }
}
