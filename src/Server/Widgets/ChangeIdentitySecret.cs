using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Widgets;

/// <summary>The secret with which the customer's own server signs who a visitor is: shown once, renewed, or taken away.</summary>
public static class ChangeIdentitySecret
{
    private const string Path = "/settings/widget/identity";
    private const int SecretBytes = 32;

    /// <summary>For so long what the former secret signs is accepted too: time to put the new one into place.</summary>
    private static readonly TimeSpan FormerLife = TimeSpan.FromDays(1);

    public static void Map(IEndpointRouteBuilder full)
    {
        full.MapGet(Path, Read).WithSummary("Since when visitors can be signed for; the secret itself is never shown again");
        full.MapPost(Path, Renew).WithSummary("A fresh identity secret, shown once; the former one counts for another day");
        full.MapDelete(Path, Remove).WithSummary("No identity counts any more, from now on; for a secret that others have seen");
    }

    private static async Task<Ok<Answer>> Read(Me me, Store store, TimeProvider clock)
    {
        await using var db = store.Read();
        return TypedResults.Ok(Answer.Of(await db.Accounts.SingleAsync(a => a.Id == me.AccountId), clock.Now()));
    }

    private static async Task<Ok<SecretAnswer>> Renew(Me me, HttpContext context, Store store, Tokens tokens, Limits limits)
    {
        limits.Messages(context, me.AgentId);
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretBytes));
        var stored = tokens.SealIdentitySecret(me.AccountId, secret);
        return TypedResults.Ok(await store.Write(me.AccountId, unit =>
        {
            var account = unit.Account;
            var before = Answer.Of(account, unit.Now);
            (account.IdentityFormerSecret, account.IdentityFormerUntil) =
                account.IdentitySecret is { } former ? (former, unit.Now + FormerLife) : ((string?)null, (DateTimeOffset?)null);
            (account.IdentitySecret, account.IdentitySince) = (stored, unit.Now);
            unit.NoteChange(me, "widget.identity", before, Answer.Of(account, unit.Now));
            unit.Emit("settings", new { });
            return Task.FromResult(new SecretAnswer(secret, unit.Now, account.IdentityFormerUntil));
        }));
    }

    private static async Task<NoContent> Remove(Me me, Store store)
    {
        await store.Write(me.AccountId, unit =>
        {
            var account = unit.Account;
            var before = Answer.Of(account, unit.Now);
            (account.IdentitySecret, account.IdentitySince, account.IdentityFormerSecret, account.IdentityFormerUntil) = (null, null, null, null);
            unit.NoteChange(me, "widget.identity", before, Answer.Of(account, unit.Now));
            unit.Emit("settings", new { });
            return Task.CompletedTask;
        });
        return TypedResults.NoContent();
    }

    /// <param name="Since">When the present secret was made; null for none.</param>
    /// <param name="FormerUntil">Until when what the former one signs is accepted too; null for none.</param>
    public sealed record Answer(DateTimeOffset? Since, DateTimeOffset? FormerUntil)
    {
        public static Answer Of(Account account, DateTimeOffset now)
        {
            ArgumentNullException.ThrowIfNull(account);
            return new(account.IdentitySince, account.IdentityFormerUntil > now ? account.IdentityFormerUntil : null);
        }
    }

    /// <param name="Secret">The key of the HMAC, as text.</param>
    /// <param name="Since">Now.</param>
    /// <param name="FormerUntil">Until when what the former one signs is accepted too; null for none.</param>
    public sealed record SecretAnswer(string Secret, DateTimeOffset? Since, DateTimeOffset? FormerUntil);
}
