using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>Makes secrets for mails and takes them back: each once, in time, and for its own purpose only.</summary>
public static class Secrets
{
    private static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan PasswordResetLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan EmailChangeLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan ConfirmationLife = TimeSpan.FromDays(7);

    /// <summary>A secret about somebody's address; its token is made when the mail is written.</summary>
    public static Secret NewSecret(this Unit unit, SecretPurpose purpose, Guid subjectId, string email)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var secret = new Secret
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            Purpose = purpose,
            SubjectId = subjectId,
            Email = email,
            ExpiresAt = unit.Now + Life(purpose),
        };
        unit.Db.Add(secret);
        return secret;
    }

    /// <summary>The secret a token names, if it can still be used. Forged, expired, used, another purpose's: one answer for all.</summary>
    /// <exception cref="Problem">400 <c>bad_token</c>.</exception>
    public static async Task<Secret> FindSecret(this Store store, Tokens tokens, SecretPurpose purpose, string token, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.ReadSecret(purpose, token) is not var (accountId, secretId))
            throw Problem.BadToken();
        await using var db = store.Read();
        return await db.Secrets.SingleOrDefaultAsync(s =>
                s.Id == secretId && s.AccountId == accountId && s.Purpose == purpose && s.UsedAt == null && s.ExpiresAt > now)
            ?? throw Problem.BadToken();
    }

    /// <summary>Uses a secret, and with it ends whatever else was sent to the same person for the same purpose.</summary>
    /// <exception cref="Problem">400 <c>bad_token</c>: it was used meanwhile.</exception>
    public static async Task Use(this Unit unit, Secret secret)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(secret);
        if (!await unit.Db.Secrets.AnyAsync(s => s.Id == secret.Id && s.UsedAt == null && s.ExpiresAt > unit.Now))
            throw Problem.BadToken();
        await unit.EndSecrets(secret.SubjectId, secret.Purpose);
    }

    /// <summary>Whether somebody was sent something for a purpose within this time, and has not used it.</summary>
    public static Task<bool> HasSecret(this Unit unit, SecretPurpose purpose, Guid subjectId, TimeSpan within)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var endOfOlder = unit.Now + Life(purpose) - within;
        return unit.Db.Secrets.AnyAsync(s => s.SubjectId == subjectId && s.Purpose == purpose && s.UsedAt == null && s.ExpiresAt > endOfOlder);
    }

    /// <summary>Ends what was sent to somebody for a purpose and not used.</summary>
    public static Task EndSecrets(this Unit unit, Guid subjectId, SecretPurpose purpose)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Db.Secrets
            .Where(s => s.SubjectId == subjectId && s.Purpose == purpose && s.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.UsedAt, unit.Now));
    }

    private static TimeSpan Life(SecretPurpose purpose) => purpose switch
    {
        SecretPurpose.Invitation => InvitationLife,
        SecretPurpose.PasswordReset => PasswordResetLife,
        SecretPurpose.EmailChange => EmailChangeLife,
        _ => ConfirmationLife,
    };
}

/// <summary>The body of every call that a mailed link proves.</summary>
/// <param name="Token">What stands behind <c>#token=</c> in the link.</param>
public sealed record TokenRequest(string Token);
