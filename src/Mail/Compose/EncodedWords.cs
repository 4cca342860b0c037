using System.Text;

namespace Nightbell.Mail.Compose;

/// <summary>Text beyond plain ASCII in header fields (RFC 2047).</summary>
internal static class EncodedWords
{
    /// <summary>Longest encoded word (RFC 2047, 2).</summary>
    private const int MaxWord = 75;

    /// <summary>Longest line that holds an encoded word (RFC 2047, 2).</summary>
    public const int MaxLine = 76;

    private const string Base64Opening = "=?utf-8?B?";
    private const string QuotedOpening = "=?utf-8?Q?";
    private const string Closing = "?=";

    /// <summary>
    /// The whole text as encoded words, each holding whole characters and standing on its own line. Blanks are inside the words, because
    /// a reader drops those between them.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="column">Characters already on the first line.</param>
    /// <param name="endColumn">Characters on the last line, for whatever follows.</param>
    public static string Encode(string text, int column, out int endColumn)
    {
        var quoted = QuotedLength(text) <= Base64Length(Encoding.UTF8.GetByteCount(text));
        var overhead = QuotedOpening.Length + Closing.Length;
        var output = new StringBuilder();
        var word = new List<byte>(MaxWord);
        var width = 0;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var octets = utf8[..rune.EncodeToUtf8(utf8)];
            var grown = quoted ? width + QuotedLength(octets) : Base64Length(word.Count + octets.Length);
            if (overhead + grown > Math.Min(MaxWord, MaxLine - column))
            {
                if (word.Count > 0) column = Append(output, word, quoted, column);
                output.Append("\r\n ");
                column = 1;
                word.Clear();
                grown = quoted ? QuotedLength(octets) : Base64Length(octets.Length);
            }

            word.AddRange(octets);
            width = grown;
        }

        endColumn = Append(output, word, quoted, column);
        return output.ToString();
    }

    private static int Append(StringBuilder output, List<byte> word, bool quoted, int column)
    {
        var before = output.Length;
        output.Append(quoted ? QuotedOpening : Base64Opening);
        if (!quoted) output.Append(Convert.ToBase64String(word.ToArray()));
        else foreach (var octet in word) AppendQuoted(output, octet);
        output.Append(Closing);
        return column + output.Length - before;
    }

    private static void AppendQuoted(StringBuilder output, byte octet)
    {
        if (octet == ' ') output.Append('_');
        else if (IsPlain(octet)) output.Append((char)octet);
        else output.Append('=').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The narrowest set, that of a phrase (RFC 2047, 5, rule 3), for every field.</summary>
    private static bool IsPlain(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';

    private static int QuotedLength(ReadOnlySpan<byte> octets)
    {
        var length = 0;
        foreach (var octet in octets) length += octet == ' ' || IsPlain(octet) ? 1 : 3;
        return length;
    }

    private static int QuotedLength(string text) => QuotedLength(Encoding.UTF8.GetBytes(text));

    private static int Base64Length(int octets) => (octets + 2) / 3 * 4;
}
