namespace Nightbell.Mail.Compose;

/// <summary>
/// Addresses to answer to that name the mail that is answered, and with it everything that it was about: <c>reply+id.mac@domain</c>. Whoever
/// has not been sent the mail has no such address.
/// </summary>
public static class ReplyAddress
{
    /// <summary>What the local part begins with.</summary>
    public const string Prefix = "reply+";

    private static readonly SignedAddress Reply = new(Prefix, "nightbell reply address 1");

    /// <summary>The address to answer a mail to.</summary>
    /// <param name="id">The mail's id.</param>
    /// <param name="key">The secret key, at least <see cref="Verp.MinKeyOctets"/> octets of chance.</param>
    /// <param name="domain">The domain whose mail comes to this installation.</param>
    /// <exception cref="ArgumentException">The key is too short, or the domain is none.</exception>
    public static string Write(Guid id, ReadOnlySpan<byte> key, string domain) => Reply.Write(id, key, domain);

    /// <summary>The mail that is answered by a mail to an address; false for any other address and for one that was not made with one of the keys.</summary>
    /// <param name="address">A recipient of the answer, in any case.</param>
    /// <param name="keys">The key in use and those before it.</param>
    /// <param name="id">The answered mail's id.</param>
    /// <exception cref="ArgumentException">A key is too short.</exception>
    public static bool TryRead(string? address, IEnumerable<byte[]> keys, out Guid id) => Reply.TryRead(address, keys, out id);
}
