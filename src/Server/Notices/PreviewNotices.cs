using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>"If a visitor wrote then, and nothing else changed": asks the real ladder, moment by moment, until nobody waits.</summary>
public static class PreviewNotices
{
    /// <summary>Looks ahead; more than any chain of waits of one message takes.</summary>
    private const int MaxLooks = 50;

    /// <summary>Looks no further ahead than a year: until then whoever asks has other office hours and other colleagues.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(366);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/notices/preview", Handle).Needs(Scopes.ConversationsRead)
        .WithSummary("What would happen if a visitor wrote then and nothing else changed").ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Ok<Answer>> Handle(Request request, Me me, Store store, Settings settings, TimeProvider clock)
    {
        var now = clock.Now();
        var check = new Check();
        check.Require(!(request.At > now + MostAhead), "at", "range");
        check.Done();
        await using var db = store.Read();
        if (request.GroupId is { } group && !await db.Groups.AnyAsync(g => g.Id == group && g.AccountId == me.AccountId))
            throw Problem.NotFound();
        var account = await db.Accounts.SingleAsync(a => a.Id == me.AccountId);
        var at = request.At is { } asked && asked > now ? asked : now;
        var facts = await AccountFacts.Load(db, account, settings, now, []);
        var imagined = new ImaginedConversation(facts, OfficeHoursOfAccounts.Of(account, settings.Package(account.Package)), request.GroupId, at);
        var becomes = Follow(imagined, at);
        var recipients = new List<RecipientAnswer>();
        foreach (var recipient in GatherSituation.Recipients(facts))
        {
            var (situation, decision) = becomes[recipient.Id.ToString()];
            var evidence = await NoticeEvidence.For(db, imagined.GatheredFrom(situation), recipient, decision);
            recipients.Add(new RecipientAnswer(
                recipient.Agent?.Id,
                recipient.Name,
                decision.Verdict,
                decision.Kind,
                decision.Reason.ToString(),
                Sentence.Preview(me.Locale, me.TimeZone, now, recipient.Name, decision, situation.Now, evidence),
                decision.Verdict == Verdict.Send ? situation.Now : null));
        }

        return TypedResults.Ok(new Answer(imagined.At(at).Team.Online, recipients));
    }

    /// <summary>
    /// Goes from look to look; what becomes of a recipient is their mail, or else the last word about them. The office's closing is a look,
    /// too: it takes the team away from whoever still waits. Its opening needs none: deadlines run whether or not it comes before them.
    /// </summary>
    private static Dictionary<string, (Situation Situation, Decision Decision)> Follow(ImaginedConversation imagined, DateTimeOffset at)
    {
        var becomes = new Dictionary<string, (Situation Situation, Decision Decision)>(StringComparer.Ordinal);
        DateTimeOffset? next = at;
        var closing = imagined.ClosesAfter(at);
        for (var look = 0; look < MaxLooks && next is { } now; look++)
        {
            var situation = imagined.At(now);
            var outcome = Ladder.Decide(situation);
            foreach (var decision in outcome.Recipients.Where(d => !imagined.Told.Contains(d.Id)))
            {
                becomes[decision.Id] = (situation, decision);
                if (decision.Verdict == Verdict.Send)
                    imagined.Told.Add(decision.Id);
            }

            next = closing is { } closes && closes > now && !(outcome.LookAt <= closes) ? closes : outcome.LookAt;
        }

        return becomes;
    }

    public sealed record Request(Guid? GroupId = null, DateTimeOffset? At = null);

    public sealed record Answer(bool Online, IReadOnlyList<RecipientAnswer> Recipients);

    public sealed record RecipientAnswer(
        Guid? AgentId, string Name, Verdict Verdict, NoticeKind Kind, string Reason, string Text, DateTimeOffset? At);
}

