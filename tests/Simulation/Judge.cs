using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nightbell.Data;
using Nightbell.Notices;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>
/// Knows what everybody did and what the public pages say, and not the code: holds the server to the promise. Times of being online,
/// waiting and serving are worked out here anew, from the words of the design alone.
/// </summary>
public sealed partial class Judge(World world, TimeProvider clock, Host host)
{
    public static readonly IReadOnlyList<string> Week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>Every row is read after whatever was written or the clock changed, and at least so often.</summary>
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(5);

    /// <summary>A request is answered at the moment it came; a retry after the server was away is not.</summary>
    private static readonly TimeSpan ALittle = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, KnownAgent> agents =
        Cast.Agents.ToDictionary(n => n, n => new KnownAgent(n, world.Agents[n].Email), StringComparer.Ordinal);

    private readonly Dictionary<string, KnownConversation> conversations = new(StringComparer.Ordinal);
    private readonly HashSet<string> recipients = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of them who complained.</summary>
    private readonly HashSet<string> silenced = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> tokens = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DateTimeOffset?> visits = new(StringComparer.Ordinal);
    private readonly List<string> breaches = [];
    private Caller anna = null!;
    private string package = "pro";
    private bool hours;
    private bool offlineMails = true;
    private bool unacceptedMails = true;
    private bool clockWasSet;
    private bool hasNews;
    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;

    /// <summary>The latest moment looked at: while a clock that was set back has not caught up, nothing is on time.</summary>
    private DateTimeOffset latest = DateTimeOffset.MinValue;

    /// <summary>The next moment, as of the last look, at which the clock alone changes what is known.</summary>
    private DateTimeOffset? nextChange;

    private long checkedUnits = -1;
    private DateTimeOffset checkedAt = DateTimeOffset.MinValue;

    /// <summary>Silence is counted from here at the earliest: the server was away, or the machine in trouble.</summary>
    private DateTimeOffset undisturbedSince = DateTimeOffset.MinValue;

    private DateTimeOffset Now => clock.GetUtcNow();

    private bool OfficeIsOpen => !hours || package != "pro" || IsWithinHours(Now);

    /// <summary>The next moment at which the clock alone changes what the judge knows.</summary>
    public DateTimeOffset? NextChange
    {
        get
        {
            var moments = agents.Values.SelectMany(a => a.Devices.Values).Where(d => !d.IsOpen && d.AliveUntil > Now).Select(d => d.AliveUntil);
            if (hours)
            {
                var day = new DateTimeOffset(Now.Date, TimeSpan.Zero);
                moments = moments.Concat([day.AddHours(8), day.AddHours(17), day.AddHours(32)]);
            }

            return moments.Where(m => m > Now).Select(m => (DateTimeOffset?)m).DefaultIfEmpty().Min();
        }
    }

    public async Task Begin(Caller asAnna)
    {
        anna = asAnna;
        Sample();
        await Look();
    }

    public bool HasRecipient(string address) => recipients.Contains(address);

    /// <summary>The secret of the last letter to an address; null when none arrived.</summary>
    public string? TokenFor(string address) => tokens.Remove(address, out var token) ? token : null;

    public void Wrote(Guest guest, long number, DateTimeOffset at, bool? shownOnline)
    {
        ArgumentNullException.ThrowIfNull(guest);
        if (!conversations.TryGetValue(guest.Name, out var conversation))
        {
            conversations[guest.Name] = conversation = new KnownConversation(guest.Name, guest.ConversationId!);
            if (visits.TryGetValue(guest.Name, out var left))
                conversation.Visit(left);
        }

        if (conversation.Resolved)
        {
            conversation.Resolved = false;
            conversation.Assignees.Clear();
            conversation.LastAtRest = at;
        }

        if (conversation.Unanswered.Count == 0)
            conversation.LastAtRest = at;
        conversation.Unanswered.Add((number, guest.Written, at));
        conversation.Posted.Add(number);

        // Whoever asks again because the first answer was lost is told what was true when the message was stored, and that moment is past.
        if (shownOnline is { } shown && (Now - at).Duration() < ALittle)
            Expect(shown == IsTeamOnline(conversation), $"{guest.Name} was shown an {(shown ? "online" : "offline")} team, and it is not");
    }

    public void Enters(string visitor) => Visit(visitor, left: null);

    public void Leaves(string visitor) => Visit(visitor, Now);

    public void Opens(string agent, string device) => Change(agent, a => a.Devices[device].IsOpen = true);

    public void Breaks(string agent, string device) => Change(agent, a =>
    {
        if (!a.Devices[device].IsOpen)
            return;
        a.Devices[device].IsOpen = false;
        a.Devices[device].Touch(Now);
    });

