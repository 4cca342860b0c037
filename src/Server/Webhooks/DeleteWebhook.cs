using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>The webhook is no more, and neither is what was to be told to it.</summary>
public static class DeleteWebhook
{
    public static void Map(IEndpointRouteBuilder full) => full.MapDelete("/webhooks/{id:guid}", Handle).Needs(Scopes.WebhooksWrite)
        .WithSummary("Delete a webhook with its deliveries");

    private static async Task<NoContent> Handle(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var webhook = await unit.FindWebhook(id);
            await unit.Db.WebhookAttempts.Where(a => unit.Db.WebhookDeliveries.Any(d => d.Id == a.DeliveryId && d.WebhookId == id)).ExecuteDeleteAsync();
            await unit.Db.WebhookDeliveries.Where(d => d.WebhookId == id).ExecuteDeleteAsync();
            unit.Db.Remove(webhook);
            unit.NoteChange(me, "webhook", webhook.Noted(), null);
            await unit.TellWebhookSettings();
        });
        return TypedResults.NoContent();
    }
}
