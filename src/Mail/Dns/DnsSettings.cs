using System.Net;

namespace Nightbell.Mail.Dns;

/// <summary>Which servers are asked, and the patience with them.</summary>
public sealed record DnsSettings
{
    /// <summary>Servers that ask others for us, in order; null for the system's own, as /etc/resolv.conf names them at each look-up.</summary>
    public IReadOnlyList<IPEndPoint>? Servers { get; init; }

    /// <summary>Until one server has answered one question, by UDP or TCP.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often all servers are asked before giving up.</summary>
    public int Rounds { get; init; } = 2;
}
