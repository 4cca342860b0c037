using System.Globalization;
using System.Text;

namespace Nightbell.Mail.Dns;

/// <summary>Names as the DNS compares them (RFC 1035, 2.3; RFC 4343).</summary>
internal static class DnsName
{
    /// <summary>Most characters of a name without its final dot: 255 octets on the wire (RFC 1035, 2.3.4).</summary>
    public const int MaxLength = 253;

    /// <summary>Most characters of a label (RFC 1035, 2.3.4).</summary>
    public const int MaxLabel = 63;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false, AllowUnassigned = false };

    /// <summary>The name in ASCII and lower case, without a final dot; null where no such name can be asked for. Labels may hold blanks and any visible ASCII but dot and backslash.</summary>
    public static string? Normalize(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        if (!Ascii.IsValid(name)) name = FromUnicode(name) ?? "";
        if (name.Length is 0 or > MaxLength) return null;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel || label.AsSpan().ContainsAnyExceptInRange(' ', '~') || label.Contains('\\', StringComparison.Ordinal)) return null;
        }

        return name.ToLowerInvariant();
    }

    /// <summary>Whether a normalized name has nothing but letters, digits, hyphens and underscores in its labels, so that it can stand in any record or header.</summary>
    public static bool IsPlain(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>Whether a normalized name is another one or lies below it.</summary>
    public static bool IsWithin(string name, string parent) =>
        name == parent || (name.Length > parent.Length && name.EndsWith(parent, StringComparison.Ordinal) && name[name.Length - parent.Length - 1] == '.');

    /// <summary>The name without its first label; null for a name of one label.</summary>
    public static string? Parent(string name) => name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? name[(dot + 1)..] : null;

    private static string? FromUnicode(string name)
    {
        try
        {
            return Idn.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
