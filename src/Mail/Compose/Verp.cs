namespace Nightbell.Mail.Compose;

/// <summary>
/// Envelope senders that name their mail, so that every bounce finds the mail it is about: <c>bounce+id.mac@domain</c>. Whoever does not
/// have the key can make no such address.
/// </summary>
public static class Verp
{
    /// <summary>Shortest key, in octets: as long as the MAC.</summary>
    public const int MinKeyOctets = SignedAddress.MinKeyOctets;

    private static readonly SignedAddress Bounce = new("bounce+", "nightbell bounce address 1");

    /// <summary>The envelope sender of a mail.</summary>
    /// <param name="id">The mail's id.</param>
    /// <param name="key">The secret key, at least <see cref="MinKeyOctets"/> octets of chance.</param>
    /// <param name="domain">The domain whose mail comes back to this installation.</param>
    /// <exception cref="ArgumentException">The key is too short, or the domain is none.</exception>
    public static string Write(Guid id, ReadOnlySpan<byte> key, string domain) => Bounce.Write(id, key, domain);

    /// <summary>Whose bounce an address takes; false for any other address and for one that was not made with one of the keys. The domain is not looked at.</summary>
    /// <param name="address">The recipient of what came back, in any case.</param>
    /// <param name="keys">The key in use and those before it: addresses live as long as mails may come back.</param>
    /// <param name="id">The mail's id.</param>
    /// <exception cref="ArgumentException">A key is too short.</exception>
    public static bool TryRead(string? address, IEnumerable<byte[]> keys, out Guid id) => Bounce.TryRead(address, keys, out id);
}
