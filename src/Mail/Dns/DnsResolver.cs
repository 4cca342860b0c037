using System.Net;
using System.Security.Cryptography;

namespace Nightbell.Mail.Dns;

/// <summary>
/// Asks name servers that ask others for us (a stub resolver: RFC 1034, 5.3.1): UDP, and TCP where an answer does not fit. What servers and
/// the network do is never thrown: it is in the answer. Keeps nothing. Safe for several threads.
/// </summary>
public sealed class DnsResolver
{
    /// <summary>Most names behind each other that one question leads through.</summary>
    private const int MaxAliases = 8;

    /// <summary>NXDOMAIN (RFC 1035, 4.1.1).</summary>
    private const int NoSuchNameCode = 3;

    private readonly DnsSettings _settings;
    private readonly TimeProvider _clock;

    /// <summary>Makes a resolver; nothing is asked yet.</summary>
    /// <param name="settings">Servers and patience.</param>
    /// <param name="clock">Measures timeouts: a clock set forward by hand lets them run out.</param>
    /// <exception cref="ArgumentException">A setting that cannot work: no server in the list, no patience, no round.</exception>
    public DnsResolver(DnsSettings settings, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        if (settings.Servers is { Count: 0 } || settings.Timeout <= TimeSpan.Zero || settings.Rounds < 1)
            throw new ArgumentException("the DNS settings cannot work: there is at least one server, one round, and time to answer", nameof(settings));
        _settings = settings;
        _clock = clock;
    }

    /// <summary>Looks up the records of one type, following CNAMEs unless those are asked for.</summary>
    /// <param name="name">A domain name, in Unicode or ASCII, with or without a final dot; it is never completed by a search list. What is no name does not exist.</param>
    /// <param name="type">The type.</param>
    /// <param name="cancel">Gives up; the only thing thrown.</param>
    public async Task<DnsAnswer> Query(string name, DnsType type, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var current = DnsName.Normalize(name);
        var aliases = 0;
        while (current is not null)
        {
            var (status, packet) = await Ask(current, type, cancel);
            if (packet is null) return DnsAnswer.Without(status);

            // Servers put the aliases and what they lead to into one answer; where another server knows the rest, it is asked for.
            var asked = current;
            while (Records(packet, current, type) is { Count: 0 } && type != DnsType.Cname && Alias(packet, current) is { } next)
            {
                if (++aliases > MaxAliases) return DnsAnswer.Without(DnsStatus.ServerFailure);
                current = next;
            }

            var records = Records(packet, current, type);
            if (records.Count > 0) return new DnsAnswer(DnsStatus.Found, records);
            if (packet.ResponseCode == NoSuchNameCode) return DnsAnswer.Without(DnsStatus.NoSuchName);
            if (asked == current) return DnsAnswer.Without(DnsStatus.NoData);
            current = DnsName.Normalize(current);
        }

        return DnsAnswer.Without(DnsStatus.NoSuchName);
    }

    /// <summary>The name under which an address has its PTR record (RFC 1035, 3.5; RFC 3596, 2.5).</summary>
    public static string ReverseName(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var octets = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        Array.Reverse(octets);
        return octets.Length == 4
            ? string.Join('.', octets) + ".in-addr.arpa"
            : string.Join('.', octets.SelectMany(o => new[] { Nibble(o & 15), Nibble(o >> 4) })) + ".ip6.arpa";

        static char Nibble(int value) => "0123456789abcdef"[value];
    }

    /// <summary>One question to the servers in turn, until one knows or all were asked often enough; without a packet the status says why.</summary>
    private async Task<(DnsStatus Status, DnsPacket? Packet)> Ask(string name, DnsType type, CancellationToken cancel)
    {
        var status = DnsStatus.NoAnswer;
        var servers = _settings.Servers ?? ResolvConf.Servers();
        for (var round = 0; round < _settings.Rounds; round++)
        {
            foreach (var server in servers)
            {
                var question = new DnsQuestion((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), name, type);
                var octets = await DnsExchange.Ask(server, question, _settings.Timeout, _clock, cancel);
                if (octets is null) continue;
                if (DnsPacket.TryRead(octets, out var packet) && packet is { Truncated: false, ResponseCode: 0 or NoSuchNameCode }) return (DnsStatus.Found, packet);

                // The server is there and cannot say; another one may.
                status = DnsStatus.ServerFailure;
            }
        }

        return (status, null);
    }

    private static List<DnsRecord> Records(DnsPacket packet, string owner, DnsType type) =>
        [.. packet.Answers.Where(a => a.Type == type && a.Record.Owner == owner).Select(a => a.Record)];

    private static string? Alias(DnsPacket packet, string owner) =>
        packet.Answers.Where(a => a.Type == DnsType.Cname && a.Record.Owner == owner).Select(a => ((NameRecord)a.Record).Target).FirstOrDefault();
}