/// <summary>One message of a visitor who stays on the site, while everybody remains as they are now (and the clock runs).</summary>
public sealed class ImaginedConversation(AccountFacts facts, OfficeHours? hours, Guid? groupId, DateTimeOffset writtenAt)
{
    private readonly Conversations.Conversation conversation = new()
    {
        AccountId = facts.Account.Id,
        GroupId = groupId,
        OpenSince = writtenAt,
        LastNumber = 1,
        LastAt = writtenAt,
        UnansweredSince = writtenAt,
    };

    /// <summary>Recipients who would have had their mail by then.</summary>
    public ISet<string> Told { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The situation at a moment.</summary>
    public Situation At(DateTimeOffset now)
    {
        var team = TeamAt(now);
        var message = new MessageFacts(1, writtenAt, Offline: !TeamAt(writtenAt).Online);
        return new Situation(
            now,
            facts.Delays,
            new PackageFacts(facts.Package.UnacceptedConversations),
            new SettingsFacts(facts.Account.OfflineMessages, facts.Account.UnacceptedConversations),
            new ConversationFacts(Waiting: true, writtenAt, VisitorLeftAt: null, [message]),
            team,
            [.. GatherSituation.Recipients(facts).Select(r => RecipientAt(r, now))]);
    }

    public Gathered GatheredFrom(Situation situation) => new(facts, conversation, situation, GatherSituation.Recipients(facts));

    /// <summary>When the office that is open at that moment closes; null where it is closed, or has no hours.</summary>
    public DateTimeOffset? ClosesAfter(DateTimeOffset at) => hours?.IsOpen(at) == true ? hours.NextChange(at) : null;

    private TeamFacts TeamAt(DateTimeOffset now)
    {
        var stretches = Presence.Merge(facts.Team.Of(groupId).SelectMany(OnlineOf));
        var beginning = facts.Account.CreatedAt < now ? facts.Account.CreatedAt : now;
        return Presence.Team(Open(stretches, now), now, facts.Delays.Accept, beginning);
    }

    private RecipientFacts RecipientAt(Recipient recipient, DateTimeOffset now)
    {
        var agent = recipient.Agent;
        var online = agent is null ? [] : Open([.. OnlineOf(agent)], now);
        return new RecipientFacts(
            recipient.Id.ToString(),
            recipient.Kind,
            Active: agent?.Active ?? true,
            InTeam: agent is null || facts.Team.Belongs(agent.Id, groupId),
            FullAccess: agent is { Access: Agents.Access.Full, JoinedAt: not null },
            AddressUsable: recipient.Health.State != Outbox.AddressState.Unusable,
            OfflineMessages: agent?.OfflineMessages ?? recipient.Additional?.SwitchedOffAt is null,
            UnacceptedConversations: agent?.UnacceptedConversations ?? recipient.Additional?.SwitchedOffAt is null,
            Online: online.Any(s => s.Contains(now)),
            FirstOnlineAt: Presence.FirstOnline(online, writtenAt, now),
            LastOnlineAt: Presence.LastOnline(online, now),
            OpenedUpTo: 0,
            ToldUpTo: Told.Contains(recipient.Id.ToString()) ? 1 : 0,
            FailedUpTo: 0,
            ToldCount: 0,
            LastToldAt: null);
    }

    /// <summary>"Nothing else changed": whoever is online now stays so.</summary>
    private IEnumerable<Stretch> OnlineOf(Agents.Agent agent) => agent.IsOnline(facts.Now)
        ? [new Stretch(agent.OnlineFrom!.Value, DateTimeOffset.MaxValue)]
        : agent is { OnlineFrom: { } from, OnlineUntil: { } until } ? [new Stretch(from, until)] : [];

    private IReadOnlyList<Stretch> Open(IReadOnlyList<Stretch> stretches, DateTimeOffset now) => hours is null
        ? stretches
        : Presence.Intersect(Presence.Merge(stretches), hours.OpenStretches(writtenAt - Week, now + Week));

    /// <summary>Office hours are written out so far around the moment; every week has some, or nobody is ever there.</summary>
    private static readonly TimeSpan Week = TimeSpan.FromDays(8);
}
