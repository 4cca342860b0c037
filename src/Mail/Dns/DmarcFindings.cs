namespace Nightbell.Mail.Dns;

/// <summary>What the domain of From asks servers to do with mails that nobody vouches for, and whether somebody vouches for ours (RFC 7489).</summary>
internal static class DmarcFindings
{
    /// <summary>Most names asked, from the longest on: the domain itself and the nearest above it.</summary>
    private const int MaxNames = 8;

    private const string Version = "v=DMARC1";

    /// <summary>Who vouches for our mails.</summary>
    /// <param name="SpfDomain">The domain of the envelope sender.</param>
    /// <param name="Spf">What SPF said of it.</param>
    /// <param name="AddressKnown">Whether SPF was asked about the sending address, and not only whether there is a record.</param>
    /// <param name="DkimDomain">The signing domain; null when nothing signs here.</param>
    /// <param name="DkimVerifies">Whether its signatures verify; null when not known.</param>
    public sealed record Vouchers(string SpfDomain, SpfResult Spf, bool AddressKnown, string? DkimDomain, bool? DkimVerifies);

    private sealed record Policy(string Name, string Domain, string Text, IReadOnlyDictionary<string, string> Tags)
    {
        public string? Of(string tag) => Tags.TryGetValue(tag, out var value) ? value.ToLowerInvariant() : null;
    }

    public static async Task<IReadOnlyList<DomainFinding>> Find(DnsResolver resolver, string domain, Vouchers vouchers, CancellationToken cancel)
    {
        var (found, trouble) = await Walk(resolver, domain, cancel);
        if (trouble is not null) return [trouble];
        if (found.Count == 0)
        {
            var change = new DnsChange($"_dmarc.{domain}", "TXT", $"{Version}; p=none");
            return [Facts.Warning(FindingCode.DmarcMissing, ("domain", domain)) with { Change = change }];
        }

        var policy = found[0];
        var asked = policy.Of("p");
        if (asked is not ("none" or "quarantine" or "reject"))
        {
            // With an address for reports it counts as "none" (RFC 7489, 6.6.3), without one as no record.
            var change = new DnsChange(policy.Name, "TXT", $"{Version}; p=none", policy.Text);
            return [Facts.Problem(FindingCode.DmarcInvalid, ("name", policy.Name), ("record", policy.Text)) with { Change = change }];
        }

        if (policy.Domain != domain && policy.Of("sp") is "none" or "quarantine" or "reject") asked = policy.Of("sp")!;
        return
        [
            Facts.Ok(FindingCode.DmarcFound, ("name", policy.Name), ("record", policy.Text), ("policy", asked)),
            Alignment(domain, asked, policy, found[^1].Domain, vouchers),
        ];
    }

    /// <summary>
    /// The records of the domain and of those above it that have two labels at least. Without a list of public suffixes the one furthest up is
    /// taken for the organisation's, as the successor of RFC 7489 does; records of public suffixes say so themselves, psd=y (RFC 9091).
    /// </summary>
    private static async Task<(List<Policy> Found, DomainFinding? Trouble)> Walk(DnsResolver resolver, string domain, CancellationToken cancel)
    {
        var found = new List<Policy>();
        var asked = 0;
        for (var at = domain; at is not null && asked < MaxNames && (asked == 0 || at.Contains('.', StringComparison.Ordinal)); at = DnsName.Parent(at), asked++)
        {
            var name = $"_dmarc.{at}";
            var answer = await resolver.Query(name, DnsType.Txt, cancel);
            if (answer.Failed && found.Count == 0) return (found, Facts.Warning(FindingCode.DmarcUnknown, ("domain", domain)));
            var texts = answer.Records.OfType<TxtRecord>().Select(r => r.Text).Where(Claims).ToArray();
            if (texts.Length == 0) continue;
            if (found.Count == 0 && texts.Length > 1) return (found, Facts.Problem(FindingCode.DmarcSeveral, ("name", name)));
            var policy = new Policy(name, at, texts[0], TagList.Read(texts[0]) ?? new Dictionary<string, string>(StringComparer.Ordinal));
            if (texts.Length == 1 && (at == domain || policy.Of("psd") != "y")) found.Add(policy);
        }

        return (found, null);
    }

    private static DomainFinding Alignment(string domain, string asked, Policy policy, string organisation, Vouchers vouchers)
    {
        var spfAligned = Aligned(vouchers.SpfDomain, policy.Of("aspf"));
        var dkimAligned = vouchers.DkimDomain is { } signing ? Aligned(signing, policy.Of("adkim")) : (bool?)null;
        var spfPasses = vouchers.AddressKnown ? vouchers.Spf == SpfResult.Pass : vouchers.Spf is not (SpfResult.None or SpfResult.PermError);
        (string, object?)[] facts =
        [
            ("domain", domain), ("policy", asked), ("spfDomain", vouchers.SpfDomain), ("spfAligned", spfAligned),
            ("dkimDomain", vouchers.DkimDomain), ("dkimAligned", dkimAligned),
        ];
        if ((spfAligned && spfPasses) || (dkimAligned == true && vouchers.DkimVerifies != false)) return Facts.Ok(FindingCode.DmarcAligned, facts);
        return asked == "none" || vouchers.DkimDomain is null ? Facts.Warning(FindingCode.DmarcNotAligned, facts) : Facts.Problem(FindingCode.DmarcNotAligned, facts);

        // Relaxed alignment asks for the same organisation, strict one for the same domain (RFC 7489, 3.1).
        bool Aligned(string other, string? mode) => mode == "s"
            ? other == domain
            : DnsName.IsWithin(other, domain) || DnsName.IsWithin(domain, other) || (DnsName.IsWithin(other, organisation) && DnsName.IsWithin(domain, organisation));
    }

    private static bool Claims(string text) =>
        text.StartsWith(Version, StringComparison.Ordinal) && (text.Length == Version.Length || text[Version.Length] is ';' or ' ' or '\t');
}
