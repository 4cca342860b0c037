using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>Takes deliveries in hand, and writes down what became of them.</summary>
public static class RecordDelivery
{
    /// <summary>Deliveries that are sent for one claim: two units of the account serve so many.</summary>
    private const int PerClaim = 16;

    /// <summary>Longer than all requests of a claim may take together.</summary>
    private static readonly TimeSpan ClaimLife = TimeSpan.FromMinutes(4);

    /// <summary>A webhook of which nothing worked for so long since it first failed is switched off when a delivery is given up.</summary>
    public static readonly TimeSpan SwitchOffAfter = TimeSpan.FromDays(5);

    /// <summary>What a webhook is left in peace for after each failure in a row; the last one repeats.</summary>
    private static readonly TimeSpan[] Peace = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1)];

    /// <summary>Pauses between the attempts of one delivery; the last one repeats until it is given up.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1),
        TimeSpan.FromHours(2), TimeSpan.FromHours(4),
    ];

    /// <summary>Pauses are longer by up to this part, so that what failed together does not come back together.</summary>
    private const double Jitter = 0.1;

    private const int Gone = 410;

    /// <summary>The oldest due deliveries of a webhook; null when there are none, or another server has some.</summary>
    public static async Task<ClaimedDeliveries?> Claim(this Unit unit, Guid webhookId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var webhook = await unit.Db.Webhooks.AsNoTracking().SingleOrDefaultAsync(w => w.Id == webhookId && w.AccountId == unit.Account.Id);
        var ofWebhook = unit.Db.WebhookDeliveries.AsTracking().Where(d => d.WebhookId == webhookId);
        if (webhook is null || webhook.PausedUntil > unit.Now || await ofWebhook.AnyAsync(d => d.DueAt > unit.Now && d.ClaimedUntil > unit.Now))
            return null;
        var due = await ofWebhook.Where(d => d.DueAt <= unit.Now).OrderBy(d => d.Number).Take(PerClaim).ToListAsync();
        foreach (var delivery in due)
            delivery.ClaimedUntil = delivery.DueAt = unit.Now + ClaimLife;
        return due.Count == 0 ? null : new(webhook, due);
    }

    /// <summary>Writes down the attempts of a claim; what was not tried is due again.</summary>
    public static async Task Record(this Unit unit, ClaimedDeliveries claim, IReadOnlyList<(Guid DeliveryId, DateTimeOffset At, DeliveryResult Result)> results)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(results);
        var ids = claim.Deliveries.Select(d => d.Id).ToList();

        // The webhook may have been deleted meanwhile, and a visitor's deliveries erased.
        var webhook = await unit.Db.Webhooks.AsTracking().SingleOrDefaultAsync(w => w.Id == claim.Webhook.Id);
        var deliveries = await unit.Db.WebhookDeliveries.AsTracking().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id);
        if (webhook is null)
            return;
        foreach (var delivery in deliveries.Values.Where(d => d.State == DeliveryState.Waiting))
            (delivery.ClaimedUntil, delivery.DueAt) = (null, unit.Now);
        foreach (var (deliveryId, at, result) in results)
        {
            if (!deliveries.TryGetValue(deliveryId, out var delivery))
                continue;
            unit.Db.Add(new WebhookAttempt
            {
                Id = unit.Now.NewId(),
                AccountId = unit.Account.Id,
                DeliveryId = deliveryId,
                At = at,
                Status = result.Status,
                Trouble = result.Trouble,
                Answer = result.Answer,
                Milliseconds = result.Milliseconds,
            });
            delivery.Attempts++;
            if (result.Worked)
                Worked(unit, webhook, delivery);
            else
                await Failed(unit, webhook, delivery, result);
        }
    }

    /// <summary>It is told nothing from now on; what waits is given up, and can be replayed.</summary>
    public static async Task SwitchOff(this Unit unit, Webhook webhook, WebhookOff why)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(webhook);
        (webhook.Off, webhook.OffAt) = (why, unit.Now);

        // The database is asked what still waits: what has just been delivered does not.
        await unit.Db.SaveChangesAsync();
        foreach (var delivery in await unit.Db.WebhookDeliveries.AsTracking().Where(d => d.WebhookId == webhook.Id && d.DueAt != null).ToListAsync())
            Settle(unit, delivery, DeliveryState.GivenUp);
        await unit.RefreshWebhookEvents();
        unit.Emit("settings", new { });
    }

    private static void Worked(Unit unit, Webhook webhook, WebhookDelivery delivery)
    {
        Settle(unit, delivery, DeliveryState.Delivered);
        if (webhook.FailingSince is not null)
            unit.Emit("settings", new { });
        (webhook.LastSuccessAt, webhook.FailingSince, webhook.Failures, webhook.PausedUntil) = (unit.Now, null, 0, null);
    }

    private static async Task Failed(Unit unit, Webhook webhook, WebhookDelivery delivery, DeliveryResult result)
    {
        if (delivery.State == DeliveryState.Waiting)
        {
            // The last attempt is at the end and not before it: a pause that would lead beyond is cut.
            var next = unit.Now + PauseAfter(delivery);
            if (unit.Now >= delivery.RetryUntil)
                Settle(unit, delivery, DeliveryState.GivenUp);
            else
                delivery.DueAt = next < delivery.RetryUntil ? next : delivery.RetryUntil;
        }

        if (webhook.FailingSince is null)
            unit.Emit("settings", new { });
        webhook.FailingSince ??= unit.Now;
        webhook.PausedUntil = unit.Now + Peace[Math.Min(webhook.Failures++, Peace.Length - 1)];
        var why = result.Status == Gone ? WebhookOff.Gone : WebhookOff.Failing;

        // Where little happens the first failure may be days ago, and nothing tried since: only what failed to its end says that nobody is there.
        var hasFailed = delivery.State == DeliveryState.GivenUp && unit.Now - webhook.FailingSince >= SwitchOffAfter;
        if (webhook.Off is null && (why == WebhookOff.Gone || hasFailed))
        {
            await unit.SwitchOff(webhook, why);
            unit.NoteChangeByServer("webhook.off", null, new { webhook.Id, webhook.Url, Why = why });
        }
    }

    private static void Settle(Unit unit, WebhookDelivery delivery, DeliveryState state) =>
        (delivery.State, delivery.DueAt, delivery.ClaimedUntil, delivery.SettledAt) = (state, null, null, unit.Now);

    private static TimeSpan PauseAfter(WebhookDelivery delivery)
    {
        // Of what the delivery is and not of a die: the same story gives the same times. Whole milliseconds, as every stored time.
        var chance = SHA256.HashData(delivery.Id.ToByteArray())[delivery.Attempts % SHA256.HashSizeInBytes] / (double)byte.MaxValue;
        var pause = Pauses[Math.Min(delivery.Attempts, Pauses.Length) - 1];
        return TimeSpan.FromMilliseconds(Math.Round((pause * (1 + (Jitter * chance))).TotalMilliseconds));
    }
}

/// <summary>Deliveries in this server's hands, in the order of what happened.</summary>
public sealed record ClaimedDeliveries(Webhook Webhook, IReadOnlyList<WebhookDelivery> Deliveries);
