using System.Security.Cryptography;
using System.Text;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Compose;

/// <summary>
/// Envelope senders that name their mail, so that every bounce finds the mail it is about: <c>bounce+id.mac@domain</c>. Whoever does not
/// have the key can make no such address.
/// </summary>
/// <remarks>
/// The MAC is HMAC-SHA256 cut to 128 bits: half of the hash, the least that RFC 2104, 5 advises, and with it the local part has 60 of the 64
/// octets that servers must take (RFC 5321, 4.5.3.1.1). Servers may change the case of what comes back, hence base32.
/// </remarks>
public static class Verp
{
    /// <summary>Shortest key, in octets: as long as the MAC.</summary>
    public const int MinKeyOctets = MacOctets;

    private const int MacOctets = 16;
    private const int IdOctets = 16;
    private const string Prefix = "bounce+";

    /// <summary>What is signed before the id, so that a MAC made for another purpose with the same key is none here.</summary>
    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("nightbell bounce address 1\0");

    /// <summary>The envelope sender of a mail.</summary>
    /// <param name="id">The mail's id.</param>
    /// <param name="key">The secret key, at least <see cref="MinKeyOctets"/> octets of chance.</param>
    /// <param name="domain">The domain whose mail comes back to this installation.</param>
    /// <exception cref="ArgumentException">The key is too short, or the domain is none.</exception>
    public static string Write(Guid id, ReadOnlySpan<byte> key, string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var name = DnsName.Normalize(domain);
        if (name is null || !DnsName.IsPlain(name)) throw new ArgumentException("not a domain that mail can come to", nameof(domain));
        Span<byte> octets = stackalloc byte[IdOctets];
        id.TryWriteBytes(octets, bigEndian: true, out _);
        Span<byte> mac = stackalloc byte[MacOctets];
        Sign(octets, key, mac);
        return $"{Prefix}{Base32.Write(octets)}.{Base32.Write(mac)}@{name}";
    }

    /// <summary>Whose bounce an address takes; false for any other address and for one that was not made with one of the keys. The domain is not looked at.</summary>
    /// <param name="address">The recipient of what came back, in any case.</param>
    /// <param name="keys">The key in use and those before it: addresses live as long as mails may come back.</param>
    /// <param name="id">The mail's id.</param>
    /// <exception cref="ArgumentException">A key is too short.</exception>
    public static bool TryRead(string? address, IEnumerable<byte[]> keys, out Guid id)
    {
        ArgumentNullException.ThrowIfNull(keys);
        id = default;
        Span<byte> octets = stackalloc byte[IdOctets];
        Span<byte> claimed = stackalloc byte[MacOctets];
        if (!TrySplit(address, octets, claimed)) return false;

        Span<byte> mac = stackalloc byte[MacOctets];
        foreach (var key in keys)
        {
            Sign(octets, key, mac);
            if (!CryptographicOperations.FixedTimeEquals(mac, claimed)) continue;
            id = new Guid(octets, bigEndian: true);
            return true;
        }

        return false;
    }

    private static bool TrySplit(string? address, Span<byte> id, Span<byte> mac)
    {
        var at = address?.LastIndexOf('@') ?? -1;
        if (at < 0 || !address!.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = address.AsSpan(Prefix.Length, Math.Max(0, at - Prefix.Length));
        var dot = rest.IndexOf('.');
        return dot >= 0 && Base32.TryRead(rest[..dot], id) && Base32.TryRead(rest[(dot + 1)..], mac);
    }

    private static void Sign(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, Span<byte> mac)
    {
        if (key.Length < MinKeyOctets) throw new ArgumentException($"a key for bounce addresses has at least {MinKeyOctets} octets", nameof(key));
        Span<byte> data = stackalloc byte[Purpose.Length + IdOctets];
        Purpose.CopyTo(data);
        id.CopyTo(data[Purpose.Length..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, data, whole);
        whole[..MacOctets].CopyTo(mac);
    }
}
