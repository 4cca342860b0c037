using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Mail.Reports;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>What shows that a reason holds; each reason has its own few of these fields.</summary>
public sealed record NoticeEvidence
{
    /// <summary>People the reason speaks of: who answered, who is online, who switched it off.</summary>
    public IReadOnlyList<string>? Who { get; init; }

    /// <summary>When that happened.</summary>
    public DateTimeOffset? At { get; init; }
    public DateTimeOffset? Until { get; init; }
    public string? Device { get; init; }
    public string? Group { get; init; }
    public string? Package { get; init; }
    public Guid? MailId { get; init; }

    /// <summary>Addresses that mail did not reach.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }
    public string? Cause { get; init; }

    /// <summary>The mail server's own words.</summary>
    public string? Words { get; init; }
    public IReadOnlyList<long>? Messages { get; init; }

    /// <summary>What was done, where a reason covers several: <c>served</c>, <c>answered</c>, <c>blocked</c>, <c>resolved</c>, <c>ended</c> by the visitor or <c>erased</c>; <c>complained</c> of a mail as spam.</summary>
    public string? How { get; init; }

    /// <summary>For <c>ColleagueOnline</c>: when this agent was last online; null for never.</summary>
    public DateTimeOffset? LastOnlineAt { get; init; }

    public string ToJson() => System.Text.Json.JsonSerializer.Serialize(this, Options);

    public static NoticeEvidence Parse(string json) => System.Text.Json.JsonSerializer.Deserialize<NoticeEvidence>(json, Options)!;

    private static readonly System.Text.Json.JsonSerializerOptions Options =
        new(Json.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The evidence for a decision, from the facts it was made of.</summary>
    public static async Task<NoticeEvidence> For(Db db, Gathered gathered, Recipient recipient, Decision decision)
    {
        var (facts, conversation) = (gathered.Facts, gathered.Conversation);
        switch (decision.Reason)
        {
            case Reason.Answered:
                return await Answered(db, gathered);
            case Reason.OtherGroup:
                return new() { Group = conversation.GroupId is { } g && facts.GroupNames.TryGetValue(g, out var name) ? name : null };
            case Reason.AlreadyTold:
                var told = MailsTo(gathered, recipient).LastOrDefault(p => p.Tells);
                return new() { MailId = told?.Mail.Id, At = told?.Mail.SettledAt ?? told?.Part.QueuedAt };
            case Reason.Opened:
                var opening = facts.Openings[conversation.Id].LastOrDefault(o => o.AgentId == recipient.Id);
                return new() { Device = opening?.DeviceName, At = opening?.At };
            case Reason.ColleagueOnline:
                return new() { Who = OnlineColleagues(gathered, recipient), LastOnlineAt = recipient.Agent is { } a ? facts.LastOnline(a) : null };
            case Reason.CameBackOnline:
                return new()
                {
                    At = recipient.Agent is { } agent ? facts.Online(agent.Id).LastOrDefault(s => s.From <= facts.Now).From : null,
                    Device = await LivingDevice(db, recipient.Id, facts.Now),
                    Until = decision.Until,
                };
            case Reason.NotInPackage:
                return new() { Package = facts.Account.Package };
            case Reason.NotificationsOff:
                return await SwitchedOff(db, gathered, decision.Kind);
            case Reason.TurnedOffByAgent:
                return TurnedOff(recipient, decision.Kind);
            case Reason.AddressUnusable:
                return new()
                {
                    Cause = recipient.Health.Cause is { } cause ? Causes.Name(cause) : null,
                    At = recipient.Health.Since,
                    Words = recipient.Health.Words,
                    Addresses = [recipient.Address],
                };
            case Reason.MailFailed:
                return await Failed(db, gathered, recipient);
            case Reason.Throttled or Reason.OfflineDelay or Reason.AcceptDelay:
                return new() { Until = decision.Until };
            case Reason.OfflineMessage or Reason.UnacceptedConversation:
                return new() { Messages = decision.Messages };
            case Reason.Fallback:
                return Fallback(gathered, decision);
            default:
                return new();
        }
    }

    private static IEnumerable<SentPart> MailsTo(Gathered gathered, Recipient recipient) =>
        gathered.Facts.Parts[gathered.Conversation.Id].Where(p => p.IsFor(recipient));

    private static async Task<NoticeEvidence> Answered(Db db, Gathered gathered)
    {
        var (facts, conversation) = (gathered.Facts, gathered.Conversation);
        var now = facts.Now;
        var serving = facts.Assignments[conversation.Id]
            .Where(a => a is { EndedAt: null, AcceptedAt: not null } && facts.Online(a.AgentId).Any(s => s.Contains(now)))
            .ToList();
        if (conversation.IsUnanswered && serving.Count > 0)
            return new() { How = "served", Who = [.. serving.Select(a => Name(facts, a.AgentId))], At = serving[0].AcceptedAt };
        if (conversation.Resolved && facts.Visitors.GetValueOrDefault(conversation.VisitorId) is { BlockedAt: { } blockedAt, BlockedBy: { } by, BlockingResolved: true })
            return new() { How = "blocked", Who = [by], At = blockedAt };
        if (conversation.ErasedAt is { } erasedAt)
            return new() { How = "erased", At = erasedAt };
        if (conversation is { Resolved: true, ResolvedBy: { } resolver })
            return new() { How = "resolved", Who = [resolver], At = conversation.ResolvedAt };
        if (conversation.Resolved)
            return new() { How = "ended", At = conversation.ResolvedAt };
        var answer = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversation.Id && m.From == MessageFrom.Agent)
            .OrderByDescending(m => m.Number)
            .Select(m => new { m.Name, m.At })
            .FirstOrDefaultAsync();
        return new() { How = "answered", Who = answer?.Name is { } name ? [name] : null, At = answer?.At };
    }

