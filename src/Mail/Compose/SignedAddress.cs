using System.Security.Cryptography;
using System.Text;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Compose;

/// <summary>
/// Addresses of ours that name a mail: <c>prefix+id.mac@domain</c>. Whoever does not have the key can make no such address, and one made for
/// another purpose is none here.
/// </summary>
/// <remarks>
/// The MAC is HMAC-SHA256 cut to 128 bits: half of the hash, the least that RFC 2104, 5 advises, and with it the local part has at most 60 of
/// the 64 octets that servers must take (RFC 5321, 4.5.3.1.1). Servers may change the case of what comes back, hence base32.
/// </remarks>
/// <param name="prefix">What the local part begins with, in lower case, with its plus sign.</param>
/// <param name="purpose">What is signed before the id.</param>
internal sealed class SignedAddress(string prefix, string purpose)
{
    /// <summary>Shortest key, in octets: as long as the MAC.</summary>
    public const int MinKeyOctets = MacOctets;

    private const int MacOctets = 16;
    private const int IdOctets = 16;
    private readonly byte[] purpose = Encoding.ASCII.GetBytes(purpose + "\0");

    /// <summary>The address of a mail.</summary>
    /// <exception cref="ArgumentException">The key is too short, or the domain is none.</exception>
    public string Write(Guid id, ReadOnlySpan<byte> key, string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var name = DnsName.Normalize(domain);
        if (name is null || !DnsName.IsPlain(name)) throw new ArgumentException("not a domain that mail can come to", nameof(domain));
        Span<byte> octets = stackalloc byte[IdOctets];
        id.TryWriteBytes(octets, bigEndian: true, out _);
        Span<byte> mac = stackalloc byte[MacOctets];
        Sign(octets, key, mac);
        return $"{prefix}{Base32.Write(octets)}.{Base32.Write(mac)}@{name}";
    }

    /// <summary>The mail an address names; false for any other address and for one that was not made with one of the keys. The domain is not looked at.</summary>
    /// <exception cref="ArgumentException">A key is too short.</exception>
    public bool TryRead(string? address, IEnumerable<byte[]> keys, out Guid id)
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

    private bool TrySplit(string? address, Span<byte> id, Span<byte> mac)
    {
        var at = address?.LastIndexOf('@') ?? -1;
        if (at < 0 || !address!.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = address.AsSpan(prefix.Length, Math.Max(0, at - prefix.Length));
        var dot = rest.IndexOf('.');
        return dot >= 0 && Base32.TryRead(rest[..dot], id) && Base32.TryRead(rest[(dot + 1)..], mac);
    }

    private void Sign(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, Span<byte> mac)
    {
        if (key.Length < MinKeyOctets) throw new ArgumentException($"a key for signed addresses has at least {MinKeyOctets} octets", nameof(key));
        Span<byte> data = stackalloc byte[purpose.Length + IdOctets];
        purpose.CopyTo(data);
        id.CopyTo(data[purpose.Length..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, data, whole);
        whole[..MacOctets].CopyTo(mac);
    }
}
