namespace Nightbell.Mail.Dns;

/// <summary>Who takes a domain's mail: answers and bounces need somebody.</summary>
internal static class MxFindings
{
    /// <summary>Most hosts whose addresses are looked up; the first ones matter.</summary>
    private const int MaxHosts = 10;

    public static async Task<DomainFinding> Find(DnsResolver resolver, string domain, CancellationToken cancel)
    {
        var answer = await resolver.Query(domain, DnsType.Mx, cancel);
        switch (answer.Status)
        {
            case DnsStatus.NoSuchName:
                return Facts.Problem(FindingCode.DomainMissing, ("domain", domain));
            case DnsStatus.NoData:
                return await WithoutMx(resolver, domain, cancel);
            case not DnsStatus.Found:
                return Facts.Warning(FindingCode.MxUnknown, ("domain", domain));
        }

        var hosts = answer.Records.OfType<MxRecord>().OrderBy(r => r.Preference).Select(r => r.Host).Take(MaxHosts).ToArray();
        if (Array.TrueForAll(hosts, h => h.Length == 0)) return Facts.Problem(FindingCode.MxNull, ("domain", domain));
        var missing = new List<string>();
        foreach (var host in hosts)
        {
            if (await HasAddress(resolver, host, cancel) == false) missing.Add(host);
        }

        if (missing.Count == 0) return Facts.Ok(FindingCode.MxFound, ("domain", domain), ("hosts", string.Join(' ', hosts)));
        return missing.Count == hosts.Length
            ? Facts.Problem(FindingCode.MxHostMissing, ("domain", domain), ("hosts", string.Join(' ', missing)))
            : Facts.Warning(FindingCode.MxHostMissing, ("domain", domain), ("hosts", string.Join(' ', missing)));
    }

    private static async Task<DomainFinding> WithoutMx(DnsResolver resolver, string domain, CancellationToken cancel) =>
        await HasAddress(resolver, domain, cancel) switch
        {
            true => Facts.Warning(FindingCode.MxImplicit, ("domain", domain)) with { Change = new DnsChange(domain, "MX", $"10 {domain}.") },
            false => Facts.Problem(FindingCode.MxMissing, ("domain", domain)),
            null => Facts.Warning(FindingCode.MxUnknown, ("domain", domain)),
        };

    /// <summary>Null when the DNS did not say.</summary>
    private static async Task<bool?> HasAddress(DnsResolver resolver, string host, CancellationToken cancel)
    {
        var four = await resolver.Query(host, DnsType.A, cancel);
        if (four.Status == DnsStatus.Found) return true;
        var six = await resolver.Query(host, DnsType.Aaaa, cancel);
        if (six.Status == DnsStatus.Found) return true;
        return four.Failed || six.Failed ? null : false;
    }
}
