using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Nightbell.Mail.Compose;

/// <summary>What Nightbell takes for an e-mail address: what mailboxes of people look like, not everything RFC 5322 can spell.</summary>
public static class EmailAddress
{
    /// <summary>Most octets before the @ (RFC 5321, 4.5.3.1.1).</summary>
    public const int MaxLocalOctets = 64;

    /// <summary>Most octets of the whole address: the path limit of RFC 5321, 4.5.3.1.3 without its angle brackets.</summary>
    public const int MaxOctets = 254;

    /// <summary>Most characters of a domain in its ASCII form (RFC 1035, 2.3.4).</summary>
    private const int MaxDomainCharacters = 253;

    /// <summary>The punctuation of an atom (RFC 5322, 3.2.3).</summary>
    private const string AtomPunctuation = "!#$%&'*+-/=?^_`{|}~";

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true, AllowUnassigned = false };

    /// <summary>
    /// Takes an address as a person typed it. The local part is a dot-atom, which may hold UTF-8 (RFC 6531); the domain has at least two
    /// labels, which may be international (RFC 5890). Quoted local parts, comments and address literals are refused.
    /// </summary>
    /// <param name="text">The text; blanks around it are ignored.</param>
    /// <param name="normalized">The address with its domain in lower case and, where it is international, in Unicode: equal addresses are equal strings.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out string normalized)
    {
        normalized = "";
        var trimmed = text?.Trim(' ', '\t');
        if (trimmed is null || trimmed.Length is 0 or > MaxOctets || !IsWellFormed(trimmed)) return false;

        var composed = trimmed.Normalize(NormalizationForm.FormC);
        var at = composed.LastIndexOf('@');
        if (at < 1 || !IsLocalPart(composed.AsSpan(0, at)) || AsciiDomain(composed[(at + 1)..]) is not { } ascii || !IsPublicName(ascii)
            || UnicodeDomain(ascii) is not { } domain) return false;

        var local = composed[..at];
        if (Encoding.UTF8.GetByteCount(local) + 1 + ascii.Length > MaxOctets) return false;
        normalized = $"{local}@{domain}";
        return true;
    }

    /// <summary>The address as servers without SMTPUTF8 read it: its domain in ASCII (RFC 5891). A local part in UTF-8 stays.</summary>
    public static string WithAsciiDomain(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var at = address.LastIndexOf('@');
        return at < 0 || Ascii.IsValid(address.AsSpan(at)) ? address : $"{address[..at]}@{AsciiDomain(address[(at + 1)..]) ?? address[(at + 1)..]}";
    }

    /// <summary>Whether two addresses are one to the servers that mails pass through: whatever their case, and the domain in Unicode or in ASCII.</summary>
    public static bool AreSame(string? one, string? other) =>
        one is not null && other is not null && string.Equals(WithAsciiDomain(one), WithAsciiDomain(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether an address can stand in a header or an SMTP command without meaning anything else there. Looser than <see cref="TryParse"/>:
    /// addresses of this installation's own making, such as nightbell@localhost or long reply tokens, pass.
    /// </summary>
    internal static bool IsSafe(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1 && IsWellFormed(address) && Encoding.UTF8.GetByteCount(address) <= MaxOctets
            && IsDotAtom(address.AsSpan(0, at)) && IsDotAtom(address.AsSpan(at + 1));
    }

    /// <summary>Whether the text can be normalized: no lone surrogates, and none of the two that are no characters.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= '\uFFFE') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local) => Encoding.UTF8.GetByteCount(local) <= MaxLocalOctets && IsDotAtom(local);

    private static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        var afterDot = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '.')
            {
                if (afterDot) return false;
                afterDot = true;
                continue;
            }

            if (!IsAtomCharacter(rune)) return false;
            afterDot = false;
        }

        return !afterDot;
    }

    /// <summary>Beyond ASCII everything that can be seen: no controls, no blanks, and no format characters, which would let two addresses look alike.</summary>
    private static bool IsAtomCharacter(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || AtomPunctuation.Contains((char)rune.Value, StringComparison.Ordinal)
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && rune != Rune.ReplacementChar;

    private static string? AsciiDomain(string domain)
    {
        try
        {
            return Idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The one Unicode spelling of an ASCII domain; null where its "xn--" labels are no encoding of any.</summary>
    private static string? UnicodeDomain(string ascii)
    {
        try
        {
            var domain = Idn.GetUnicode(ascii);
            return AsciiDomain(domain) == ascii ? domain : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Letters, digits and hyphens in two or more labels, the last of which is no number: 127.0.0.1 is no name.</summary>
    private static bool IsPublicName(string ascii)
    {
        var labels = ascii.Split('.');
        return ascii.Length <= MaxDomainCharacters && labels.Length > 1 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
