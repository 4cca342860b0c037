using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.ApiTokens;

/// <summary>The account's API tokens. They themselves are not shown again.</summary>
public static class ListApiTokens
{
    public static void Map(IEndpointRouteBuilder full) => full.MapGet("/tokens", Handle).WithSummary("The account's API tokens, the newest first; all of them at once");

    private static async Task<Ok<Page<ApiTokenItem>>> Handle(Me me, Store store)
    {
        await using var db = store.Read();
        var tokens = await db.ApiTokens.Where(t => t.AccountId == me.AccountId)
            .OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).ToListAsync();
        return TypedResults.Ok(new Page<ApiTokenItem>([.. tokens.Select(ApiTokenItem.Of)], null));
    }
}

/// <summary>An API token as lists show it.</summary>
/// <param name="Id">The token's row.</param>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">How it begins.</param>
/// <param name="Scopes">What it may.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">Until when; null for ever.</param>
/// <param name="LastUsedAt">To within five minutes; null for never.</param>
public sealed record ApiTokenItem(
    Guid Id,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt)
{
    public static ApiTokenItem Of(ApiToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new(token.Id, token.Name, token.Prefix, token.Scopes.Split(' '), token.CreatedBy, token.CreatedAt, token.ExpiresAt, token.LastUsedAt);
    }
}
