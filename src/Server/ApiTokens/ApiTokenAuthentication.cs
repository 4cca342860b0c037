using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.ApiTokens;

/// <summary>Signs a program in by <c>Authorization: Bearer nb_…</c>, read anew from the database for each request.</summary>
public sealed class ApiTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Store store, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "apiToken";

    /// <summary>Tells our tokens from passwords, and lets those who look for leaked secrets find them.</summary>
    public const string Begin = "nb_";

    /// <summary>Octets of chance in a token.</summary>
    private const int SecretOctets = 32;

    /// <summary>The use of a token is noted this often at most: not every call shall write.</summary>
    private static readonly TimeSpan NoteUseEvery = TimeSpan.FromMinutes(5);

    public static string NewToken() => Begin + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretOctets));

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Whatever else is borne, such as a visitor's token, is not ours to look up.
        if (Request.Bearer() is not { } token || !token.StartsWith(Begin, StringComparison.Ordinal))
            return AuthenticateResult.NoResult();
        var now = clock.Now();
        if (await Find(Hash(token), now) is not { } found)
            return AuthenticateResult.Fail("The API token is not ours, was revoked, or has expired.");
        if (!(found.Token.LastUsedAt > now - NoteUseEvery))
            await NoteUse(found.Token);
        var scopes = found.Token.Scopes.Split(' ').ToHashSet(StringComparer.Ordinal);
        Context.Items[typeof(Me)] = new Me(
            found.Token.AccountId, Guid.Empty, Guid.Empty, Access.Full, Active: true, found.Token.Name, found.Locale, found.TimeZone, Picture: null)
        {
            Token = new TokenOfRequest(found.Token.Id, scopes),
        };

        // A token acts for the account: what it may is a matter of its scopes alone.
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Role, nameof(Access.Full))], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private async Task<(ApiToken Token, string Locale, string TimeZone)?> Find(string hash, DateTimeOffset now)
    {
        await using var db = store.Read();
        var found = await (
            from token in db.ApiTokens
            join account in db.Accounts on token.AccountId equals account.Id
            where token.Hash == hash && (token.ExpiresAt == null || token.ExpiresAt > now)
            select new { token, account.Locale, account.TimeZone }).SingleOrDefaultAsync();
        return found is null ? null : (found.token, found.Locale, found.TimeZone);
    }

    private Task<int> NoteUse(ApiToken used) => store.Write(used.AccountId, unit =>
        unit.Db.ApiTokens.Where(t => t.Id == used.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, unit.Now)));
}

/// <summary>Lets people pass, and of API tokens those that have the scope which the endpoint names.</summary>
public sealed class MayCall : IAuthorizationRequirement
{
    public const string ScopeMissing = "scope";
    public const string PeopleOnly = "person";

    public sealed class Handler : AuthorizationHandler<MayCall>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, MayCall requirement)
        {
            ArgumentNullException.ThrowIfNull(context);
            var http = (HttpContext)context.Resource!;
            if ((http.Items[typeof(Me)] as Me)?.Token is not { } token)
                context.Succeed(requirement);
            else if (http.GetEndpoint()?.Metadata.GetMetadata<ScopeNeeded>() is not { } needed)
                context.Fail(new AuthorizationFailureReason(this, PeopleOnly));
            else if (token.Scopes.Contains(needed.Scope))
                context.Succeed(requirement);
            else
                context.Fail(new AuthorizationFailureReason(this, ScopeMissing));
            return Task.CompletedTask;
        }
    }
}
