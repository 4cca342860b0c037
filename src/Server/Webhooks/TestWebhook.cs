using Microsoft.AspNetCore.Http.HttpResults;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>A test: shows whether what receives can be reached and verifies the signature, also while the webhook is off.</summary>
public static class TestWebhook
{
    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/webhooks/{id:guid}/test", Handle).Needs(Scopes.WebhooksWrite)
        .WithSummary("Send a webhook an event of type test, also while it is off; its delivery shows what came of it");

    private static async Task<Accepted<Answer>> Handle(Guid id, Me me, HttpContext context, Store store, Limits limits)
    {
        limits.Messages(context, me.PrincipalId);
        return TypedResults.Accepted((string?)null, await store.Write(me.AccountId, async unit =>
        {
            var webhook = await unit.FindWebhook(id);
            webhook.PausedUntil = null;
            var eventId = unit.Now.NewId();
            var payload = WebhooksOfUnit.Payload(eventId, WebhookEvents.Test, unit.Now, new { Webhook = new { webhook.Id, webhook.Url } });
            return new Answer(unit.QueueDelivery(webhook, eventId, WebhookEvents.Test, payload).Id);
        }));
    }

    /// <param name="Id">The delivery, to look up what became of it.</param>
    public sealed record Answer(Guid Id);
}
