using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>The account's webhooks. Their secrets are not shown again.</summary>
public static class ListWebhooks
{
    public static void Map(IEndpointRouteBuilder full) => full.MapGet("/webhooks", Handle).Needs(Scopes.WebhooksWrite)
        .WithSummary("The account's webhooks and how they do, the oldest first; all of them at once");

    private static async Task<Ok<Page<WebhookItem>>> Handle(Me me, Store store)
    {
        await using var db = store.Read();
        var webhooks = await db.Webhooks.Where(w => w.AccountId == me.AccountId).OrderBy(w => w.CreatedAt).ThenBy(w => w.Id).ToListAsync();
        var waiting = await db.WebhookDeliveries.Where(d => d.AccountId == me.AccountId && d.DueAt != null)
            .GroupBy(d => d.WebhookId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
        return TypedResults.Ok(new Page<WebhookItem>([.. webhooks.Select(w => WebhookItem.Of(w, waiting.GetValueOrDefault(w.Id)))], null));
    }
}

/// <summary>A webhook as lists show it.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Url">Where it is told.</param>
/// <param name="Events">What it is told.</param>
/// <param name="Active">Whether it is told anything.</param>
/// <param name="Off">Why it is not; null while it is.</param>
/// <param name="OffAt">Since when it is not.</param>
/// <param name="FailingSince">The first failure since it last worked; null while it works.</param>
/// <param name="LastSuccessAt">When it last worked; null for never.</param>
/// <param name="OldSecretUntil">Until when the secret before signs, too; null when there is none.</param>
/// <param name="Waiting">Deliveries under way or to be tried again.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record WebhookItem(
    Guid Id,
    string Url,
    IReadOnlyList<string> Events,
    bool Active,
    WebhookOff? Off,
    DateTimeOffset? OffAt,
    DateTimeOffset? FailingSince,
    DateTimeOffset? LastSuccessAt,
    DateTimeOffset? OldSecretUntil,
    int Waiting,
    DateTimeOffset CreatedAt)
{
    public static WebhookItem Of(Webhook webhook, int waiting)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return new(
            webhook.Id,
            webhook.Url,
            webhook.Events.Split(' '),
            webhook.Off is null,
            webhook.Off,
            webhook.OffAt,
            webhook.FailingSince,
            webhook.LastSuccessAt,
            webhook.OldSecretUntil,
            waiting,
            webhook.CreatedAt);
    }
}
