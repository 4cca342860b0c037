using System.Buffers;
using System.Text;

namespace Nightbell.Mail.Compose;

/// <summary>Turns a text into lines that every server passes on unchanged (RFC 2045, 6.7 and 6.8).</summary>
internal static class BodyEncoding
{
    /// <summary>Characters before a soft line break; with its "=" a line has 76 (RFC 2045, 6.7, rule 5).</summary>
    private const int MaxQuotedColumn = 75;

    /// <summary>Octets in one full line of base64: 76 characters (RFC 2045, 6.8).</summary>
    private const int Base64LineOctets = 57;

    /// <summary>Writes the encoding's header field, the blank line and the text, which ends in CRLF.</summary>
    public static void Write(IBufferWriter<byte> output, string text)
    {
        var lines = CanonicalLines(text);
        var octets = Encoding.UTF8.GetBytes(lines);
        var quoted = QuotedPrintable(lines);
        var base64Length = (octets.Length + Base64LineOctets - 1) / Base64LineOctets * 78;
        if (quoted.WrittenCount <= base64Length)
        {
            output.Ascii("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
            output.Write(quoted.WrittenSpan);
        }
        else
        {
            output.Ascii("Content-Transfer-Encoding: base64\r\n\r\n");
            for (var i = 0; i < octets.Length; i += Base64LineOctets)
                output.Ascii(Convert.ToBase64String(octets, i, Math.Min(Base64LineOctets, octets.Length - i)) + "\r\n");
        }
    }

    /// <summary>The text with CRLF for every kind of line end, one of them at its end.</summary>
    private static string CanonicalLines(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal);
        return lines.EndsWith("\r\n", StringComparison.Ordinal) ? lines : lines + "\r\n";
    }

    private static ArrayBufferWriter<byte> QuotedPrintable(string lines)
    {
        var output = new ArrayBufferWriter<byte>(lines.Length + (lines.Length / 8) + 64);
        var rest = lines.AsSpan();
        while (rest.IndexOf("\r\n", StringComparison.Ordinal) is var end and >= 0)
        {
            QuoteLine(output, rest[..end]);
            output.Ascii("\r\n");
            rest = rest[(end + 2)..];
        }

        return output;
    }

    private static void QuoteLine(ArrayBufferWriter<byte> output, ReadOnlySpan<char> line)
    {
        Span<byte> utf8 = stackalloc byte[4];
        // "From " would be changed by mailboxes in mbox format and so break signatures; a first dot is doubled on the wire and
        // some servers forget to take it back.
        var guarded = line.StartsWith("From ", StringComparison.Ordinal) || line.StartsWith(".", StringComparison.Ordinal);
        var column = 0;
        var read = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            read += rune.Utf16SequenceLength;
            var octets = utf8[..rune.EncodeToUtf8(utf8)];
            var blank = rune.Value is ' ' or '\t';
            var plain = (rune.Value is > ' ' and < 127 and not '=' && !(guarded && column == 0)) || (blank && read < line.Length);
            var width = plain ? 1 : octets.Length * 3;
            if (column + width > MaxQuotedColumn)
            {
                output.Ascii("=\r\n");
                column = 0;
            }

            if (plain) output.Write(octets);
            else foreach (var octet in octets) output.Hex('=', octet);
            column += width;
            guarded = false;
        }
    }
}
