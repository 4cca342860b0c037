using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nightbell.Data;
using Nightbell.Mail.Smtp;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>What a story came to.</summary>
/// <param name="Told">In plain sentences with times; the same for the same plan on every machine and database.</param>
/// <param name="Broken">What the judge found; null when the promise was kept.</param>
public sealed partial record Ending(string Told, string? Broken)
{
    /// <summary>What is broken, whoever it happened to and whenever; null when nothing is.</summary>
    public string? Kind => Broken is null ? null : Particulars().Replace(Broken.Split('·')[0], "…");

    [GeneratedRegex(@"\b(?:v\d|anna|bela|csilla|david|info)[\w@.]*|\d[\d:.Z-]*", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Particulars();
}

/// <summary>Lives one plan on one server: time jumps from event to event, and after each the judge looks.</summary>
public sealed partial class Life : IAsyncDisposable
{
    /// <summary>A server that never comes to rest fails instead of hanging.</summary>
    private const int MaxRounds = 500;
    private const int MaxMoments = 20_000;

    /// <summary>A client asks again this often when the server fails.</summary>
    private const int Tries = 6;

    /// <summary>Waiting for the machine, not for the story.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly World world;
    private readonly Plan plan;
    private readonly string database;
    private readonly Host host;
    private readonly Planted? planted;
    private readonly FakeClock clock = new(World.Beginning);
    private readonly MailWire wire;
    private readonly Judge judge;
    private readonly List<string> told = [];
    private readonly List<Task> attempts = [];
    private readonly Dictionary<string, Person> people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guest> guests = new(StringComparer.Ordinal);
    private readonly HashSet<string> added = new(StringComparer.OrdinalIgnoreCase);
    private TimeSpan restart;
    private TimeSpan corrected;
    private bool inRestart;

    /// <summary>A second server on the same database, which visitors write to; null while there is one alone.</summary>
    private Host? second;

    private Life(World world, Plan plan, string database, Planted? planted)
    {
        (this.world, this.plan, this.database, this.planted) = (world, plan, database, planted);
        wire = new MailWire(clock);
        host = new Host(database, clock, wire, planted);
        judge = new Judge(world, clock, host);
        wire.Watch = judge.HandedOver;
        foreach (var (name, member) in world.Agents)
            people[name] = new Person(name, member, host.Address);
        foreach (var (name, token) in world.Visitors)
            guests[name] = new Guest(name, new Caller(host.Address) { Bearer = token });
    }

    private IReadOnlyList<Host> Servers => second is null ? [host] : [second, host];

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Time since the beginning; a corrected wall clock does not count.</summary>
    private TimeSpan Elapsed => Now - World.Beginning - corrected;

    /// <param name="world">Where it happens.</param>
    /// <param name="plan">What happens.</param>
    /// <param name="planted">A fault of the server's own making, to test the judge; null for none.</param>
    public static async Task<Ending> Live(World world, Plan plan, Planted? planted = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(plan);
        await using var life = new Life(world, plan, await world.Copy(), planted);
        string? broken = null;
        try
        {
            await life.LiveOn();
        }
        catch (Exception found)
        {
            // Whatever is not a promise broken is a fault all the same: of the server, or of the simulator.
            broken = found is BrokenPromiseException ? found.Message : $"{found.GetType().Name}: {found}";
            life.Tell($"BROKEN: {broken}");
        }

        return new Ending(string.Join('\n', life.told), broken);
    }

    public async ValueTask DisposeAsync()
    {
        host.Faults.Die();
        foreach (var browser in people.Values.SelectMany(p => p.Browsers.Values))
            await browser.DisposeAsync();
        foreach (var guest in guests.Values)
            await guest.DisposeAsync();
        foreach (var server in Servers)
            await server.DisposeAsync();
        world.Drop(database);
    }

    private async Task LiveOn()
    {
        await host.Start();
        await judge.Begin(people["anna"].Browsers[World.Desk].Api);
        foreach (var step in plan.Steps)
        {
            await PassTimeUntil(step.At);
            await Act(step);
        }

        await PassTimeUntil(plan.Length);
        host.Faults.Disarm();
        await judge.End(people["anna"].Browsers["laptop"]);
    }

    /// <summary>Time passes, stopping at every moment at which the server, the mail server or the judge expects something.</summary>
    private async Task PassTimeUntil(TimeSpan moment)
    {
        for (var i = 0; i < MaxMoments; i++)
        {
            await Settle();
            if (await BringReports())
                await Settle();
            await judge.Look();
            if (Elapsed >= moment)
                return;
            await ReviveIfDead();
            var next = new[] { host.Wakings.Next(Now), wire.NextDue, NextReport, judge.NextChange, World.Beginning + corrected + moment }
                .Where(t => t is not null && !(t <= Now)).Min() ?? Now;
            var step = next - Now;
            clock.Advance(step > TimeSpan.Zero ? step : TimeSpan.FromMilliseconds(1));
            judge.Sample();
        }

        throw new BrokenPromiseException($"The server did not come to rest in {MaxMoments} moments.");
    }

    /// <summary>The server does whatever is due now.</summary>
    private async Task Settle()
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var more = false;
            try
            {
                foreach (var worker in Servers.SelectMany(s => s.Services.GetRequiredService<Workers>().All).Where(w => w is not SendDueMail && host.Wakings.IsDue(w, Now)))
                    more |= await host.Wakings.Run(worker, () => worker.RunOnce(CancellationToken.None));

                foreach (var server in Servers)
                    more |= await StartMails(server);
                more |= await AnswerMails();
            }
            catch (IOException)
            {
                // A worker's loop logs it and tries again.
                more = true;
            }

            more |= await ReviveIfDead();
            if (host.Faults.HasRefused)
            {
                // After trouble a loop pauses for a second, and looks again.
                host.Faults.HasRefused = false;
                host.Wakings.Forget();
                judge.Disturbed();
                clock.Advance(TimeSpan.FromSeconds(1));
                more = true;
            }

            if (!more)
                return;
        }

        throw new BrokenPromiseException($"The server did not come to rest in {MaxRounds} rounds.");
    }

