namespace Nightbell.Mail.Dns;

/// <summary>Whether the domain lets the sending address send (RFC 7208).</summary>
internal static class SpfFindings
{
    /// <summary>What the evaluation says for DMARC, and the findings: one, or two where the record passes only because it is left early.</summary>
    public static async Task<(SpfResult Result, IReadOnlyList<DomainFinding> Findings)> Find(
        DnsResolver resolver, string domain, DomainQuestion question, CancellationToken cancel)
    {
        var sender = new SpfSender(question.SendingAddress, $"postmaster@{domain}", question.HostName ?? domain);
        var outcome = await SpfEvaluation.Run(resolver, domain, sender, cancel);
        var finding = Finding(outcome, domain, question) with { Change = Change(outcome, domain, question) };
        if (question.SendingAddress is null || outcome.Result is SpfResult.None or SpfResult.PermError or SpfResult.TempError) return (outcome.Result, [finding]);

        // Senders that stand further back in the record need more look-ups than ours: without an address all of it is walked through.
        var whole = await SpfEvaluation.Run(resolver, domain, sender with { Address = null }, cancel);
        return whole.Trouble == SpfTrouble.TooManyLookups
            ? (outcome.Result, [finding, Counted(Facts.Warning, FindingCode.SpfTooManyLookups, whole, domain, address: null)])
            : (outcome.Result, [finding]);
    }

    private static DomainFinding Finding(SpfOutcome outcome, string domain, DomainQuestion question)
    {
        var address = question.SendingAddress;
        switch (outcome.Result)
        {
            case SpfResult.None:
                return Facts.Problem(FindingCode.SpfMissing, ("domain", domain));
            case SpfResult.TempError:
                return Facts.Warning(FindingCode.SpfUnknown, ("domain", domain));
            case SpfResult.PermError:
                return Counted(Facts.Problem, outcome.Trouble switch
                {
                    SpfTrouble.SeveralRecords when outcome.Record is null && outcome.Lookups == 0 => FindingCode.SpfSeveral,
                    SpfTrouble.TooManyLookups => FindingCode.SpfTooManyLookups,
                    SpfTrouble.TooManyVoidLookups => FindingCode.SpfTooManyVoidLookups,
                    _ => FindingCode.SpfInvalid,
                }, outcome, domain, address: null);
            case not SpfResult.Pass when address is null:
                return Counted(Facts.Ok, FindingCode.SpfFound, outcome with { Term = null }, domain, address);
            case SpfResult.Pass:
                return Counted(Facts.Ok, address is null ? FindingCode.SpfFound : FindingCode.SpfPass, outcome, domain, address);
            case SpfResult.Fail:
                return Counted(Facts.Problem, FindingCode.SpfFail, outcome, domain, address);
            case SpfResult.SoftFail:
                return Counted(Facts.Warning, FindingCode.SpfSoftFail, outcome, domain, address);
            default:
                return Counted(Facts.Warning, FindingCode.SpfNeutral, outcome, domain, address);
        }
    }

    private static DomainFinding Counted(
        Func<FindingCode, (string Name, object? Value)[], DomainFinding> kind, FindingCode code, SpfOutcome outcome, string domain, object? address) =>
        kind(code, [("domain", domain), ("record", outcome.Record), ("address", address), ("term", outcome.Term), ("lookups", outcome.Lookups), ("voidLookups", outcome.VoidLookups)]);

    /// <summary>The record to add, or the present one with the sending address put first. It ends softly: nobody here knows who else sends for the domain.</summary>
    private static DnsChange? Change(SpfOutcome outcome, string domain, DomainQuestion question)
    {
        var ours = question.SendingAddress is { } address ? $" {Mechanism(address)}" : "";
        return outcome switch
        {
            { Result: SpfResult.None } => new DnsChange(domain, "TXT", $"v=spf1{ours} mx ~all"),
            { Result: SpfResult.Fail or SpfResult.SoftFail or SpfResult.Neutral, Record: { } record } when ours.Length > 0 =>
                new DnsChange(domain, "TXT", record.Insert("v=spf1".Length, ours), record),
            _ => null,
        };
    }

    private static string Mechanism(System.Net.IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? $"ip4:{plain}" : $"ip6:{plain}";
    }
}
