using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>The same event once more, with the same id.</summary>
public static class ReplayDelivery
{
    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/webhooks/{id:guid}/deliveries/{delivery:guid}/replay", Handle).Needs(Scopes.WebhooksWrite)
        .WithSummary("Send a delivery again, with the same webhook-id, also while the webhook is off");

    private static async Task<Accepted> Handle(Guid id, Guid delivery, Me me, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, me.PrincipalId);
        await store.Write(me.AccountId, async unit =>
        {
            var webhook = await unit.FindWebhook(id);
            me.MustMayRead(webhook.Events.Split(' '));
            var again = await unit.Db.WebhookDeliveries.AsTracking().SingleOrDefaultAsync(d => d.Id == delivery && d.WebhookId == id) ?? throw Problem.NotFound();
            if (!me.DeliveriesToRead().Contains(again.Type))
                throw Problem.NotFound();
            webhook.PausedUntil = null;
            if (again.ClaimedUntil > unit.Now)
                return;
            (again.State, again.DueAt, again.SettledAt, again.RetryUntil, again.Attempts) = (DeliveryState.Waiting, unit.Now, null, unit.Now + WebhooksOfUnit.RetryFor, 0);
        });
        return TypedResults.Accepted((string?)null);
    }
}
