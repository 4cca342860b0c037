using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>The log of a webhook: what it was told, and what it answered.</summary>
public static class ListDeliveries
{
    public static void Map(IEndpointRouteBuilder full) => full.MapGet("/webhooks/{id:guid}/deliveries", Handle).Needs(Scopes.WebhooksWrite)
        .WithSummary("A webhook's deliveries with every attempt, newest first; settled ones are forgotten after 30 days");

    private static async Task<Ok<Page<DeliveryItem>>> Handle(
        Guid id, Me me, Store store, string? state = null, string? after = null, int limit = Paging.DefaultLimit)
    {
        var check = new Check();
        var states = Enum.GetValues<DeliveryState>().ToDictionary(Json.Name, StringComparer.Ordinal);
        check.Require(state is null || states.ContainsKey(state), "state", "unknown");
        var from = Paging.Read(after, check);
        check.Between("limit", limit, 1, Paging.MaxLimit);
        check.Done();
        await using var db = store.Read();
        var webhook = await db.Webhooks.SingleOrDefaultAsync(w => w.Id == id && w.AccountId == me.AccountId) ?? throw Problem.NotFound();
        me.MustMayRead(webhook.Events.Split(' '));

        // The log goes back to events that the webhook is not told any more.
        var types = me.DeliveriesToRead();
        var deliveries = db.WebhookDeliveries.Where(d => d.WebhookId == id && types.Contains(d.Type));
        if (state is not null)
        {
            var wanted = states[state];
            deliveries = deliveries.Where(d => d.State == wanted);
        }

        if (from is { } cursor)
        {
            // The row at which the page before ended may be forgotten by now.
            var last = await db.WebhookDeliveries.Where(d => d.Id == cursor.Id).Select(d => (long?)d.Number).SingleOrDefaultAsync();
            deliveries = last is { } number ? deliveries.Where(d => d.Number < number) : deliveries.Where(d => d.At < cursor.At);
        }

        var page = await deliveries.OrderByDescending(d => d.Number).Take(limit + 1).ToListAsync();
        var ids = page.Select(d => d.Id).ToList();
        var attempts = (await db.WebhookAttempts.Where(a => ids.Contains(a.DeliveryId)).OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync())
            .ToLookup(a => a.DeliveryId);
        return TypedResults.Ok(new Page<DeliveryItem>(
            [.. page.Take(limit).Select(d => DeliveryItem.Of(d, attempts[d.Id]))], Paging.Next(page, limit, d => (d.At, d.Id))));
    }
}

/// <summary>One event for one webhook.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="EventId">What the header <c>webhook-id</c> says.</param>
/// <param name="Type">Which event.</param>
/// <param name="At">When it happened.</param>
/// <param name="State">What became of it so far.</param>
/// <param name="NextAt">The next attempt; null once it is settled.</param>
/// <param name="Payload">The body as it is sent.</param>
/// <param name="Attempts">Every request, the first one first.</param>
public sealed record DeliveryItem(
    Guid Id, Guid EventId, string Type, DateTimeOffset At, DeliveryState State, DateTimeOffset? NextAt, string Payload, IReadOnlyList<DeliveryAttemptItem> Attempts)
{
    public static DeliveryItem Of(WebhookDelivery delivery, IEnumerable<WebhookAttempt> attempts)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return new(
            delivery.Id,
            delivery.EventId,
            delivery.Type,
            delivery.At,
            delivery.State,
            delivery.DueAt,
            delivery.Payload,
            [.. attempts.Select(a => new DeliveryAttemptItem(a.At, a.Status, a.Trouble, a.Answer, a.Milliseconds))]);
    }
}

/// <summary>One request.</summary>
/// <param name="At">When it was sent; the header <c>webhook-timestamp</c> says it in seconds.</param>
/// <param name="Status">Of the answer; null when there was none.</param>
/// <param name="Trouble">Why there was none.</param>
/// <param name="Answer">How its body begins.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record DeliveryAttemptItem(DateTimeOffset At, int? Status, DeliveryTrouble? Trouble, string? Answer, int Milliseconds);
