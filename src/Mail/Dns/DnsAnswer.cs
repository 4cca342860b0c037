namespace Nightbell.Mail.Dns;

/// <summary>How a look-up ended.</summary>
public enum DnsStatus
{
    /// <summary>There are records.</summary>
    Found,

    /// <summary>The name exists, but has no record of this type (RFC 2308, 2.2).</summary>
    NoData,

    /// <summary>The name does not exist: NXDOMAIN (RFC 2308, 2.1), or a text that is no name.</summary>
    NoSuchName,

    /// <summary>The servers answered that they cannot or will not say, or said nonsense. Asking later may help.</summary>
    ServerFailure,

    /// <summary>No server answered in time. Asking later may help.</summary>
    NoAnswer,
}

/// <summary>The outcome of a look-up.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Records">The records of the type asked for; empty unless <see cref="DnsStatus.Found"/>.</param>
public sealed record DnsAnswer(DnsStatus Status, IReadOnlyList<DnsRecord> Records)
{
    /// <summary>Whether nothing was learnt: asking later may help.</summary>
    public bool Failed => Status is DnsStatus.ServerFailure or DnsStatus.NoAnswer;

    internal static DnsAnswer Without(DnsStatus status) => new(status, []);
}
