using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.ApiTokens;

/// <summary>The token opens nothing from now on.</summary>
public static class RevokeApiToken
{
    public static void Map(IEndpointRouteBuilder full) => full.MapDelete("/tokens/{id:guid}", Handle).WithSummary("Revoke an API token, at once");

    private static async Task<NoContent> Handle(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var token = await unit.Db.ApiTokens.AsTracking().SingleOrDefaultAsync(t => t.Id == id && t.AccountId == unit.Account.Id) ?? throw Problem.NotFound();
            unit.Db.Remove(token);
            unit.NoteChange(me, "token", CreateApiToken.Noted(token), null);
            unit.Emit("settings", new { });
        });
        return TypedResults.NoContent();
    }
}
