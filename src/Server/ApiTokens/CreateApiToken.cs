using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.ApiTokens;

/// <summary>A token for a program. It is shown once: a lost one is revoked, and another made.</summary>
public static class CreateApiToken
{
    /// <summary>Tokens of an account: all of them are shown at once.</summary>
    private const int MaxTokens = 100;

    /// <summary>Characters of a token that lists show.</summary>
    private const int PrefixLength = 9;

    public static void Map(IEndpointRouteBuilder full) => full.MapPost("/tokens", Handle).ProducesProblem(StatusCodes.Status409Conflict)
        .WithSummary("Make an API token; the answer is the only place where it is ever shown, which is why this call takes no client-made id");

    private static async Task<Created<Answer>> Handle(Request request, Me me, Store store, TimeProvider clock)
    {
        var check = new Check();
        var name = check.Name("name", request.Name);
        var scopes = Scopes.All.Where(s => request.Scopes.Contains(s, StringComparer.Ordinal)).ToList();
        check.Require(request.Scopes.Count > 0, "scopes", "required");
        for (var i = 0; i < request.Scopes.Count; i++)
            check.Require(Scopes.All.Contains(request.Scopes[i], StringComparer.Ordinal), $"scopes[{i}]", "unknown");
        check.Require(!(request.ExpiresAt <= clock.Now()), "expiresAt", "past");
        check.Done();
        var token = ApiTokenAuthentication.NewToken();
        return TypedResults.Created((string?)null, await store.Write(me.AccountId, async unit =>
        {
            if (await unit.Db.ApiTokens.CountAsync(t => t.AccountId == unit.Account.Id) >= MaxTokens)
                throw Problem.Conflict("too_many_tokens");
            var made = new ApiToken
            {
                Id = unit.Now.NewId(),
                AccountId = unit.Account.Id,
                Name = name,
                Prefix = token[..PrefixLength],
                Hash = ApiTokenAuthentication.Hash(token),
                Scopes = string.Join(' ', scopes),
                CreatedBy = me.Name,
                CreatedAt = unit.Now,
                ExpiresAt = request.ExpiresAt,
            };
            unit.Db.Add(made);
            unit.NoteChange(me, "token", null, Noted(made));
            unit.Emit("settings", new { });
            var item = ApiTokenItem.Of(made);
            return new Answer(item.Id, item.Name, item.Prefix, item.Scopes, item.CreatedBy, item.CreatedAt, item.ExpiresAt, item.LastUsedAt, token);
        }));
    }

    public static object Noted(ApiToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new { token.Id, token.Name, token.Prefix, token.Scopes };
    }

    /// <param name="Name">What the audit calls it, and what visitors read as the name of who answers.</param>
    /// <param name="Scopes">One or more: <c>conversations:read</c>, <c>conversations:write</c>, <c>agents:read</c>, <c>settings:read</c>,
    /// <c>settings:write</c>, <c>reports:read</c>, <c>mails:read</c>, <c>webhooks:write</c>, <c>export</c>, <c>visitors:erase</c>.</param>
    /// <param name="ExpiresAt">From then on it opens nothing; left out for never.</param>
    public sealed record Request(string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt = null);

    /// <param name="Id">The token's row.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Prefix">How it begins.</param>
    /// <param name="Scopes">What it may.</param>
    /// <param name="CreatedBy">Who made it.</param>
    /// <param name="CreatedAt">When.</param>
    /// <param name="ExpiresAt">Until when; null for ever.</param>
    /// <param name="LastUsedAt">Null for never.</param>
    /// <param name="Token">To be sent as <c>Authorization: Bearer</c>; shown here alone.</param>
    public sealed record Answer(
        Guid Id,
        string Name,
        string Prefix,
        IReadOnlyList<string> Scopes,
        string CreatedBy,
        DateTimeOffset CreatedAt,
        DateTimeOffset? ExpiresAt,
        DateTimeOffset? LastUsedAt,
        string Token);
}
