using System.Text;

namespace Nightbell.Platform;

/// <summary>Names of hosts as they go over the wire.</summary>
public static class HostNames
{
    /// <summary>
    /// The host in ASCII letters (RFC 5891, 4.4), an IPv6 address in brackets; null for a name that has no such form, such as one with a label that
    /// would be too long.
    /// </summary>
    public static string? AsciiHost(this Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.HostNameType == UriHostNameType.IPv6)
            return address.Host;
        try
        {
            return Ascii.IsValid(address.IdnHost) ? address.IdnHost : null;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