    public void Touches(string agent, string device) => Change(agent, a => a.Devices[device].Touch(Now));

    public void SignsOut(string agent, string device) => Change(agent, a => a.Devices[device].AliveUntil = Now);

    public void SetsStatus(string agent, bool online) => Change(agent, a => a.StatusOnline = online);

    public void Activates(string agent, bool active) => Change(agent, a => a.Active = active);

    public void Regroups(string agent, bool member) => Change(agent, a => a.InOtherGroup = !member);

    public void ChangesAddress(string agent, string email) => Change(agent, a =>
    {
        (a.Email, a.RenewedAt, a.ChangedAt) = (email, Now, Now);
        failLate.Remove(email);
    });

    public void AddsRecipient(string address) => recipients.Add(address);

    public void SetsPackage(string name) => package = name;

    public void SetsHours(bool enabled) => hours = enabled;

    public void SwitchesOwn(string agent, bool? offline, bool? unaccepted) =>
        Change(agent, a => (a.OfflineMails, a.UnacceptedMails) = (offline ?? a.OfflineMails, unaccepted ?? a.UnacceptedMails));

    public void SwitchesAccount(bool? offline, bool? unaccepted) =>
        (offlineMails, unacceptedMails) = (offline ?? offlineMails, unaccepted ?? unacceptedMails);

    /// <param name="agent">Who.</param>
    /// <param name="verb">What they did.</param>
    /// <param name="visitor">For whom.</param>
    /// <param name="since">When they first tried: the server may have stored it then, and died before it could say so.</param>
    public void Serves(string agent, string verb, string visitor, DateTimeOffset since)
    {
        var conversation = conversations[visitor];
        switch (verb)
        {
            case "opens":
                conversation.Opened[agent] = (conversation.Posted[^1], Now);
                break;
            case "accepts":
                conversation.Join(agent);
                break;
            case "answers":
                conversation.Join(agent);
                conversation.Unanswered.Clear();
                conversation.AnsweredAt = since;
                conversation.Answer(since);
                break;
            case "leaves":
                conversation.Assignees.Remove(agent);
                break;
            case "resolves":
                conversation.Resolved = true;
                break;
            default:
                conversation.Resolved = false;
                break;
        }

        Sample();
    }

    /// <summary>The visitor ends it: then it is resolved, unless they wait. Who has asked something is still to be answered.</summary>
    public void Ends(string visitor)
    {
        Sample();
        var conversation = conversations[visitor];
        conversation.Resolved |= !IsWaiting(conversation);
        Sample();
    }

    /// <param name="by">Who hands it over: to themselves, they take it over.</param>
    /// <param name="visitor">Whose conversation it is.</param>
    /// <param name="colleague">Who has it from now on, and nobody else.</param>
    public void HandsOver(string by, string visitor, string colleague)
    {
        var conversation = conversations[visitor];
        var accepts = by == colleague || conversation.Accepted.Contains(colleague);
        conversation.Assignees.Clear();
        conversation.Join(colleague);
        if (!accepts)
            conversation.Handed.Add(colleague);
        Sample();
    }

    /// <summary>The machine was in trouble, or the server away: what is due may be late.</summary>
    public void Disturbed() => undisturbedSince = Now;

    /// <summary>Durations of this story cannot be relied on any more.</summary>
    public void ClockWasSet()
    {
        clockWasSet = true;
        foreach (var device in agents.Values.SelectMany(a => a.Devices.Values))
            device.PullBack(Now);
    }

    /// <summary>Somebody did something.</summary>
    public void Notice() => hasNews = true;

    /// <summary>Brings what the clock changes up to date.</summary>
    public void Sample()
    {
        foreach (var agent in agents.Values)
            agent.Sample(Now);
        foreach (var conversation in conversations.Values)
        {
            if (conversation.IsUnanswered && !conversation.Assignees.Any(a => agents[a].HasLivingDevice(Now)))
                conversation.Assignees.Clear();

            // Service ends at a moment that is looked at, and lasted until then, however long ago the look before was.
            if (!IsWaiting(conversation) || conversation.WasServed)
                conversation.LastAtRest = Now;
            conversation.WasServed = conversation.IsUnanswered && IsServed(conversation);
            conversation.SampleTeam(IsTeamOnline(conversation), Now);
        }
    }