    private static string Name(AccountFacts facts, Guid agentId) => facts.Agents.FirstOrDefault(a => a.Id == agentId)?.Name ?? "";

    private static List<string> OnlineColleagues(Gathered gathered, Recipient recipient) =>
        [.. gathered.Facts.Team.Of(gathered.Conversation.GroupId)
            .Where(a => a.Id != recipient.Id && gathered.Facts.Online(a.Id).Any(s => s.Contains(gathered.Facts.Now)))
            .Select(a => a.Name)];

    private static async Task<string?> LivingDevice(Db db, Guid agentId, DateTimeOffset now) =>
        await db.Devices.AsNoTracking().Where(d => d.AgentId == agentId && d.AliveUntil > now)
            .OrderByDescending(d => d.Since).Select(d => d.Name).FirstOrDefaultAsync();

    private static async Task<NoticeEvidence> SwitchedOff(Db db, Gathered gathered, NoticeKind kind)
    {
        var accountId = gathered.Facts.Account.Id;
        var setting = kind == NoticeKind.OfflineMessage ? "offlineMessages" : "unacceptedConversations";
        var change = await db.SettingChanges.AsNoTracking()
            .Where(c => c.AccountId == accountId && c.Setting == setting)
            .OrderByDescending(c => c.At)
            .FirstOrDefaultAsync();
        return new() { Who = change is null ? null : [change.AgentName], At = change?.At };
    }

    private static async Task<NoticeEvidence> Failed(Db db, Gathered gathered, Recipient recipient)
    {
        var failed = MailsTo(gathered, recipient).LastOrDefault(p => p.Failed);
        var attempt = failed is null ? null : await db.MailAttempts.AsNoTracking()
            .Where(a => a.MailId == failed.Mail.Id && a.Cause != null && a.Step != ReportStep.Delayed)
            .OrderByDescending(a => a.At).FirstOrDefaultAsync();
        return new()
        {
            MailId = failed?.Mail.Id,
            Cause = failed?.Mail.Cause is { } cause ? Causes.Name(cause) : null,
            At = failed?.Mail.SettledAt,
            Words = attempt?.InWords,
            Addresses = [recipient.Address],
        };
    }

    private static NoticeEvidence TurnedOff(Recipient recipient, NoticeKind kind)
    {
        var at = recipient.Additional?.SwitchedOffAt ?? (kind == NoticeKind.OfflineMessage
            ? recipient.Agent?.OfflineMessagesSwitchedAt
            : recipient.Agent?.UnacceptedConversationsSwitchedAt);
        var complained = at is not null && at == (recipient.Additional?.ComplainedAt ?? recipient.Agent?.ComplainedAt);
        return new() { At = at, How = complained ? "complained" : null };
    }

    /// <summary>Who was to be reached before.</summary>
    private static bool IsOfTeam(Gathered gathered, Recipient recipient) =>
        recipient.Agent is not { } agent || (agent.Active && gathered.Facts.Team.Belongs(agent.Id, gathered.Conversation.GroupId));

    private static NoticeEvidence Fallback(Gathered gathered, Decision decision) => new()
    {
        Messages = decision.Messages,
        Addresses = [.. gathered.Recipients
            .Where(r => IsOfTeam(gathered, r) && (r.Health.State == AddressState.Unusable
                || MailsTo(gathered, r).Any(p => p.Failed && GatherSituation.IsPresentAddress(p.Mail, r))))
            .Select(r => r.Address)],
    };
}
