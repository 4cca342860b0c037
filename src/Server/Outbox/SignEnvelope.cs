using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Mail.Compose;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>
/// Envelope senders by which every report finds its mail and nobody can forge one (VERP, see <see cref="Verp"/>), where an inbound domain is
/// configured. The keys are derived from those of data protection, so that every server and command of an installation has the same.
/// </summary>
public sealed class SignEnvelope
{
    /// <summary>What the derived keys are for, so that one made for another purpose is none here.</summary>
    private static readonly byte[] Purpose = "nightbell envelope senders 1"u8.ToArray();

    private readonly Store store;
    private readonly string? domain;

    /// <summary>Every key there was, the one in use first. Kept for good: a key is never changed, and one that is new is not needed.</summary>
    private IReadOnlyList<byte[]> keys = [];

    /// <exception cref="InvalidOperationException">The configured domain is none that mail can come to.</exception>
    public SignEnvelope(Store store, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.store = store;
        domain = string.IsNullOrWhiteSpace(settings.Mail.Inbound.Domain) ? null : settings.Mail.Inbound.Domain.Trim();
        if (domain is null)
            return;
        try
        {
            Verp.Write(Guid.Empty, new byte[Verp.MinKeyOctets], domain);
        }
        catch (ArgumentException trouble)
        {
            throw new InvalidOperationException($"Nightbell:Mail:Inbound:Domain is no domain that mail can come to: {domain}", trouble);
        }
    }

    /// <summary>Whether mails carry such senders, so that a report can be asked for its proof.</summary>
    public bool IsInForce => domain is not null;

    /// <summary>The envelope sender of a mail; null where no inbound domain is configured.</summary>
    public async Task<string?> SenderOf(Guid mailId)
    {
        if (domain is null)
            return null;
        if (keys.Count == 0)
            keys = await LoadKeys(CancellationToken.None);
        return keys.Count > 0
            ? Verp.Write(mailId, keys[0], domain)
            : throw new InvalidOperationException("There are no keys yet to sign an envelope with: the server makes them as it starts.");
    }

    /// <summary>The mail whose envelope sender an address is; null for any other, and for one we did not make.</summary>
    public async Task<Guid?> MailOf(IEnumerable<string> addresses, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var ours = addresses.Where(a => a.StartsWith("bounce+", StringComparison.OrdinalIgnoreCase)).ToList();
        if (ours.Count == 0)
            return null;
        if (Read(ours) is { } mailId)
            return mailId;

        // Another server may have made a key since.
        keys = await LoadKeys(cancel);
        return Read(ours);
    }

    private Guid? Read(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            if (Verp.TryRead(address, keys, out var mailId))
                return mailId;
        }

        return null;
    }

    private async Task<IReadOnlyList<byte[]>> LoadKeys(CancellationToken cancel)
    {
        await using var db = store.Read();
        var stored = await db.DataProtectionKeys.Where(k => k.FriendlyName.StartsWith("key-")).ToListAsync(cancel);
        return
        [
            .. stored.OrderByDescending(k => KeepKeys.Expiry(k.Xml)).ThenBy(k => k.FriendlyName, StringComparer.Ordinal)
                .Select(k => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(k.Xml), HMACSHA256.HashSizeInBytes, info: Purpose)),
        ];
    }
}
