using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nightbell.Accounts;
using Nightbell.Platform;

namespace Nightbell.Visitors;

/// <summary>Who the customer's own server says a visitor is, signed with the account's identity secret.</summary>
/// <param name="UserId">The customer's own name for them; the same on every device.</param>
/// <param name="Signature">HMAC-SHA256 over <see cref="SignedText"/> in hexadecimal.</param>
/// <param name="SignedAt">When it was signed, RFC 3339; signed as it is written here.</param>
/// <param name="Email">Signed too; none when left out.</param>
/// <param name="Name">Signed too; none when left out.</param>
public sealed record Identity(string UserId, string Signature, string? SignedAt = null, string? Email = null, string? Name = null)
{
    public const int MaxUserIdLength = 128;

    /// <summary>Pages stay open and are kept by browsers; a copied signature is worthless a day later.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>How far the customer's clock may run ahead of ours.</summary>
    public static readonly TimeSpan ClockLead = TimeSpan.FromMinutes(5);

    /// <summary>First line of what is signed, so that a signature made for something else is none of ours.</summary>
    private const string Purpose = "nightbell-identity-v1";

    private const int MaxTimeLength = 40;
    private const int MaxSignatureLength = 128;

    /// <summary>What is signed: five lines, joined by LF, none after the last. No value can hold a line end, so no two people share a text.</summary>
    public string SignedText => string.Join('\n', Purpose, UserId, Email ?? "", Name ?? "", SignedAt ?? "");

    /// <summary>The signature that belongs to an identity; examples for other languages stand in <c>docs/integrate/widget.md</c>.</summary>
    public static string Sign(string secret, string signedText) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signedText)));

    /// <summary>Whether its parts can be read at all; who signed it is asked by <see cref="MustBeSigned"/>.</summary>
    public void CheckParts(Check check)
    {
        ArgumentNullException.ThrowIfNull(check);
        check.Name("identity.userId", UserId, MaxUserIdLength);
        check.OptionalName("identity.name", Name);
        if (Email is not null)
            check.Email("identity.email", Email);
        check.Require(SignedAt is { Length: > 0 and <= MaxTimeLength } && ReadSignedAt() is not null, "identity.signedAt", "time");
        check.Require(Signature.Length is > 0 and <= MaxSignatureLength, "identity.signature", "length");
    }

    /// <summary>Accepts what one of the account's secrets signed, lately.</summary>
    /// <exception cref="Problem">403 <c>identity_wrong</c>, or <c>identity_expired</c> for what was right a day ago or will be.</exception>
    public void MustBeSigned(Account account, Tokens tokens, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(tokens);
        string?[] secrets = [account.IdentitySecret, account.IdentityFormerUntil > now ? account.IdentityFormerSecret : null];
        var given = Encoding.UTF8.GetBytes(Signature.ToLowerInvariant());
        var signed = secrets.OfType<string>().Select(sealedSecret => tokens.OpenIdentitySecret(account.Id, sealedSecret)).OfType<string>()
            .Any(secret => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(secret, SignedText)), given));
        if (!signed)
            throw Problem.Forbidden("identity_wrong");
        if (ReadSignedAt() is not { } at || at < now - Life || at > now + ClockLead)
            throw Problem.Forbidden("identity_expired");
    }

    private DateTimeOffset? ReadSignedAt() =>
        DateTimeOffset.TryParse(SignedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
