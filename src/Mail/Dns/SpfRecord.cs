using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Nightbell.Mail.Dns;

/// <summary>A mechanism of SPF (RFC 7208, 5).</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Name">Its name in lower case.</param>
/// <param name="Qualifier">The result where it matches.</param>
/// <param name="Domain">Its domain-spec, macros not replaced; null for the domain of the record.</param>
/// <param name="Network">The network of ip4 or ip6.</param>
/// <param name="Prefix4">Bits that count of an IPv4 address.</param>
/// <param name="Prefix6">Bits that count of an IPv6 address.</param>
internal sealed record SpfTerm(string Text, string Name, SpfResult Qualifier, string? Domain, IPAddress? Network, int Prefix4, int Prefix6);

/// <summary>A record of SPF, its grammar checked from end to end before anything is asked (RFC 7208, 4.6 and 12).</summary>
/// <param name="Terms">The mechanisms in their order.</param>
/// <param name="Redirect">The domain-spec of the redirect modifier, or null.</param>
internal sealed record SpfRecord(IReadOnlyList<SpfTerm> Terms, string? Redirect)
{
    private const string Version = "v=spf1";

    /// <summary>Whether a text claims to be such a record (RFC 7208, 4.5).</summary>
    public static bool Claims(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <summary>Reads a record; null where a term is wrong, which is then given.</summary>
    public static SpfRecord? Read(string text, out string? wrong)
    {
        var terms = new List<SpfTerm>();
        string? redirect = null;
        var explained = false;
        foreach (var word in text[Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            wrong = word;
            var sign = word.IndexOfAny(['=', ':', '/']);
            if (sign > 0 && word[sign] == '=')
            {
                var name = word[..sign].ToLowerInvariant();
                var value = word[(sign + 1)..];
                if (!char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) return null;
                if (name is "redirect" or "exp" ? !IsDomainSpec(value) : !SpfMacro.IsValid(value, explanation: true)) return null;
                if ((name == "redirect" && redirect is not null) || (name == "exp" && explained)) return null;
                if (name == "redirect") redirect = value;
                explained |= name == "exp";
            }
            else if (Mechanism(word) is { } term)
            {
                terms.Add(term);
            }
            else
            {
                return null;
            }
        }

        wrong = null;
        return new SpfRecord(terms, redirect);
    }

    private static SpfTerm? Mechanism(string word)
    {
        var qualifier = word[0] switch { '-' => SpfResult.Fail, '~' => SpfResult.SoftFail, '?' => SpfResult.Neutral, _ => SpfResult.Pass };
        var text = word[0] is '+' or '-' or '~' or '?' ? word[1..] : word;
        var end = text.IndexOfAny([':', '/']) is var sign and >= 0 ? sign : text.Length;
        var term = new SpfTerm(word, text[..end].ToLowerInvariant(), qualifier, Domain: null, Network: null, 32, 128);
        var rest = text[end..];
        switch (term.Name)
        {
            case "all":
                return rest.Length == 0 ? term : null;
            case "include" or "exists":
                return rest.StartsWith(':') && IsDomainSpec(rest[1..]) ? term with { Domain = rest[1..] } : null;
            case "ip4" or "ip6":
                return rest.StartsWith(':') ? Network(term, rest[1..]) : null;
            case "ptr":
                return WithDomain(term, rest);
            case "a" or "mx":
                return TakePrefix(ref rest, "//", 128, out var prefix6) && TakePrefix(ref rest, "/", 32, out var prefix4)
                    ? WithDomain(term with { Prefix4 = prefix4, Prefix6 = prefix6 }, rest)
                    : null;
            default:
                return null;
        }
    }

    private static SpfTerm? WithDomain(SpfTerm term, string rest)
    {
        if (rest.Length == 0) return term;
        return rest[0] == ':' && IsDomainSpec(rest[1..]) ? term with { Domain = rest[1..] } : null;
    }

    private static SpfTerm? Network(SpfTerm term, string rest)
    {
        var four = term.Name == "ip4";
        if (!TakePrefix(ref rest, "/", four ? 32 : 128, out var prefix) || !IPAddress.TryParse(rest, out var network)) return null;

        // .NET also takes "192.0.2", octal numbers, zones and brackets, which are no addresses here.
        if (four ? network.AddressFamily != AddressFamily.InterNetwork || network.ToString() != rest
            : network.AddressFamily != AddressFamily.InterNetworkV6 || rest.AsSpan().ContainsAny('%', '[', ']')) return null;
        return four ? term with { Network = network, Prefix4 = prefix } : term with { Network = network, Prefix6 = prefix };
    }

    /// <summary>Takes the length of a network off the end; false where it is none. A slash inside a macro or before other text belongs to the name.</summary>
    private static bool TakePrefix(ref string rest, string slash, int most, out int prefix)
    {
        prefix = most;
        var at = rest.LastIndexOf(slash, StringComparison.Ordinal);
        if (at < 0 || rest[(at + slash.Length)..] is not { Length: > 0 } digits || !digits.All(char.IsAsciiDigit)) return true;
        if ((digits.Length > 1 && digits[0] == '0') || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > most) return false;
        rest = rest[..at];
        return true;
    }

    /// <summary>A macro-string that ends in a macro, or in a dot and what can be a top-level name (RFC 7208, 7.1).</summary>
    private static bool IsDomainSpec(string text)
    {
        if (text.Length == 0 || !SpfMacro.IsValid(text, explanation: false)) return false;
        if (text[^1] == '}' || (text.Length > 1 && text[^2] == '%')) return true;
        var name = text[^1] == '.' ? text[..^1] : text;
        var dot = name.LastIndexOf('.');
        var top = name[(dot + 1)..];
        return dot >= 0 && top.Length > 0 && top.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !top.All(char.IsAsciiDigit) && top[0] != '-' && top[^1] != '-';
    }
}
