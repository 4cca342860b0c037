using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>Another address, other events, on or off.</summary>
public static class ChangeWebhook
{
    public static void Map(IEndpointRouteBuilder full) => full.MapPatch("/webhooks/{id:guid}", Handle).Needs(Scopes.WebhooksWrite)
        .WithSummary("Change a webhook, or switch it on or off; what waits when it is switched off is given up and can be replayed");

    private static async Task<Ok<WebhookItem>> Handle(Guid id, Request request, Me me, Store store, WebhookClient client, Settings settings)
    {
        var check = new Check();
        var url = request.Url is null ? null : check.WebhookUrl("url", request.Url, client, settings);
        var events = request.Events is null ? null : check.WebhookEvents("events", request.Events);
        check.Done();
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            var webhook = await unit.FindWebhook(id);

            // What waits for it, and its log, tell of the events it had.
            me.MustMayRead(webhook.Events.Split(' '));
            if (url is not null)
                me.MustMayRead(await Waiting(unit, id));
            var before = webhook.Noted();
            webhook.Url = url ?? webhook.Url;
            webhook.Events = events is null ? webhook.Events : string.Join(' ', events);

            // Also of a new address alone: what goes there is what the token makes go there.
            me.MustMayRead(webhook.Events.Split(' '));
            if (request.Active == false && webhook.Off is null)
                await unit.SwitchOff(webhook, WebhookOff.ByHand);
            else if (request.Active == true && webhook.Off is not null)
                (webhook.Off, webhook.OffAt, webhook.FailingSince, webhook.Failures, webhook.PausedUntil) = (null, null, null, 0, null);
            unit.NoteChange(me, "webhook", before, webhook.Noted());
            await unit.TellWebhookSettings();
            return WebhookItem.Of(webhook, await unit.Db.WebhookDeliveries.CountAsync(d => d.WebhookId == id && d.DueAt != null));
        }));
    }

    /// <summary>What a new address is sent besides what happens from now on, of which it may hear nothing any more.</summary>
    private static Task<List<string>> Waiting(Unit unit, Guid id) =>
        unit.Db.WebhookDeliveries.Where(d => d.WebhookId == id && d.DueAt != null && d.Type != WebhookEvents.Test).Select(d => d.Type).Distinct().ToListAsync();

    public sealed record Request(string? Url = null, IReadOnlyList<string>? Events = null, bool? Active = null);
}
