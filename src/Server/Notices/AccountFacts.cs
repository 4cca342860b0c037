using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Groups;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Notices;

/// <summary>What the decisions about an account's conversations read from the database: loaded once for many of them.</summary>
public sealed class AccountFacts
{
    /// <summary>How far ahead office hours are written out: further than any look is.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(2);

    /// <summary>How far back office hours are written out: of whoever was last online before, nobody asks whether it counted.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromDays(31);

    private static readonly CompiledQuery<Guid, Agent> AgentsOf = new((db, accountId) => db.Agents.AsNoTracking()
        .Where(a => a.AccountId == accountId).OrderBy(a => a.InvitedAt).ThenBy(a => a.Name).ThenBy(a => a.Id));

    private static readonly CompiledQuery<Guid, Group> GroupsOf = new((db, accountId) => db.Groups.AsNoTracking()
        .Where(g => g.AccountId == accountId));

    private static readonly CompiledQuery<Guid, AdditionalRecipient> AdditionalOf = new((db, accountId) => db.AdditionalRecipients.AsNoTracking()
        .Where(r => r.AccountId == accountId && r.ConfirmedAt != null).OrderBy(r => r.AddedAt).ThenBy(r => r.Id));

    private static readonly CompiledQuery<Guid, DateTimeOffset, OnlineStretch> StretchesSince = new((db, accountId, since) => db.OnlineStretches.AsNoTracking()
        .Where(s => s.AccountId == accountId && s.Until >= since));

    private static readonly CompiledQuery<Guid, DateTimeOffset, Guid> AgentsWithLivingDevice = new((db, accountId, now) => db.Devices
        .Where(d => d.AccountId == accountId && d.AliveUntil > now).Select(d => d.AgentId));

    private static readonly CompiledQuery<List<Guid>, Message> UnansweredOf = new((db, ids) =>
        from message in db.Messages.AsNoTracking()
        join conversation in db.Conversations on message.ConversationId equals conversation.Id
        where ids.Contains(message.ConversationId) && message.From == MessageFrom.Visitor && message.Number > conversation.AnsweredUpTo
        orderby message.Number
        select message);

    private static readonly CompiledQuery<List<Guid>, Assignment> AssignmentsOf = new((db, ids) => db.Assignments.AsNoTracking()
        .Where(a => ids.Contains(a.ConversationId)).OrderBy(a => a.At));

    private static readonly CompiledQuery<List<Guid>, Opening> OpeningsOf = new((db, ids) => db.Openings.AsNoTracking()
        .Where(o => ids.Contains(o.ConversationId)).OrderBy(o => o.At));

    private static readonly CompiledQuery<List<Guid>, SentPart> PartsOf = new((db, ids) =>
        from part in db.MailParts.AsNoTracking()
        join mail in db.Mails.AsNoTracking() on part.MailId equals mail.Id
        where ids.Contains(part.ConversationId)
        orderby part.QueuedAt
        select new SentPart(part, mail));

    private static readonly CompiledQuery<List<Guid>, Visitor> VisitorsOf = new((db, ids) => db.Visitors.AsNoTracking()
        .Where(v => ids.Contains(v.Id)));

    private Dictionary<Guid, IReadOnlyList<Stretch>> online = [];
    private readonly Dictionary<Guid, TeamFacts> teams = [];
    private Dictionary<Guid, DateTimeOffset> earlierEnds = [];
    private DateTimeOffset windowStart;

    /// <summary>When being online counts; null for always.</summary>
    private IReadOnlyList<Stretch>? counted;

    private AccountFacts(Account account, Settings settings, DateTimeOffset now)
    {
        Account = account;
        Now = now;
        Package = settings.Package(account.Package);
        Settings = settings;
        Delays = new Delays(
            account.OfflineDelaySeconds is { } offline ? TimeSpan.FromSeconds(offline) : settings.Delays.Offline,
            account.AcceptDelaySeconds is { } accept ? TimeSpan.FromSeconds(accept) : settings.Delays.Accept,
            settings.Delays.VisitorGrace,
            settings.Delays.Throttle,
            ThrottleMax);
    }

