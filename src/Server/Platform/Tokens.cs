using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Nightbell.Platform;

/// <summary>Signed and encrypted tokens; one made for a purpose opens nothing else.</summary>
public sealed class Tokens(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>A visitor's conversation is resumed for this long after the visitor was last given a token.</summary>
    private static readonly TimeSpan VisitorLife = TimeSpan.FromDays(400);

    /// <summary>Mail programs may keep a mail for years; a link older than this asks to sign in instead.</summary>
    private static readonly TimeSpan UnsubscribeLife = TimeSpan.FromDays(400);

    private readonly IDataProtector visitors = protection.CreateProtector("visitor");
    private readonly IDataProtector unsubscribe = protection.CreateProtector("unsubscribe");
    private readonly IDataProtector addresses = protection.CreateProtector("unsubscribe address");
    private readonly IDataProtector cursors = protection.CreateProtector("cursor");

    public string ForVisitor(Guid accountId, Guid visitorId) => Write(visitors, VisitorLife, accountId, visitorId);

    public (Guid AccountId, Guid VisitorId)? ReadVisitor(string token) => ReadPair(visitors, token);

    public string ForUnsubscribe(Guid accountId, Guid recipientId) => Write(unsubscribe, UnsubscribeLife, accountId, recipientId);

    public (Guid AccountId, Guid RecipientId)? ReadUnsubscribe(string token) => ReadPair(unsubscribe, token);

    /// <summary>For mails to visitors: of the address that one went to, whichever visitor typed it.</summary>
    public string ForUnsubscribe(Guid accountId, string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var bytes = new byte[24 + Encoding.UTF8.GetByteCount(address)];
        accountId.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), (clock.Now() + UnsubscribeLife).ToUnixTimeMilliseconds());
        Encoding.UTF8.GetBytes(address, bytes.AsSpan(24));
        return WebEncoders.Base64UrlEncode(addresses.Protect(bytes));
    }

    public (Guid AccountId, string Address)? ReadUnsubscribeAddress(string token) =>
        Open(addresses, token) is { Length: > 24 } bytes && BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(16)) > clock.Now().ToUnixTimeMilliseconds()
            ? (new Guid(bytes.AsSpan(0, 16)), Encoding.UTF8.GetString(bytes.AsSpan(24)))
            : null;

    /// <summary>The token of a single-use secret; the secret's row knows whether it may still be used.</summary>
    public string ForSecret(SecretPurpose purpose, Guid accountId, Guid secretId) =>
        Write(protection.CreateProtector("secret", purpose.ToString()), null, accountId, secretId);

    public (Guid AccountId, Guid SecretId)? ReadSecret(SecretPurpose purpose, string token) =>
        ReadPair(protection.CreateProtector("secret", purpose.ToString()), token);

    /// <summary>A visitor's stream cursor: says nothing about how busy the account is.</summary>
    public string ForCursor(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return WebEncoders.Base64UrlEncode(cursors.Protect(bytes.ToArray()));
    }

    public long? ReadCursor(string cursor) => Open(cursors, cursor) is { Length: sizeof(long) } bytes
        ? BinaryPrimitives.ReadInt64BigEndian(bytes)
        : null;

    /// <summary>A password as it is stored: readable to this installation, and only as this account's.</summary>
    public string SealPassword(Guid accountId, string password) =>
        WebEncoders.Base64UrlEncode(PasswordsOf(accountId).Protect(Encoding.UTF8.GetBytes(password)));

    /// <summary>The password; null when it was sealed with keys that are gone, or for another account.</summary>
    public string? OpenPassword(Guid accountId, string stored)
    {
        try
        {
            return Encoding.UTF8.GetString(PasswordsOf(accountId).Unprotect(WebEncoders.Base64UrlDecode(stored)));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The secret of a webhook as it is stored: readable to this installation, and only as this webhook's.</summary>
    public string SealWebhookSecret(Guid webhookId, string secret) =>
        WebEncoders.Base64UrlEncode(WebhookSecretsOf(webhookId).Protect(Encoding.UTF8.GetBytes(secret)));

    /// <summary>The secret; null when it was sealed with keys that are gone, or for another webhook.</summary>
    public string? OpenWebhookSecret(Guid webhookId, string stored) =>
        Open(WebhookSecretsOf(webhookId), stored) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The secret of an authenticator as it is stored: readable to this installation, and only as this agent's.</summary>
    public string SealSecondFactor(Guid agentId, byte[] secret) => WebEncoders.Base64UrlEncode(SecondFactorsOf(agentId).Protect(secret));

    /// <summary>The secret; null when it was sealed with keys that are gone, or for another agent.</summary>
    public byte[]? OpenSecondFactor(Guid agentId, string stored) => Open(SecondFactorsOf(agentId), stored);

    /// <summary>An identity secret as it is stored: readable to this installation, and only as this account's.</summary>
    public string SealIdentitySecret(Guid accountId, string secret) =>
        WebEncoders.Base64UrlEncode(IdentitySecretsOf(accountId).Protect(Encoding.UTF8.GetBytes(secret)));

    /// <summary>The secret; null when it was sealed with keys that are gone, or for another account.</summary>
    public string? OpenIdentitySecret(Guid accountId, string stored) =>
        Open(IdentitySecretsOf(accountId), stored) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The set-up code as it is stored: readable to the servers of this installation.</summary>
    public string SealSetupCode(string code) => WebEncoders.Base64UrlEncode(SetupCodes.Protect(Encoding.UTF8.GetBytes(code)));

    /// <summary>The set-up code; null when it was sealed with keys that are gone.</summary>
    public string? OpenSetupCode(string stored) => Open(SetupCodes, stored) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private IDataProtector SecondFactorsOf(Guid agentId) => protection.CreateProtector("second factor", agentId.ToString());

    private IDataProtector IdentitySecretsOf(Guid accountId) => protection.CreateProtector("identity secret", accountId.ToString());

    private IDataProtector WebhookSecretsOf(Guid webhookId) => protection.CreateProtector("webhook secret", webhookId.ToString());

    private IDataProtector SetupCodes => protection.CreateProtector("setup code");

    private IDataProtector PasswordsOf(Guid accountId) => protection.CreateProtector("relay password", accountId.ToString());

    private string Write(IDataProtector protector, TimeSpan? life, Guid first, Guid second)
    {
        var bytes = new byte[40];
        first.TryWriteBytes(bytes);
        second.TryWriteBytes(bytes.AsSpan(16));
        BinaryPrimitives.WriteInt64BigEndian(
            bytes.AsSpan(32),
            life is { } span ? (clock.Now() + span).ToUnixTimeMilliseconds() : long.MaxValue);
        return WebEncoders.Base64UrlEncode(protector.Protect(bytes));
    }

    private (Guid First, Guid Second)? ReadPair(IDataProtector protector, string token)
    {
        if (Open(protector, token) is not { Length: 40 } bytes)
            return null;
        return BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(32)) > clock.Now().ToUnixTimeMilliseconds()
            ? (new Guid(bytes.AsSpan(0, 16)), new Guid(bytes.AsSpan(16, 16)))
            : null;
    }

    private static byte[]? Open(IDataProtector protector, string text)
    {
        // Longer than any token of ours, the longest of which hold an address: not worth decrypting.
        const int MaxLength = 768;
        if (text.Length is 0 or > MaxLength)
            return null;
        try
        {
            return protector.Unprotect(WebEncoders.Base64UrlDecode(text));
        }
        catch (Exception forged) when (forged is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
