using System.Collections.Frozen;
using System.Text;

namespace Nightbell.Mail.Mime;

/// <summary>Octets to text, in the charsets that mails name and in those they really use.</summary>
internal static class Charsets
{
    /// <summary>Names that mails use and .NET does not know, or knows as something narrower.</summary>
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["utf8"] = "utf-8",
        ["utf-8n"] = "utf-8",
        ["unicode-1-1-utf-8"] = "utf-8",
        ["latin1"] = "windows-1252",
        ["iso8859-1"] = "windows-1252",
        ["iso-8859-1"] = "windows-1252",
        ["iso_8859-1"] = "windows-1252",
        ["cp1252"] = "windows-1252",
        ["ansi"] = "windows-1252",
        ["cp1250"] = "windows-1250",
        ["cp1251"] = "windows-1251",
        ["win-1251"] = "windows-1251",
        ["koi8r"] = "koi8-r",
        ["iso8859-2"] = "iso-8859-2",
        ["iso8859-15"] = "iso-8859-15",
        ["gb2312"] = "gb18030",
        ["gbk"] = "gb18030",
        ["x-gbk"] = "gb18030",
        ["cp936"] = "gb18030",
        ["cp932"] = "shift_jis",
        ["ms932"] = "shift_jis",
        ["windows-31j"] = "shift_jis",
        ["x-sjis"] = "shift_jis",
        ["sjis"] = "shift_jis",
        ["iso-2022-jp-ms"] = "iso-2022-jp",
        ["iso-2022-jp-1"] = "iso-2022-jp",
        ["iso-2022-jp-2"] = "iso-2022-jp",
        ["cp50220"] = "iso-2022-jp",
        ["cp50221"] = "iso-2022-jp",
        ["x-euc-jp"] = "euc-jp",
        ["eucjp"] = "euc-jp",
        ["ks_c_5601-1987"] = "euc-kr",
        ["cp949"] = "euc-kr",
        ["big5-hkscs"] = "big5",
        ["cp950"] = "big5",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Japanese = CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp")!;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, whatever the octets are: what the charset has no character for becomes U+FFFD.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="charset">The name that the mail gives; null, US-ASCII or an unknown one for whatever the octets look like.</param>
    public static string Decode(ReadOnlySpan<byte> octets, string? charset)
    {
        if (Find(charset) is { } named) return named.GetString(octets);
        if (octets.IndexOf("\u001b$"u8) >= 0 || octets.IndexOf("\u001b("u8) >= 0) return Japanese.GetString(octets);
        if (Ascii.IsValid(octets)) return Encoding.ASCII.GetString(octets);
        return System.Text.Unicode.Utf8.IsValid(octets) ? StrictUtf8.GetString(octets) : Western.GetString(octets);
    }

    /// <summary>The octets that a header value came from; the reverse of what <see cref="Decode"/> does without a charset.</summary>
    public static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    private static bool Begins(string name, string family) => name.StartsWith(family, StringComparison.OrdinalIgnoreCase);

    private static Encoding? Find(string? charset)
    {
        const int LongestName = 40;
        if (charset is null or { Length: 0 or > LongestName }) return null;
        var name = Aliases.GetValueOrDefault(charset, charset);
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8;
        if (name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase) || name.Equals("ascii", StringComparison.OrdinalIgnoreCase)) return null;
        if (name.Equals("iso-2022-jp", StringComparison.OrdinalIgnoreCase)) return Japanese;
        if (name.Equals("windows-1252", StringComparison.OrdinalIgnoreCase)) return Western;
        try
        {
            // Encodings are shared by the runtime, so looking them up by name again is cheap. UTF-7 is refused: it can hide anything.
            return CodePagesEncodingProvider.Instance.GetEncoding(name)
                ?? (Begins(name, "utf-16") || Begins(name, "iso-8859") ? Encoding.GetEncoding(name) : null);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