    /// <summary>The longest pause between two mails about one conversation.</summary>
    public static TimeSpan ThrottleMax { get; } = TimeSpan.FromHours(1);

    public Account Account { get; }
    public Settings Settings { get; }
    public DateTimeOffset Now { get; }
    public PackageSettings Package { get; }
    public Delays Delays { get; }

    /// <summary>Agents that are not deleted, oldest first.</summary>
    public IReadOnlyList<Agent> Agents { get; private set; } = [];

    /// <summary>Confirmed additional recipients.</summary>
    public IReadOnlyList<AdditionalRecipient> Additional { get; private set; } = [];
    public IReadOnlyDictionary<Guid, string> GroupNames { get; private set; } = new Dictionary<Guid, string>();
    public Team Team { get; private set; } = new([], [], groupsCount: false);

    /// <summary>Assignees of whom some device is alive, whatever their status.</summary>
    public IReadOnlySet<Guid> WithLivingDevice { get; private set; } = new HashSet<Guid>();

    public ILookup<Guid, Message> Unanswered { get; private set; } = Empty<Message>();
    public ILookup<Guid, Assignment> Assignments { get; private set; } = Empty<Assignment>();
    public ILookup<Guid, Opening> Openings { get; private set; } = Empty<Opening>();
    public ILookup<Guid, SentPart> Parts { get; private set; } = Empty<SentPart>();
    public IReadOnlyDictionary<Guid, Visitor> Visitors { get; private set; } = new Dictionary<Guid, Visitor>();

    /// <summary>The moments an agent was online inside office hours, as far back as the conversations ask.</summary>
    public IReadOnlyList<Stretch> Online(Guid agentId) => online.TryGetValue(agentId, out var stretches) ? stretches : [];

    /// <summary>Loads the facts about an account and some of its conversations.</summary>
    public static async Task<AccountFacts> Load(
        Db db, Account account, Settings settings, DateTimeOffset now, IReadOnlyList<Conversation> conversations)
    {
        var facts = new AccountFacts(account, settings, now);
        await facts.LoadPeople(db, conversations);
        await facts.LoadConversations(db, conversations);
        return facts;
    }

    /// <summary>The team's facts for a group, null for the whole account.</summary>
    public TeamFacts TeamFacts(Guid? groupId)
    {
        var key = groupId ?? Guid.Empty;
        if (!teams.TryGetValue(key, out var facts))
            teams[key] = facts = ComputeTeamFacts(groupId);
        return facts;
    }

    private TeamFacts ComputeTeamFacts(Guid? groupId)
    {
        // Who was deactivated or deleted counts for the past: the team was online as long as they were.
        var members = everAgents.Where(a => Team.Belongs(a.Id, groupId)).ToList();
        var stretches = Presence.Merge(members.SelectMany(a => Online(a.Id)));
        var beginning = members.Select(LastBefore).Max() ?? Account.CreatedAt;
        return Presence.Team(stretches, Now, Delays.Accept, beginning < Now ? beginning : Now);
    }

    /// <summary>The last moment an agent was online inside office hours; null for never.</summary>
    public DateTimeOffset? LastOnline(Agent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return Presence.LastOnline(Online(agent.Id), Now) ?? LastBefore(agent);
    }

    /// <summary>The last moment before what is loaded at which the agent was online and it counted; null for never.</summary>
    private DateTimeOffset? LastBefore(Agent agent)
    {
        var last = agent.OnlineUntil <= windowStart ? agent.OnlineUntil : earlierEnds.TryGetValue(agent.Id, out var earlier) ? earlier : null;
        var hours = counted?.LastOrDefault(s => s.From < last);
        return hours is { Until: var closed } && closed > DateTimeOffset.MinValue && closed < last ? closed : last;
    }

    private IReadOnlyList<Agent> everAgents = [];

