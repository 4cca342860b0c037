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

    public sealed record Request(string? Url = null, IReadOnlyList<string>? Events = null, bool? Active = null);
}

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

/// <summary>A new secret; the one before signs beside it for a while, so that no receiver has to change both at one moment.</summary>
public static class RotateWebhookSecret
{
    private const int DefaultKeepSeconds = 24 * 60 * 60;
    private const int MaxKeepSeconds = 7 * 24 * 60 * 60;

    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/webhooks/{id:guid}/secret-rotations", Handle).Needs(Scopes.WebhooksWrite)
        .WithSummary("Give a webhook a new secret, shown in this answer alone; both sign for keepOldSeconds (a day). A secret is shown once, so this call takes no client-made id");

    private static async Task<Created<Answer>> Handle(Guid id, Request request, Me me, Store store, Tokens tokens)
    {
        var check = new Check();
        var keep = request.KeepOldSeconds ?? DefaultKeepSeconds;
        check.Between("keepOldSeconds", keep, 0, MaxKeepSeconds);
        check.Done();
        var secret = SignDelivery.NewSecret();
        return TypedResults.Created((string?)null, await store.Write(me.AccountId, async unit =>
        {
            var webhook = await unit.FindWebhook(id);
            me.MustMayRead(webhook.Events.Split(' '));
            (webhook.OldSecret, webhook.OldSecretUntil) = keep == 0 ? (null, null) : (webhook.Secret, (DateTimeOffset?)unit.Now.AddSeconds(keep));
            webhook.Secret = tokens.SealWebhookSecret(webhook.Id, secret);
            unit.NoteChange(me, "webhook.secret", null, new { webhook.Id, webhook.Url, OldUntil = webhook.OldSecretUntil });
            unit.Emit("settings", new { });
            return new Answer(secret, webhook.OldSecretUntil);
        }));
    }

    /// <param name="KeepOldSeconds">0 to 604,800.</param>
    public sealed record Request(int? KeepOldSeconds = null);

    public sealed record Answer(string Secret, DateTimeOffset? OldUntil);
}
