using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>An additional recipient agrees to be told.</summary>
public static class ConfirmRecipient
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut("/recipients/confirmation", Handle).AllowAnonymous().WithSummary("Confirm an additional address by the token of the link");

    private static async Task<NoContent> Handle(TokenRequest request, Store store, Tokens tokens, TimeProvider clock)
    {
        var secret = await store.FindSecret(tokens, SecretPurpose.RecipientConfirmation, request.Token, clock.Now());
        await store.Write(secret.AccountId, async unit =>
        {
            await unit.Use(secret);
            var recipient = await unit.Db.AdditionalRecipients.AsTracking().SingleOrDefaultAsync(r => r.Id == secret.SubjectId)
                ?? throw Problem.BadToken();
            recipient.ConfirmedAt = unit.Now;

            // Somebody with the same address may have switched theirs off before this one was confirmed.
            recipient.SwitchedOffAt = null;
            recipient.Address.Renew(unit.Now);
            unit.Emit("settings", new { });
            await unit.WakeWaiting();
        });
        return TypedResults.NoContent();
    }
}
