using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Nightbell.Mail.Dns;

/// <summary>Macros in the domain-specs of SPF (RFC 7208, 7).</summary>
internal static class SpfMacro
{
    private const string Letters = "slodiphv";

    /// <summary>Letters that explanations alone may use; modifiers nobody knows may hold them, too.</summary>
    private const string ExplanationLetters = "crt";

    private static readonly SearchValues<char> Delimiters = SearchValues.Create(".-+,/_=");

    /// <summary>Whether the text is a macro-string (RFC 7208, 7.1).</summary>
    public static bool IsValid(string text, bool explanation) => Expand(text, explanation ? Letters + ExplanationLetters : Letters, static _ => "") is not null;

    /// <summary>
    /// The text with its macros replaced; null where one cannot be, because the sender's address is not known. A name that grew too long loses
    /// labels at its left (RFC 7208, 7.3).
    /// </summary>
    /// <param name="text">A valid macro-string.</param>
    /// <param name="domain">The domain whose record it stands in.</param>
    /// <param name="sender">Who sends.</param>
    /// <param name="name">The sender's own name; null when it has none or it was not looked up.</param>
    public static string? Expand(string text, string domain, SpfSender sender, string? name = null)
    {
        var expanded = Expand(text, Letters, letter => Value(letter, domain, sender, name));
        if (expanded is not { Length: > DnsName.MaxLength }) return expanded;
        var fitting = expanded.IndexOf('.', expanded.Length - DnsName.MaxLength - 1);
        return expanded[((fitting >= 0 ? fitting : expanded.LastIndexOf('.')) + 1)..];
    }

    /// <summary>Whether the text holds the sender's own name, which takes look-ups.</summary>
    public static bool AsksForName(string text) => text.Contains("%{p", StringComparison.OrdinalIgnoreCase);

    private static string? Value(char letter, string domain, SpfSender sender, string? name)
    {
        var at = sender.Sender.LastIndexOf('@');
        return letter switch
        {
            's' => sender.Sender,
            'l' => sender.Sender[..at],
            'o' => sender.Sender[(at + 1)..],
            'd' => domain,
            'h' => sender.Helo,
            'i' => sender.Address is null ? null : Dotted(sender.Address),
            'v' => sender.Address is null ? null : sender.Address.GetAddressBytes().Length == 4 ? "in-addr" : "ip6",
            _ => sender.Address is null ? null : name ?? "unknown",
        };
    }

    private static string Dotted(IPAddress address)
    {
        var octets = address.GetAddressBytes();
        return octets.Length == 4 ? address.ToString() : string.Join('.', Convert.ToHexStringLower(octets).ToCharArray());
    }

    private static string? Expand(string text, string letters, Func<char, string?> value)
    {
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < '!' or > '~') return null;
            if (text[i] != '%')
            {
                output.Append(text[i]);
                continue;
            }

            if (++i == text.Length) return null;
            switch (text[i])
            {
                case '%': output.Append('%'); break;
                case '_': output.Append(' '); break;
                case '-': output.Append("%20"); break;
                case '{':
                    var end = text.IndexOf('}', i);
                    if (end < 0 || One(text.AsSpan((i + 1)..end), letters, value) is not { } expanded) return null;
                    output.Append(expanded);
                    i = end;
                    break;
                default: return null;
            }
        }

        return output.ToString();
    }

    /// <summary>What stands between the braces: a letter, how many parts from the right, "r" for their order, and where parts end.</summary>
    private static string? One(ReadOnlySpan<char> macro, string letters, Func<char, string?> value)
    {
        if (macro.IsEmpty || !letters.Contains(char.ToLowerInvariant(macro[0]), StringComparison.Ordinal)) return null;
        var rest = macro[1..];
        var digits = rest.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? rest[..end] : rest;
        rest = rest[digits.Length..];
        var keep = int.MaxValue;
        if (!digits.IsEmpty && (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out keep) || keep == 0)) return null;
        var reverse = !rest.IsEmpty && rest[0] is 'r' or 'R';
        var delimiters = reverse ? rest[1..] : rest;
        if (delimiters.ContainsAnyExcept(Delimiters)) return null;
        if (value(char.ToLowerInvariant(macro[0])) is not { } whole) return null;

        var parts = whole.Split(delimiters.IsEmpty ? ['.'] : delimiters.ToArray());
        if (reverse) Array.Reverse(parts);
        var kept = string.Join('.', parts.TakeLast(keep));
        return char.IsAsciiLetterUpper(macro[0]) ? Uri.EscapeDataString(kept) : kept;
    }
}
