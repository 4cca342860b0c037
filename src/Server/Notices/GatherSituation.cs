using Nightbell.Agents;
using Nightbell.Conversations;
using Nightbell.Decisions;
using Nightbell.Outbox;

namespace Nightbell.Notices;

/// <summary>A situation, and the entities it was made from.</summary>
public sealed record Gathered(AccountFacts Facts, Conversation Conversation, Situation Situation, IReadOnlyList<Recipient> Recipients)
{
    /// <summary>It waits, and of its assignees none has a living device: the visitor talks to an empty chair.</summary>
    public bool IsWithEmptyChair
    {
        get
        {
            var open = Facts.Assignments[Conversation.Id].Where(a => a.EndedAt is null).ToList();
            return Situation.Conversation.Waiting && open.Count > 0 && !open.Exists(a => Facts.WithLivingDevice.Contains(a.AgentId));
        }
    }
}

/// <summary>Somebody who could get a mail: an agent or an additional recipient.</summary>
public sealed record Recipient(
    Guid Id, RecipientKind Kind, string Name, string Address, string Locale, string TimeZone, AddressHealth Health, Agent? Agent, AdditionalRecipient? Additional)
{
    /// <summary>Somebody else who reads the same mails.</summary>
    public bool SharesAddressOf(Recipient other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Id != other.Id && string.Equals(Address, other.Address, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Entities to facts: the only place where one becomes the other.</summary>
public static class GatherSituation
{
    /// <summary>The situation of a conversation, as the facts have it.</summary>
    /// <param name="facts">Loaded for this conversation, among others.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="without">Mails to decide as if they did not exist.</param>
    public static Gathered Gather(this AccountFacts facts, Conversation conversation, Func<SentPart, bool>? without = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(conversation);
        var recipients = Recipients(facts);
        var waitingSince = WaitingSince(facts, conversation);
        var parts = facts.Parts[conversation.Id].Where(p => without is null || !without(p)).ToList();
        var messages = facts.Unanswered[conversation.Id].Select(m => new MessageFacts(m.Number, m.At, m.Offline)).ToList();
        if (messages.Count == 0)
            messages.Add(new MessageFacts(Math.Max(1, conversation.LastNumber), conversation.LastAt, Offline: false));
        var situation = new Situation(
            facts.Now,
            facts.Delays,
            new PackageFacts(facts.Package.UnacceptedConversations),
            new SettingsFacts(facts.Account.OfflineMessages, facts.Account.UnacceptedConversations),
            new ConversationFacts(
                waitingSince is not null,
                waitingSince ?? facts.Now,
                facts.Visitors.TryGetValue(conversation.VisitorId, out var visitor) ? visitor.LeftAt : null,
                messages),
            facts.TeamFacts(conversation.GroupId),
            [.. recipients.Select(r => Facts(facts, conversation, r, waitingSince ?? facts.Now, parts))]);
        return new Gathered(facts, conversation, situation, recipients);
    }

    /// <summary>Every agent and every confirmed additional recipient of the account.</summary>
    public static IReadOnlyList<Recipient> Recipients(AccountFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return
        [
            .. facts.Agents.Select(a =>
                new Recipient(a.Id, RecipientKind.Agent, a.Name, a.Email, a.Locale, a.TimeZone, a.Address, a, null)),
            .. facts.Additional.Select(r =>
                new Recipient(r.Id, RecipientKind.Additional, r.Email, r.Email, facts.Account.Locale, facts.Account.TimeZone, r.Address, null, r)),
        ];
    }

    /// <summary>When the present waiting began; null when the conversation does not wait.</summary>
    public static DateTimeOffset? WaitingSince(AccountFacts facts, Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(conversation);
        if (conversation is not { Resolved: false, UnansweredSince: { } unanswered })
            return null;

        var assignments = facts.Assignments[conversation.Id].Where(a => a.AcceptedAt is not null).ToList();
        var service = Presence.Merge(assignments.SelectMany(a => Presence.Intersect(
            facts.Online(a.AgentId),
            [new Stretch(facts.AsOfNow(a.AcceptedAt!.Value), a.EndedAt is { } ended ? facts.AsOfNow(ended) : DateTimeOffset.MaxValue)])));
        var assignees = assignments.Select(a => a.AgentId).ToHashSet();
        var acts = assignments.Select(a => a.AcceptedAt!.Value)
            .Concat(facts.Openings[conversation.Id].Where(o => assignees.Contains(o.AgentId)).Select(o => o.At))
            .Concat(conversation.AnsweredAt is { } answered ? [answered] : [])
            .ToList();
        var since = unanswered > conversation.OpenSince ? unanswered : conversation.OpenSince;
        return Waiting.Since(since, service, acts, facts.Delays.Accept, facts.Now);
    }

    private static RecipientFacts Facts(
        AccountFacts facts, Conversation conversation, Recipient recipient, DateTimeOffset waitingSince, List<SentPart> parts)
    {
        var mine = parts.Where(p => p.IsFor(recipient)).ToList();
        var since = mine.Where(p => p.Part.IsOf(waitingSince)).ToList();
        var counted = mine.Where(p => !p.Part.Withdrawn && !(p.Part.QueuedAt <= conversation.AnsweredAt)).ToList();
        var agent = recipient.Agent;
        var online = agent is null ? [] : facts.Online(agent.Id);
        return new RecipientFacts(
            recipient.Id.ToString(),
            recipient.Kind,
            Active: agent?.Active ?? true,
            InTeam: agent is null || facts.Team.Belongs(agent.Id, conversation.GroupId),
            FullAccess: agent is { Access: Access.Full, JoinedAt: not null },
            AddressUsable: recipient.Health.State != AddressState.Unusable,
            OfflineMessages: agent?.OfflineMessages ?? recipient.Additional?.SwitchedOffAt is null,
            UnacceptedConversations: agent?.UnacceptedConversations ?? recipient.Additional?.SwitchedOffAt is null,
            Online: online.Any(s => s.Contains(facts.Now)),
            FirstOnlineAt: Presence.FirstOnline(online, waitingSince, facts.Now),
            LastOnlineAt: agent is null ? null : facts.LastOnline(agent),
            OpenedUpTo: facts.Openings[conversation.Id]
                .Where(o => o.AgentId == recipient.Id && o.At >= waitingSince).Select(o => o.UpTo).DefaultIfEmpty().Max(),
            ToldUpTo: since.Where(p => p.Tells).Select(p => p.Part.UpTo).DefaultIfEmpty().Max(),
            FailedUpTo: since.Where(p => p.Failed && IsPresentAddress(p.Mail, recipient)).Select(p => p.Part.UpTo).DefaultIfEmpty().Max(),
            ToldCount: counted.Select(p => p.Mail.Id).Distinct().Count(),
            LastToldAt: counted.Count == 0 ? null : counted.Max(p => p.Part.QueuedAt));
    }

    /// <summary>It told them: as themselves, or as somebody else who has the same address.</summary>
    public static bool IsFor(this SentPart sent, Recipient recipient)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(recipient);
        return sent.Part.RecipientId == recipient.Id || IsPresentAddress(sent.Mail, recipient);
    }

    /// <summary>The mail went to the address the recipient has now, after it was last changed or confirmed.</summary>
    public static bool IsPresentAddress(OutgoingMail mail, Recipient recipient)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(recipient);
        return string.Equals(mail.Address, recipient.Address, StringComparison.OrdinalIgnoreCase)
            && recipient.Health.Judges(mail);
    }
}
