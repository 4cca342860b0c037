using System.Net;
using System.Net.Sockets;

namespace Nightbell.Mail.Dns;

/// <summary>Whether the sending address has a name that leads back to it, without which large providers take no mail (RFC 8499, "forward-confirmed").</summary>
internal static class ReverseFindings
{
    /// <summary>Most names of one address that are followed.</summary>
    private const int MaxNames = 10;

    public static async Task<DomainFinding> Find(DnsResolver resolver, IPAddress sending, string? hostName, CancellationToken cancel)
    {
        var address = sending.IsIPv4MappedToIPv6 ? sending.MapToIPv4() : sending;
        var reverse = DnsResolver.ReverseName(address);
        var answer = await resolver.Query(reverse, DnsType.Ptr, cancel);
        if (answer.Failed) return Facts.Warning(FindingCode.ReverseUnknown, ("address", address));
        var names = answer.Records.OfType<NameRecord>().Select(r => r.Target).Take(MaxNames).ToArray();
        if (names.Length == 0)
        {
            var change = hostName is not null && DnsName.Normalize(hostName) is { } host && DnsName.IsPlain(host) ? new DnsChange(reverse, "PTR", $"{host}.") : null;
            return Facts.Problem(FindingCode.ReverseMissing, ("address", address)) with { Change = change };
        }

        var unknown = false;
        var type = address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;
        foreach (var name in names)
        {
            var forward = await resolver.Query(name, type, cancel);
            unknown |= forward.Failed;
            if (forward.Records.OfType<AddressRecord>().Any(r => r.Address.Equals(address)))
                return Facts.Ok(FindingCode.ReverseConfirmed, ("address", address), ("name", name));
        }

        if (unknown) return Facts.Warning(FindingCode.ReverseUnknown, ("address", address));
        return Facts.Problem(FindingCode.ReverseNotConfirmed, ("address", address), ("names", string.Join(' ', names))) with
        {
            Change = DnsName.IsPlain(names[0]) ? new DnsChange(names[0], type == DnsType.A ? "A" : "AAAA", address.ToString()) : null,
        };
    }
}
