using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nightbell.Platform;

namespace Nightbell.Webhooks;

/// <summary>Secrets and signatures as Standard Webhooks has them: HMAC-SHA256 over id, time and body.</summary>
public static class SignDelivery
{
    public const string SecretBegin = "whsec_";

    /// <summary>Octets of a secret: as many as the hash has.</summary>
    private const int SecretOctets = 32;

    public static string NewSecret() => SecretBegin + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretOctets));

    /// <summary>The header <c>webhook-signature</c>: one signature of each secret that counts now; null when the secret cannot be read.</summary>
    public static string? Header(Webhook webhook, Tokens tokens, Guid eventId, DateTimeOffset at, string payload)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.OpenWebhookSecret(webhook.Id, webhook.Secret) is not { } secret)
            return null;
        var signature = Sign(secret, eventId, at, payload);
        return webhook.OldSecretUntil > at && webhook.OldSecret is { } sealedOld && tokens.OpenWebhookSecret(webhook.Id, sealedOld) is { } old
            ? $"{signature} {Sign(old, eventId, at, payload)}"
            : signature;
    }

    public static string Sign(string secret, Guid eventId, DateTimeOffset at, string payload)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var key = Convert.FromBase64String(secret[SecretBegin.Length..]);
        var signed = string.Create(CultureInfo.InvariantCulture, $"{eventId}.{at.ToUnixTimeSeconds()}.{payload}");
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
    }
}
