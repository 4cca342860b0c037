using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>
/// Sends due deliveries: several webhooks at a time, of each one after the other in the order of what happened. A delivery that failed comes again
/// later, and others pass it meanwhile. At least once: a server that dies between the answer and its record sends again.
/// </summary>
public sealed class DeliverWebhooks(Store store, WebhookClient client, Tokens tokens, Signals signals, TimeProvider clock, ILogger<DeliverWebhooks> log) : Worker
{
    /// <summary>Webhooks in hand at once: those that do not answer hold only their own places.</summary>
    private const int AtOnce = 32;

    private readonly InHand inHand = new();

    public override DueColumn? GoesBy => DueColumn.Deliveries;

    public override async Task<bool> RunOnce(CancellationToken cancel)
    {
        // Before anything is read, so that nothing comes between.
        var changed = signals.Next(GoesBy);
        foreach (var (webhookId, accountId) in await Due(cancel))
            inHand.Begin(webhookId, () => Deliver(webhookId, accountId, cancel));
        if (inHand.Count == 0)
            return false;
        await inHand.AnyOr(changed, clock, cancel);
        return true;
    }

    public override async Task<DateTimeOffset?> NextDue(CancellationToken cancel)
    {
        var now = clock.Now();
        await using var db = store.Read();

        // A look into the index for each webhook, however long its log. What another server has in hand is not asked for again and again.
        var next = await db.Webhooks
            .Select(w => new
            {
                w.PausedUntil,
                ClaimedUntil = db.WebhookDeliveries.Where(d => d.WebhookId == w.Id && d.DueAt > now && d.ClaimedUntil > now).Max(d => d.ClaimedUntil),
                DueAt = db.WebhookDeliveries.Where(d => d.WebhookId == w.Id && d.DueAt != null).Min(d => d.DueAt),
            })
            .Where(w => w.DueAt != null)
            .ToListAsync(cancel);
        return next.Min(w => new[] { w.DueAt, w.PausedUntil, w.ClaimedUntil }.Max());
    }

    public override Task Finish() => inHand.All();

    private async Task<IReadOnlyList<(Guid WebhookId, Guid AccountId)>> Due(CancellationToken cancel)
    {
        var free = AtOnce - inHand.Count;
        if (free <= 0)
            return [];
        var now = clock.Now();
        await using var db = store.Read();
        var due = await db.Webhooks
            .Where(w => !(w.PausedUntil > now) && db.WebhookDeliveries.Any(d => d.WebhookId == w.Id && d.DueAt <= now)
                && !db.WebhookDeliveries.Any(d => d.WebhookId == w.Id && d.DueAt > now && d.ClaimedUntil > now))
            .OrderBy(w => w.LastSuccessAt).Take(AtOnce + AtOnce)
            .Select(w => new { w.Id, w.AccountId })
            .ToListAsync(cancel);
        return [.. due.Where(w => !inHand.Holds(w.Id)).Take(free).Select(w => (w.Id, w.AccountId))];
    }

    /// <summary>A few deliveries of one webhook, from the claim to their record. Never throws.</summary>
    private async Task Deliver(Guid webhookId, Guid accountId, CancellationToken cancel)
    {
        try
        {
            var claim = await store.WriteBehindRequests(accountId, unit => unit.Claim(webhookId), cancel);
            if (claim is null)
                return;
            var results = new List<(Guid DeliveryId, DateTimeOffset At, DeliveryResult Result)>();
            foreach (var delivery in claim.Deliveries)
            {
                var at = clock.Now();
                var result = await Send(claim.Webhook, delivery, at, cancel);
                if (result is null)
                    break;
                results.Add((delivery.Id, at, result));
                if (!result.Worked)
                    break;
            }

            await store.WriteBehindRequests(accountId, unit => unit.Record(claim, results), CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Not claimed, or claimed and sent again by the next server.
        }
        catch (Exception trouble)
        {
            log.LogError(trouble, "Webhook {WebhookId} will be told again when its claim has run out", webhookId);
        }
    }

    /// <summary>Null when the server stops: a request that was cut off has neither worked nor failed.</summary>
    private async Task<DeliveryResult?> Send(Webhook webhook, WebhookDelivery delivery, DateTimeOffset at, CancellationToken cancel)
    {
        if (SignDelivery.Header(webhook, tokens, delivery.EventId, at, delivery.Payload) is not { } signature)
            return new(null, DeliveryTrouble.SecretUnreadable, null, 0);
        try
        {
            return await client.Send(webhook.Url, delivery.EventId, at, signature, delivery.Payload, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