    private async Task LoadPeople(Db db, IReadOnlyList<Conversation> conversations)
    {
        var accountId = Account.Id;
        everAgents = await AgentsOf.In(db, accountId).ToListAsync();
        Agents = [.. everAgents.Where(a => a.DeletedAt is null)];
        List<GroupMember> members = [];
        if (Package.Groups)
        {
            members = await Team.MembersOf.In(db, accountId).ToListAsync();
            GroupNames = await GroupsOf.In(db, accountId).ToDictionaryAsync(g => g.Id, g => g.Name);
        }

        Team = new Team(Agents, members, Package.Groups);
        Additional = await AdditionalOf.In(db, accountId).ToListAsync();

        // A stretch of the team that reaches back over the start of the window is at least AcceptDelay long inside it,
        // which is all that is ever asked of its length.
        windowStart = conversations.Select(c => c.UnansweredSince ?? Now).Append(Now).Min() - Delays.Accept;
        counted = OfficeHoursOfAccounts.Of(Account, Package)?.Counted(Account.HoursSince ?? DateTimeOffset.MinValue, windowStart - Back, Now + Ahead);

        // The last hours that were over before belong to it: whoever was there then was there last then, whatever they did at night.
        if (counted?.LastOrDefault(s => s.Until <= windowStart) is { From: var opened } && opened > DateTimeOffset.MinValue)
            windowStart = opened;
        var earlier = await StretchesSince.In(db, accountId, windowStart).ToListAsync();
        var latest = everAgents
            .Where(a => a is { OnlineFrom: not null, OnlineUntil: not null })
            .Select(a => (AgentId: a.Id, Stretch: new Stretch(AsOfNow(a.OnlineFrom!.Value), a.OnlineUntil!.Value)));
        online = earlier.Select(s => (s.AgentId, Stretch: new Stretch(s.From, AsOfNow(s.Until)))).Concat(latest)
            .GroupBy(s => s.AgentId)
            .ToDictionary(
                g => g.Key,
                g =>
                {
                    var merged = Presence.Merge(g.Select(s => s.Stretch));
                    return counted is null ? merged : Presence.Intersect(merged, counted);
                });
        if (counted is not null)
            await LoadEarlierEnds(db);
    }

    /// <summary>Of those who were online lately, and only while it did not count.</summary>
    private async Task LoadEarlierEnds(Db db)
    {
        var ids = everAgents.Where(a => a.OnlineUntil > windowStart && Online(a.Id).Count == 0).Select(a => a.Id).ToList();
        if (ids.Count == 0)
            return;
        earlierEnds = await db.OnlineStretches
            .Where(s => s.AccountId == Account.Id && ids.Contains(s.AgentId) && s.Until < windowStart)
            .GroupBy(s => s.AgentId).Select(g => new { g.Key, End = g.Max(s => s.Until) })
            .ToDictionaryAsync(g => g.Key, g => g.End);
    }

    /// <summary>What is written down has happened: where the clock was set back behind that moment, it happened now.</summary>
    public DateTimeOffset AsOfNow(DateTimeOffset written) => written < Now ? written : Now;

    private async Task LoadConversations(Db db, IReadOnlyList<Conversation> conversations)
    {
        if (conversations.Count == 0)
            return;
        var ids = conversations.Select(c => c.Id).ToList();
        var visitorIds = conversations.Select(c => c.VisitorId).ToList();
        Unanswered = (await UnansweredOf.In(db, ids).ToListAsync()).ToLookup(m => m.ConversationId);
        Assignments = (await AssignmentsOf.In(db, ids).ToListAsync()).ToLookup(a => a.ConversationId);
        if (Assignments.Count > 0)
            WithLivingDevice = await AgentsWithLivingDevice.In(db, Account.Id, Now).ToHashSetAsync();
        Openings = (await OpeningsOf.In(db, ids).ToListAsync()).ToLookup(o => o.ConversationId);
        Parts = (await PartsOf.In(db, ids).ToListAsync()).ToLookup(p => p.Part.ConversationId);
        Visitors = await VisitorsOf.In(db, visitorIds).ToDictionaryAsync(v => v.Id);
    }

    private static ILookup<Guid, T> Empty<T>() => Array.Empty<T>().ToLookup(_ => Guid.Empty);
}

/// <summary>What a mail told somebody, and the mail.</summary>
public sealed record SentPart(MailPart Part, OutgoingMail Mail)
{
    public bool Tells => !Part.Withdrawn && Mail.IsLiving;

    public bool Failed => !Part.Withdrawn && Mail.State is MailState.Bounced or MailState.Expired;
}
