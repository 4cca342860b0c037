using System.Net;

namespace Nightbell.Mail.Dns;

/// <summary>The types of records that mail needs, with their numbers (RFC 1035, 3.2.2; RFC 3596).</summary>
public enum DnsType
{
    /// <summary>No type at all.</summary>
    None = 0,

    /// <summary>An IPv4 address: <see cref="AddressRecord"/>.</summary>
    A = 1,

    /// <summary>A name server: <see cref="NameRecord"/>.</summary>
    Ns = 2,

    /// <summary>The name another one stands for: <see cref="NameRecord"/>. Followed when other types are asked for.</summary>
    Cname = 5,

    /// <summary>Where a zone begins: <see cref="SoaRecord"/>.</summary>
    Soa = 6,

    /// <summary>The name of an address: <see cref="NameRecord"/>.</summary>
#pragma warning disable CA1720 // The DNS calls it so; no pointer of the language is meant.
    Ptr = 12,
#pragma warning restore CA1720

    /// <summary>A host that takes a domain's mail: <see cref="MxRecord"/>.</summary>
    Mx = 15,

    /// <summary>Text: <see cref="TxtRecord"/>.</summary>
    Txt = 16,

    /// <summary>An IPv6 address: <see cref="AddressRecord"/>.</summary>
    Aaaa = 28,
}

/// <summary>One record of an answer. Names are in lower case, without a final dot; odd octets in them are "\ddd" (RFC 1035, 5.1).</summary>
/// <param name="Owner">The name it belongs to.</param>
/// <param name="TimeToLive">How long it may be kept.</param>
public abstract record DnsRecord(string Owner, TimeSpan TimeToLive);

/// <summary>A or AAAA.</summary>
/// <param name="Owner">The name it belongs to.</param>
/// <param name="TimeToLive">How long it may be kept.</param>
/// <param name="Address">The address.</param>
public sealed record AddressRecord(string Owner, TimeSpan TimeToLive, IPAddress Address) : DnsRecord(Owner, TimeToLive);

/// <summary>CNAME, NS or PTR.</summary>
/// <param name="Owner">The name it belongs to.</param>
/// <param name="TimeToLive">How long it may be kept.</param>
/// <param name="Target">The name it gives; empty for the root.</param>
public sealed record NameRecord(string Owner, TimeSpan TimeToLive, string Target) : DnsRecord(Owner, TimeToLive);

/// <summary>MX.</summary>
/// <param name="Owner">The name it belongs to.</param>
/// <param name="TimeToLive">How long it may be kept.</param>
/// <param name="Preference">Lower ones are tried first (RFC 5321, 5.1).</param>
/// <param name="Host">The host; empty says that the domain takes no mail (RFC 7505).</param>
public sealed record MxRecord(string Owner, TimeSpan TimeToLive, int Preference, string Host) : DnsRecord(Owner, TimeToLive);

/// <summary>TXT.</summary>
/// <param name="Owner">The name it belongs to.</param>
/// <param name="TimeToLive">How long it may be kept.</param>
/// <param name="Text">Its strings joined without blanks, as SPF, DKIM and DMARC read them (RFC 7208, 3.3); one character per octet.</param>
public sealed record TxtRecord(string Owner, TimeSpan TimeToLive, string Text) : DnsRecord(Owner, TimeToLive)
{
    /// <summary>Most octets of one string (RFC 1035, 3.3).</summary>
    private const int MaxString = 255;

    /// <summary>A text in the strings that zone files want it in.</summary>
    public static IReadOnlyList<string> Split(string text) => [.. text.Chunk(MaxString).Select(piece => new string(piece))];
}

/// <summary>SOA.</summary>
/// <param name="Owner">The name it belongs to.</param>
/// <param name="TimeToLive">How long it may be kept.</param>
/// <param name="Primary">The zone's first name server.</param>
/// <param name="Responsible">Who is responsible, an address written as a name.</param>
/// <param name="Serial">The zone's version.</param>
public sealed record SoaRecord(string Owner, TimeSpan TimeToLive, string Primary, string Responsible, uint Serial) : DnsRecord(Owner, TimeToLive);
