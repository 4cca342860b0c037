using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Mail.Compose;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>
/// Envelope senders by which every report finds its mail and nobody can forge one (VERP, see <see cref="Verp"/>), where an inbound domain is
/// configured; and addresses to answer to, signed alike (see <see cref="ReplyAddress"/>). The keys are derived from those of data protection, so that every server and command of an installation has the same.
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
    public Task<string?> SenderOf(Guid mailId) => Sign((key, to) => Verp.Write(mailId, key, to));

    /// <summary>The address by which a mail is answered; null where no inbound domain is configured.</summary>
    public Task<string?> ReplyTo(Guid mailId) => Sign((key, to) => ReplyAddress.Write(mailId, key, to));

    private async Task<string?> Sign(Func<byte[], string, string> write)
    {
        if (domain is null)
            return null;
        if (keys.Count == 0)
            keys = await LoadKeys(CancellationToken.None);
        return keys.Count > 0
            ? write(keys[0], domain)
            : throw new InvalidOperationException("There are no keys yet to sign an envelope with: the server makes them as it starts.");
    }

    /// <summary>The mail whose envelope sender an address is; null for any other, and for one we did not make.</summary>
    public Task<Guid?> MailOf(IEnumerable<string> addresses, CancellationToken cancel) =>
        Find(addresses, "bounce+", address => Verp.TryRead(address, keys, out var mailId) ? mailId : null, cancel);

    /// <summary>The mail that is answered by one that was sent to these addresses; null when none of them is one we made.</summary>
    public Task<Guid?> AnsweredBy(IEnumerable<string> addresses, CancellationToken cancel) =>
        Find(addresses, ReplyAddress.Prefix, address => ReplyAddress.TryRead(address, keys, out var mailId) ? mailId : null, cancel);

    private async Task<Guid?> Find(IEnumerable<string> addresses, string prefix, Func<string, Guid?> read, CancellationToken cancel)
    {
        var ours = addresses.Where(a => a.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToList();
        if (ours.Count == 0)
            return null;
        if (ours.Select(read).FirstOrDefault(id => id is not null) is { } mailId)
            return mailId;

        // Another server may have made a key since.
        keys = await LoadKeys(cancel);
        return ours.Select(read).FirstOrDefault(id => id is not null);
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
