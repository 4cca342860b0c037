using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Inbound;
using Nightbell.Live;
using Nightbell.Notices;
using Nightbell.Outbox;

namespace Nightbell.Simulation;

/// <summary>A fault of the server's own making, planted to see whether the judge finds it.</summary>
/// <param name="Name">What goes wrong.</param>
/// <param name="Begin">Called before a unit's work; what it gives is called after the work and before it is stored.</param>
public sealed record Planted(string Name, Func<Unit, Task<Func<Task>>> Begin)
{
    /// <summary>Configuration that makes it, where that is enough.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];

    /// <summary>Loops do not hear of commits, and nap until the moment they know.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>One for every kind of thing that can be forgotten.</summary>
    public static IReadOnlyList<Planted> All { get; } =
    [
        Spoiling("a commit wakes no worker", _ => { }) with { IsDeaf = true },
        WithoutWakeUp("a message wakes nobody", unit => Tells(unit, "message")),
        WithoutWakeUp("an opening wakes nobody", unit => IsAdded<Opening>(unit)),
        WithoutWakeUp("being online or offline wakes nobody", unit => Tells(unit, "presence") || Tells(unit, "online")),
        WithoutWakeUp("settings wake nobody", unit => Tells(unit, "settings")),
        WithoutWakeUp("accepting and leaving wake nobody", unit => TellsVisitor(unit, "conversation") && !Tells(unit, "message")),
        WithoutWakeUp("a mail that failed wakes nobody", unit => IsAdded<MailAttempt>(unit)),
        WithoutWakeUp("a mail that comes back wakes nobody", unit => Added<MailAttempt>(unit).Any(a => a.Step == ReportStep.Failed)),
        Spoiling("a reply answers everything", unit =>
        {
            if (Added<InboundMail>(unit).Any(m => m is { Kind: InboundKind.AgentReply, Outcome: InboundOutcome.Done }))
            {
                // The unit has saved it before it ends.
                foreach (var conversation in unit.Db.ChangeTracker.Entries<Conversation>().Select(e => e.Entity))
                    (conversation.AnsweredUpTo, conversation.UnansweredSince) = (conversation.LastNumber, null);
            }
        }),
        Spoiling("a reply that comes twice counts twice", unit => Drop<InboundMail>(unit, m => m.Kind is InboundKind.AgentReply or InboundKind.VisitorReply)),
        Spoiling("a complaint switches nothing off", unit =>
        {
            if (Added<InboundMail>(unit).Any(m => m.Kind == InboundKind.Complaint))
            {
                foreach (var agent in Changed<Agent>(unit))
                    agent.Switch(true, true, unit.Now);
            }
        }),
        Spoiling("answers are mailed to nobody", unit =>
        {
            foreach (var conversation in Changed<Conversation>(unit))
                conversation.TellVisitorAt = null;
        }),
        Configured("the throttle is ignored", "--Nightbell:Delays:Throttle=00:00:00"),
        Configured("mails go out too early", "--Nightbell:Delays:Offline=00:00:30"),
        Spoiling("a notice is not stored", unit => Drop<Notice>(unit, n => n.Name == "Bela")),
        Spoiling("an event is lost", unit => Drop<Event>(unit, e => e.Number % 7 == 0)),
        Spoiling("a message is lost after 201", unit => Drop<Message>(unit, m => m.Number == 3)),
        Spoiling("a claim is not released", unit =>
        {
            foreach (var mail in Changed<OutgoingMail>(unit).Where(m => m.State == MailState.Deferred))
                mail.DueAt = DateTimeOffset.MaxValue;
        }),
        Spoiling("a mail is marked before it is sent", unit =>
        {
            foreach (var mail in Changed<OutgoingMail>(unit).Where(m => m.State == MailState.Sending))
                (mail.State, mail.DueAt) = (MailState.Accepted, null);
        }),
        Spoiling("an older mail is not withdrawn", unit =>
        {
            foreach (var part in Changed<MailPart>(unit))
                part.Withdrawn = false;
            foreach (var mail in Changed<OutgoingMail>(unit).Where(m => m.State == MailState.Withdrawn))
                (mail.State, mail.DueAt) = (MailState.Queued, unit.Now);
        }),
    ];

    private static Planted Configured(string name, string configuration) =>
        new(name, _ => Task.FromResult<Func<Task>>(() => Task.CompletedTask)) { Configuration = [configuration] };

    private static Planted Spoiling(string name, Action<Unit> spoil) => new(name, unit => Task.FromResult<Func<Task>>(() =>
    {
        spoil(unit);
        return Task.CompletedTask;
    }));

    /// <summary>A unit of this kind leaves every conversation's next look where it was, as if its author had not thought of it.</summary>
    private static Planted WithoutWakeUp(string name, Func<Unit, bool> isOne) => new(name, async unit =>
    {
        var before = await unit.Db.Conversations.AsNoTracking()
            .Where(c => c.LookAt != null).Select(c => new { c.Id, c.LookAt }).ToListAsync();
        return async () =>
        {
            if (!isOne(unit))
                return;
            await unit.Db.SaveChangesAsync();
            foreach (var conversation in before)
            {
                await unit.Db.Conversations.Where(c => c.Id == conversation.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(c => c.LookAt, conversation.LookAt));
            }
        };
    });

    private static bool Tells(Unit unit, string type) => unit.Events.Any(e => e.Type == type);

    /// <summary>What people do is told to both; what a worker found out, to agents alone.</summary>
    private static bool TellsVisitor(Unit unit, string type) => unit.Events.Any(e => e.Type == type && e.Audience == Audience.Visitors);

    private static bool IsAdded<T>(Unit unit)
        where T : class => Added<T>(unit).Any();

    private static IEnumerable<T> Added<T>(Unit unit)
        where T : class => unit.Db.ChangeTracker.Entries<T>().Where(e => e.State == EntityState.Added).Select(e => e.Entity);

    private static List<T> Changed<T>(Unit unit)
        where T : class =>
        [.. unit.Db.ChangeTracker.Entries<T>().Where(e => e.State is EntityState.Added or EntityState.Modified).Select(e => e.Entity)];

    private static void Drop<T>(Unit unit, Func<T, bool> which)
        where T : class
    {
        foreach (var entry in unit.Db.ChangeTracker.Entries<T>().Where(e => e.State == EntityState.Added && which(e.Entity)).ToList())
            entry.State = EntityState.Detached;
        foreach (var row in unit.Db.Appended.Where(row => row is T added && which(added)).ToList())
            unit.Db.Appended.Remove(row);
    }
}
