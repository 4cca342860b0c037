using System.Net;
using System.Net.Sockets;

namespace Nightbell.Mail.Dns;

/// <summary>One evaluation of check_host() (RFC 7208, 4), with the questions it took.</summary>
internal sealed class SpfEvaluation
{
    /// <summary>Most terms that ask the DNS (RFC 7208, 4.6.4).</summary>
    public const int MaxLookups = 10;

    /// <summary>Most questions without an answer (RFC 7208, 4.6.4).</summary>
    public const int MaxVoidLookups = 2;

    /// <summary>Most hosts of one mx, and most names of one ptr (RFC 7208, 4.6.4).</summary>
    private const int MaxHosts = 10;

    private readonly DnsResolver _resolver;
    private readonly SpfSender _sender;
    private readonly CancellationToken _cancel;
    private int _lookups;
    private int _voids;
    private string? _term;
    private SpfTrouble _trouble;

    private SpfEvaluation(DnsResolver resolver, SpfSender sender, CancellationToken cancel)
    {
        _resolver = resolver;
        _sender = sender with { Address = sender.Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : sender.Address };
        _cancel = cancel;
    }

    /// <summary>Evaluates a domain's record for a sender.</summary>
    public static async Task<SpfOutcome> Run(DnsResolver resolver, string domain, SpfSender sender, CancellationToken cancel)
    {
        var evaluation = new SpfEvaluation(resolver, sender, cancel);
        var (result, record) = await evaluation.Check(domain);
        return new SpfOutcome(result, record, evaluation._term, evaluation._lookups, evaluation._voids, evaluation._trouble);
    }

    private async Task<(SpfResult Result, string? Record)> Check(string domain)
    {
        if (DnsName.Normalize(domain) is not { } name || !name.Contains('.', StringComparison.Ordinal)) return (SpfResult.None, null);
        var answer = await _resolver.Query(name, DnsType.Txt, _cancel);
        if (answer.Failed) return (SpfResult.TempError, null);
        var texts = answer.Records.OfType<TxtRecord>().Select(r => r.Text).Where(SpfRecord.Claims).ToArray();
        if (texts.Length == 0) return (SpfResult.None, null);
        if (texts.Length > 1) return (Broken(SpfTrouble.SeveralRecords, _term), null);
        var record = SpfRecord.Read(texts[0], out var wrong);
        return (record is null ? Broken(SpfTrouble.Syntax, wrong) : await Walk(record, name), texts[0]);
    }

    private async Task<SpfResult> Walk(SpfRecord record, string domain)
    {
        foreach (var term in record.Terms)
        {
            switch (await Match(term, domain))
            {
                case null:
                    continue;
                case SpfResult.Pass:
                    _term = term.Text;
                    return term.Qualifier;
                case var error:
                    _term ??= term.Text;
                    return error.Value;
            }
        }

        if (record.Redirect is not { } redirect) return SpfResult.Neutral;
        var text = $"redirect={redirect}";
        if (!CountLookup()) return Broken(SpfTrouble.TooManyLookups, text);
        if (await Expand(redirect, domain) is not { } target) return SpfResult.Neutral;
        var (result, _) = await Check(target);
        return result == SpfResult.None ? Broken(SpfTrouble.IncludeMissing, text) : result;
    }

    /// <summary>Pass where the term matches whatever its qualifier, null where not, or an error.</summary>
    private async Task<SpfResult?> Match(SpfTerm term, string domain)
    {
        if (term.Name == "all") return SpfResult.Pass;
        if (term.Network is not null) return Hit(Matches(term.Network, term));
        if (!CountLookup()) return Broken(SpfTrouble.TooManyLookups, term.Text);
        if ((term.Domain is null ? domain : await Expand(term.Domain, domain)) is not { } target) return null;
        var found = term.Name switch
        {
            "include" => await Include(term, target),
            "mx" => await Mx(term, target),
            "ptr" => await Ptr(target),
            "exists" => _sender.Address is null ? null : await Exists(target),
            _ => _sender.Address is null ? null : await HasAddress(target, term),
        };
        return _voids > MaxVoidLookups ? Broken(SpfTrouble.TooManyVoidLookups, term.Text) : found;
    }

