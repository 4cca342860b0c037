namespace Nightbell.Mail.Dns;

/// <summary>Looks at the sending domain with the recipients' servers' eyes: who takes its mail, and who vouches for what it sends.</summary>
public static class DomainCheck
{
    /// <summary>
    /// Findings in the order MX, SPF, DKIM, DMARC, reverse name. What the DNS does is never thrown; what it did not say is a warning. Asks some
    /// dozens of questions at most.
    /// </summary>
    /// <param name="question">How this installation sends.</param>
    /// <param name="resolver">Whom to ask.</param>
    /// <param name="cancel">Gives up; besides arguments the only thing thrown.</param>
    /// <exception cref="ArgumentException">A domain is no name.</exception>
    public static async Task<IReadOnlyList<DomainFinding>> Run(DomainQuestion question, DnsResolver resolver, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(resolver);
        var from = Name(question.FromDomain);
        var envelope = question.EnvelopeDomain is null ? from : Name(question.EnvelopeDomain);

        // The parts at once: a DNS that does not answer costs the patience for one of them, not for all.
        var mx = MxFindings.Find(resolver, from, cancel);
        var bounces = envelope == from ? null : MxFindings.Find(resolver, envelope, cancel);
        var spf = SpfFindings.Find(resolver, envelope, question, cancel);
        var dkim = DkimFindings.Find(resolver, question.Signer, cancel);
        var reverse = question.SendingAddress is { } sending ? ReverseFindings.Find(resolver, sending, question.HostName, cancel) : null;
        await Task.WhenAll(mx, bounces ?? Task.CompletedTask, spf, dkim, reverse ?? Task.CompletedTask);

        var vouchers = new DmarcFindings.Vouchers(envelope, (await spf).Result, reverse is not null, question.Signer?.Domain, (await dkim).Verifies);
        var findings = new List<DomainFinding> { await mx };
        if (bounces is not null) findings.Add(await bounces);
        findings.AddRange((await spf).Findings);
        findings.AddRange((await dkim).Findings);
        findings.AddRange(await DmarcFindings.Find(resolver, from, vouchers, cancel));
        if (reverse is not null) findings.Add(await reverse);
        return findings;
    }

    private static string Name(string domain) =>
        DnsName.Normalize(domain) is { } name && DnsName.IsPlain(name) ? name : throw new ArgumentException($"\"{domain}\" is no domain", nameof(domain));
}