    /// <summary>After each step: the promise, by what anybody can read.</summary>
    public async Task Look()
    {
        if (Now < latest)
            return;
        var passed = nextChange <= Now;
        latest = Now;
        Sample();
        nextChange = NextChange;
        if (passed || hasNews || host.Faults.Units != checkedUnits || Now - checkedAt >= CheckEvery)
            await Check();
        if (HasNews())
        {
            await LookAtOutbox();
            foreach (var conversation in conversations.Values.Where(c => IsWaiting(c) || c.WasSeenWaiting))
                await LookAt(conversation);
        }

        Report();
    }

    /// <summary>Pages are read when somebody did something or a mail was on the wire, and while somebody waits for a long time.</summary>
    private bool HasNews()
    {
        var overdue = conversations.Values.Any(c =>
            (IsWaiting(c) && Now - Latest(c.Unanswered[0].At, lookedAt) > LongestSilence) || IsAnswerOverdue(c, lookedAt));
        if (!hasNews && !overdue)
            return false;
        (hasNews, lookedAt) = (false, Now);
        return true;
    }

    /// <summary>At the end: nothing posted is missing, and a stream told everything, once.</summary>
    public async Task End(Browser browser)
    {
        ArgumentNullException.ThrowIfNull(browser);
        foreach (var conversation in conversations.Values)
            await LookAtMessages(conversation);

        await LookAtStream(browser);
        Report();
    }

    private static bool IsWithinHours(DateTimeOffset moment) => moment.TimeOfDay >= TimeSpan.FromHours(8) && moment.TimeOfDay < TimeSpan.FromHours(17);

    private async Task LookAt(KnownConversation conversation)
    {
        var why = (await anna.Get($"/api/conversations/{conversation.Id}/notices")).Is(200).Json;
        var state = why.GetProperty("state").GetString()!;
        Expect(
            (state == "not_waiting") == !IsWaiting(conversation),
            $"the conversation of {conversation.Visitor} is {state}, and it {(IsWaiting(conversation) ? "waits" : "does not wait")}");
        conversation.WasSeenWaiting = IsWaiting(conversation);
        if (!conversation.WasSeenWaiting)
            return;
        var judged = why.GetProperty("recipients").EnumerateArray().Select(r => r.GetProperty("name").GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in agents.Keys.Concat(recipients).Where(a => !judged.Contains(a)))
            breaches.Add($"nobody decided about {World.Proper(name)} in the conversation of {conversation.Visitor}");
        LookForSilence(conversation, state, why);
    }

    private bool HasFailed(string address) => failures.Contains(address);

    private IEnumerable<KnownAgent> Team(KnownConversation conversation) => agents.Values.Where(a => IsOfTeam(a, conversation));

    private bool IsOfTeam(KnownAgent agent, KnownConversation conversation) =>
        agent.Active && (!conversation.InGroup || package != "pro" || !agent.InOtherGroup);

    private bool IsTeamOnline(KnownConversation conversation) => OfficeIsOpen && Team(conversation).Any(a => a.IsOnline(Now));

    private bool IsServed(KnownConversation conversation) =>
        OfficeIsOpen && conversation.Accepted.Any(a => agents[a].IsOnline(Now));

    private bool IsWaiting(KnownConversation conversation) => conversation.IsUnanswered && !IsServed(conversation);

    private void Visit(string visitor, DateTimeOffset? left)
    {
        visits[visitor] = left;
        if (conversations.TryGetValue(visitor, out var conversation))
            conversation.Visit(left);
        Sample();
    }

    private void Change(string agent, Action<KnownAgent> change)
    {
        change(agents[agent]);
        Sample();
    }

    /// <summary>What the product says of itself must agree; it looks at every row.</summary>
    private async Task Check()
    {
        (checkedUnits, checkedAt) = (host.Faults.Units, Now);
        var services = host.Services;
        var report = await new CheckPromise(services.GetRequiredService<Store>(), services.GetRequiredService<Settings>(), clock).Run();
        breaches.AddRange(report.Broken.Select(b => Named(b.Text)));

        // For a check that sees no lease, what is overdue is a warning; here the server runs.
        breaches.AddRange(report.Warnings.Where(_ => !clockWasSet).Select(w => Named(w.Text)));
    }

    private string Named(string text) => conversations.Values.Aggregate(
        text, (t, c) => t.Replace(c.Id, $"of {c.Visitor}", StringComparison.OrdinalIgnoreCase));

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
            breaches.Add(otherwise);
    }

    /// <exception cref="BrokenPromiseException">Something was found.</exception>
    private void Report()
    {
        if (breaches.Count > 0)
            throw new BrokenPromiseException(string.Join(" · ", breaches.Distinct().Order(StringComparer.Ordinal)));
    }

    private static DateTimeOffset Latest(params DateTimeOffset[] moments) => moments.Max();
}