    private async Task<SpfResult?> Include(SpfTerm term, string target)
    {
        var (result, _) = await Check(target);
        switch (result)
        {
            case SpfResult.TempError or SpfResult.PermError:
                return result;
            case SpfResult.None:
                return Broken(SpfTrouble.IncludeMissing, term.Text);
            default:
                // Which term of the other record decided does not matter: the include is what this record's owner can change.
                _term = null;
                return Hit(result == SpfResult.Pass && _sender.Address is not null);
        }
    }

    private async Task<SpfResult?> Mx(SpfTerm term, string target)
    {
        var answer = await Look(target, DnsType.Mx);
        if (answer.Failed) return SpfResult.TempError;
        var hosts = answer.Records.OfType<MxRecord>().Where(r => r.Host.Length > 0).ToArray();
        if (hosts.Length > MaxHosts) return Broken(SpfTrouble.TooManyLookups, term.Text);
        if (_sender.Address is null) return null;
        foreach (var host in hosts)
        {
            if (await HasAddress(host.Host, term) is { } found) return found;
        }

        return null;
    }

    private async Task<SpfResult?> Ptr(string target) =>
        DnsName.Normalize(target) is { } parent ? Hit((await ValidatedNames()).Exists(n => DnsName.IsWithin(n, parent))) : null;

    /// <summary>Names of the sender that lead back to it; names that the DNS has trouble with are none (RFC 7208, 5.5).</summary>
    private async Task<List<string>> ValidatedNames()
    {
        var valid = new List<string>();
        if (_sender.Address is not { } address) return valid;
        var answer = await Look(DnsResolver.ReverseName(address), DnsType.Ptr);
        foreach (var name in answer.Records.OfType<NameRecord>().Select(r => r.Target).Take(MaxHosts))
        {
            var forward = await _resolver.Query(name, AddressType, _cancel);
            if (forward.Records.OfType<AddressRecord>().Any(r => r.Address.Equals(address))) valid.Add(name);
        }

        return valid;
    }

    /// <summary>The text with its macros replaced. The name of the sender is looked up only for who still asks for it: the domain itself first, or one below it (RFC 7208, 7.3).</summary>
    private async Task<string?> Expand(string text, string domain)
    {
        var names = SpfMacro.AsksForName(text) ? await ValidatedNames() : [];
        return SpfMacro.Expand(text, domain, _sender, names.Find(n => n == domain) ?? names.Find(n => DnsName.IsWithin(n, domain)) ?? names.FirstOrDefault());
    }

    /// <summary>Whether a name has an IPv4 address at all, also for a sender with an IPv6 one (RFC 7208, 5.7).</summary>
    private async Task<SpfResult?> Exists(string target)
    {
        var answer = await Look(target, DnsType.A);
        return answer.Failed ? SpfResult.TempError : Hit(answer.Status == DnsStatus.Found);
    }

    private async Task<SpfResult?> HasAddress(string name, SpfTerm term)
    {
        var answer = await Look(name, AddressType);
        return answer.Failed ? SpfResult.TempError : Hit(answer.Records.OfType<AddressRecord>().Any(r => Matches(r.Address, term)));
    }

    private DnsType AddressType => _sender.Address!.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;

    private async Task<DnsAnswer> Look(string name, DnsType type)
    {
        var answer = await _resolver.Query(name, type, _cancel);
        if (answer.Status is DnsStatus.NoData or DnsStatus.NoSuchName) _voids++;
        return answer;
    }

    private bool Matches(IPAddress address, SpfTerm term)
    {
        if (_sender.Address is not { } sender || sender.AddressFamily != address.AddressFamily) return false;
        var ours = sender.GetAddressBytes();
        var theirs = address.GetAddressBytes();
        var bits = ours.Length == 4 ? term.Prefix4 : term.Prefix6;
        for (var i = 0; i < ours.Length && bits > 0; i++, bits -= 8)
        {
            if ((ours[i] ^ theirs[i]) >> Math.Max(0, 8 - bits) != 0) return false;
        }

        return true;
    }

    private bool CountLookup() => ++_lookups <= MaxLookups;

    private SpfResult Broken(SpfTrouble trouble, string? term)
    {
        _trouble = trouble;
        _term = term;
        return SpfResult.PermError;
    }

    private static SpfResult? Hit(bool matches) => matches ? SpfResult.Pass : null;
}
