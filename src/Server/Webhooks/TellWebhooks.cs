using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>
/// Tells webhooks what a unit did: deliveries are rows written with the fact, so that none is lost and none tells of what never was. Where
/// no webhook of the account listens, the account's row says so and nothing is read.
/// </summary>
public static class WebhooksOfUnit
{
    /// <summary>A delivery that fails is tried again for so long.</summary>
    public static readonly TimeSpan RetryFor = TimeSpan.FromHours(24);

    /// <summary>Notes a fact; it is written down as the unit ends.</summary>
    /// <param name="unit">Holds the account.</param>
    /// <param name="type">One of <see cref="WebhookEvents"/>.</param>
    /// <param name="conversation">Shown as lists show it, as it stands when the unit ends; null where it is about none.</param>
    /// <param name="name">What else is told, by name…</param>
    /// <param name="about">…and value, as the API shows it.</param>
    /// <param name="visitorId">Whom it tells of, where no conversation says so.</param>
    public static void TellWebhooks(this Unit unit, string type, Conversation? conversation, string? name = null, object? about = null, Guid? visitorId = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Account.WebhookEvents.Length > 0 && unit.Account.WebhookEvents.Split(' ').Contains(type, StringComparer.Ordinal))
            unit.Facts.Add(new ToldFact(type, conversation, name, about, visitorId ?? conversation?.VisitorId));
    }

    /// <summary>Writes the deliveries of the facts that the unit noted.</summary>
    public static async Task QueueDeliveries(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Facts.Count == 0)
            return;
        await unit.Db.SaveChangesAsync();
        var webhooks = await unit.Db.Webhooks.AsNoTracking().Where(w => w.AccountId == unit.Account.Id && w.Off == null).OrderBy(w => w.Id).ToListAsync();
        var conversations = unit.Facts.Select(f => f.Conversation).OfType<Conversation>().DistinctBy(c => c.Id).ToList();
        var items = (await ConversationItems.Load(unit.Db, conversations)).ToDictionary(i => i.Id);
        foreach (var fact in unit.Facts)
        {
            var data = new Dictionary<string, object>(StringComparer.Ordinal);
            if (fact.Conversation is { } conversation)
                data["conversation"] = items[conversation.Id];
            if (fact is { Name: { } name, About: { } about })
                data[name] = about;
            var (id, listening) = (unit.Now.NewId(), webhooks.Where(w => w.Hears(fact.Type)).ToList());
            if (listening.Count == 0)
                continue;
            var payload = Payload(id, fact.Type, unit.Now, data);
            foreach (var webhook in listening)
                unit.QueueDelivery(webhook, id, fact.Type, payload, fact.Conversation?.Id, fact.VisitorId);
        }

        unit.Facts.Clear();
    }

    public static string Payload(Guid id, string type, DateTimeOffset at, object data) =>
        JsonSerializer.Serialize(new { Id = id, Type = type, Timestamp = at, Data = data }, Json.Options);

    public static WebhookDelivery QueueDelivery(
        this Unit unit, Webhook webhook, Guid eventId, string type, string payload, Guid? conversationId = null, Guid? visitorId = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(webhook);
        var delivery = new WebhookDelivery
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            WebhookId = webhook.Id,
            Number = ++unit.Account.LastDelivery,
            EventId = eventId,
            Type = type,
            Payload = payload,
            ConversationId = conversationId,
            VisitorId = visitorId,
            At = unit.Now,
            DueAt = unit.Now,
            RetryUntil = unit.Now + RetryFor,
        };
        unit.Db.Add(delivery);
        return delivery;
    }

    /// <summary>What any webhook of the account listens to, kept where every unit has it at hand.</summary>
    public static async Task RefreshWebhookEvents(this Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await unit.Db.SaveChangesAsync();
        var events = await unit.Db.Webhooks.Where(w => w.AccountId == unit.Account.Id && w.Off == null).Select(w => w.Events).ToListAsync();
        unit.Account.WebhookEvents = string.Join(' ', events.SelectMany(e => e.Split(' ')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}

/// <summary>Something that webhooks are told.</summary>
public sealed record ToldFact(string Type, Conversation? Conversation, string? Name, object? About, Guid? VisitorId);
