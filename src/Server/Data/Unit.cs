using System.Text.Json;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Live;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Data;

/// <summary>One transaction: its moment, the account it holds, and the events that tell of what it changed.</summary>
public sealed class Unit(Db db, Settings settings, DateTimeOffset now)
{
    private readonly List<Event> events = [];
    private Account? account;

    public Db Db { get; } = db;

    /// <summary>The installation's configuration.</summary>
    public Settings Settings { get; } = settings;

    /// <summary>What the account's package includes.</summary>
    public PackageSettings Package => Settings.Package(Account.Package);

    /// <summary>The moment of the unit, in whole milliseconds (what both databases keep).</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>The account this unit holds.</summary>
    public Account Account => account ?? throw new InvalidOperationException("This unit holds no account.");

    public bool HoldsAccount => account is not null;

    /// <summary>Events appended so far.</summary>
    public IReadOnlyList<Event> Events => events;

    /// <summary>What webhooks are told of this unit (<see cref="WebhooksOfUnit.TellWebhooks"/>).</summary>
    public List<ToldFact> Facts { get; } = [];

    /// <summary>What workers go by and this unit has written, each with its earliest moment; known when the unit is over.</summary>
    public IReadOnlyDictionary<DueColumn, DateTimeOffset> Due { get; set; } = new Dictionary<DueColumn, DateTimeOffset>();

    public void Hold(Account held) => account = held;

    /// <summary>Appends an event that is written, and told, together with the change.</summary>
    public void Emit(
        string type,
        object data,
        Audience audience = Audience.Agents,
        Conversation? conversation = null,
        Guid? groupId = null,
        Guid? agentId = null)
    {
        var appended = new Event
        {
            AccountId = Account.Id,
            Number = ++Account.LastEvent,
            At = Now,
            Type = type,
            Data = JsonSerializer.Serialize(data, Json.Options),
            Audience = audience,
            ConversationId = conversation?.Id,
            GroupId = conversation?.GroupId ?? groupId,
            VisitorId = conversation?.VisitorId,
            AgentId = agentId,
        };
        events.Add(appended);
        Db.Append(appended);
    }
}