    /// <summary>Starts the attempts that are due, each as far as the wire.</summary>
    private async Task<bool> StartMails(Host server)
    {
        var outbox = server.Services.GetRequiredService<SendDueMail>();
        return host.Wakings.IsDue(outbox, Now) && await host.Wakings.Run(outbox, () => StartMails(server, outbox));
    }

    private async Task<bool> StartMails(Host server, SendDueMail outbox)
    {
        var due = await InOrder(server, await outbox.Due(CancellationToken.None));
        foreach (var (mailId, accountId) in due)
        {
            var arrival = wire.NextArrival;
            var attempt = outbox.Attempt(mailId, accountId, CancellationToken.None);
            attempts.Add(attempt);
            await Task.WhenAny(attempt, arrival).WaitAsync(Patience, TimeProvider.System);
        }

        attempts.RemoveAll(a => a.IsCompleted);
        return due.Count > 0;
    }

    /// <summary>Mails that are due at the same moment stand in the order of their ids, which is chance: a fault would hit another one each time.</summary>
    private static async Task<IReadOnlyList<(Guid MailId, Guid AccountId)>> InOrder(Host server, IReadOnlyList<(Guid MailId, Guid AccountId)> due)
    {
        if (due.Count < 2)
            return due;
        var ids = due.Select(d => d.MailId).ToList();
        await using var db = server.Services.GetRequiredService<Store>().Read();
        var mails = await db.Mails.Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id);
        var about = await (
            from part in db.MailParts
            join conversation in db.Conversations on part.ConversationId equals conversation.Id
            where ids.Contains(part.MailId)
            select new { part.MailId, conversation.CreatedAt }).ToListAsync();
        var since = about.GroupBy(a => a.MailId).ToDictionary(g => g.Key, g => g.Min(a => a.CreatedAt));
        return
        [
            .. due.OrderBy(d => mails[d.MailId].DueAt).ThenBy(d => mails[d.MailId].Address, StringComparer.Ordinal)
                .ThenBy(d => mails[d.MailId].Purpose).ThenBy(d => since.GetValueOrDefault(d.MailId)),
        ];
    }

    /// <summary>The mail server answers what it holds, one after the other.</summary>
    private async Task<bool> AnswerMails()
    {
        var any = false;
        while (!host.Faults.IsDead && wire.Take() is { } held)
        {
            any = true;
            if (!Passes(CutPoint.BeforeMail))
                return true;
            var mood = wire.MoodFor(held.Letter.To);
            var result = MailWire.Result(mood);
            judge.Answered(held.Letter, mood);
            Take(held.Letter, mood);
            if (mood != Mood.Hangs)
                Tell($"→ mail to {held.Letter.To} about {MailWire.Content(held.Letter)}: {(mood == Mood.Drops ? "taken, and the connection broke" : result.Reply!.Text)}");
            else
                Tell($"→ mail to {held.Letter.To} about {MailWire.Content(held.Letter)}: no answer");
            _ = Passes(CutPoint.AfterMail);
            attempts.RemoveAll(a => a.IsCompleted);
            held.Answer(result);

            // The others wait for their answers: the one that ends is this one.
            await Task.WhenAny(attempts).WaitAsync(Patience, TimeProvider.System);
            attempts.RemoveAll(a => a.IsCompleted);
        }

        return any;
    }

    private bool Passes(CutPoint point)
    {
        try
        {
            host.Faults.Pass(point);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A dead server is started anew on the same database, after the pause that the plan named.</summary>
    private async Task<bool> ReviveIfDead()
    {
        if (!host.Faults.IsDead || inRestart)
            return false;
        Tell($"the server dies{(restart > TimeSpan.Zero ? $", and is away for {Plan.Write(restart)}" : "")}");
        inRestart = true;
        foreach (var stream in Streams())
            await stream.Lose();
        await host.Kill();
        attempts.Clear();
        await Restart();
        inRestart = false;
        return true;
    }

    private async Task Stop(TimeSpan pause)
    {
        restart = pause;
        Tell($"the server is stopped for {Plan.Write(pause)}");
        foreach (var held in Enumerable.Repeat(0, attempts.Count).Select(_ => wire.Take()).OfType<HandedOver>())
            held.Answer(MailWire.Result(wire.MoodFor(held.Letter.To)));
        foreach (var stream in Streams())
            await stream.Lose();
        if (attempts.Count > 0)
            await host.Kill();
        else
            await host.Stop();
        attempts.Clear();
        await Restart();
    }

    /// <summary>A second server joins where the database can be shared; elsewhere the story goes on as if it had.</summary>
    private async Task Join()
    {
        Tell("a second server joins");
        if (!world.IsShared || second is not null)
            return;

        // Leases run by the machine's time: the first server must not look dead to the second, nor to itself.
        await World.ProlongLeases(database);
        second = new Host(database, clock, wire, planted, host);
        await second.Start();
    }

    /// <summary>The second server ends, unless it may have a mail in hand.</summary>
    private async Task Part()
    {
        Tell("the second server parts");
        if (second is null || attempts.Count > 0)
            return;
        await second.Stop();
        second = null;
        host.Wakings.Forget();
    }

    private async Task Restart()
    {
        clock.Advance(restart);
        await world.ExpireLeases(database);
        await host.Start();
        Tell("the server is up again");
        judge.Disturbed();

        // Browsers try until somebody answers.
        foreach (var stream in Streams())
            await stream.Resume();
        judge.Sample();
    }

    private IEnumerable<Line> Streams() =>
        people.Values.SelectMany(p => p.Browsers.Values).Select(b => b.Line).Concat(guests.Values.Select(g => g.Line));

    private void Tell(string sentence) =>
        told.Add(string.Create(CultureInfo.InvariantCulture, $"{Now:HH:mm:ss} {sentence}"));
}

/// <summary>The promise is broken; the message says how.</summary>
public sealed class BrokenPromiseException(string message) : Exception(message);
