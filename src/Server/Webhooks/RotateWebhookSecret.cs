using Microsoft.AspNetCore.Http.HttpResults;
using Nightbell.Accounts;
using Nightbell.ApiTokens;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

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
