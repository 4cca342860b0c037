using System.Buffers.Text;

namespace Nightbell.Mail.Mime;

/// <summary>How a body was made to pass (RFC 2045, 6).</summary>
internal enum TransferEncoding
{
    /// <summary>7bit, 8bit, binary, or something nobody knows.</summary>
    None,

    /// <summary>RFC 2045, 6.8.</summary>
    Base64,

    /// <summary>RFC 2045, 6.7.</summary>
    QuotedPrintable,
}

/// <summary>Undoes transfer encodings, also broken ones: what is no code stands for itself, or for nothing in base64.</summary>
internal static class TransferDecoding
{
    private static readonly sbyte[] Sextets = MakeSextets();

    public static TransferEncoding Parse(string? field)
    {
        var name = field.AsSpan().Trim();
        return name.StartsWith("base64", StringComparison.OrdinalIgnoreCase) ? TransferEncoding.Base64
            : name.StartsWith("quoted-printable", StringComparison.OrdinalIgnoreCase) ? TransferEncoding.QuotedPrintable
            : TransferEncoding.None;
    }

    /// <summary>At most so many octets of what was encoded.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> body, TransferEncoding encoding, int maxOctets, Steps steps)
    {
        // No more is read than can matter: base64 needs 4 octets for 3, with line ends hardly 5; quoted-printable needs 3 for 1, soft breaks aside.
        var readable = (int)Math.Min(body.Length, Math.Max(0, maxOctets) * 4L);
        steps.Add(readable);
        var output = new byte[Math.Min(readable, maxOctets)];
        var length = encoding == TransferEncoding.Base64
            ? FromBase64(body[..readable], output)
            : FromQuotedPrintable(body[..readable], output, inWord: false);
        return length == output.Length ? output : output[..length];
    }

    /// <summary>Fills the output as far as both reach; returns how many octets were written.</summary>
    public static int FromBase64(ReadOnlySpan<byte> text, Span<byte> output)
    {
        int bits = 0, count = 0, length = 0;
        foreach (var octet in text)
        {
            var sextet = octet < 128 ? Sextets[octet] : (sbyte)-1;
            if (sextet < 0)
            {
                // Padding ends a run; another may follow, where encoded pieces were glued together.
                if (octet == '=') count = 0;
                continue;
            }

            bits = ((bits << 6) + sextet) & 0xFFFFFF;
            if (++count == 1) continue;
            if (length == output.Length) break;
            output[length++] = (byte)(bits >> (count == 2 ? 4 : count == 3 ? 2 : 0));
            if (count == 4) count = 0;
        }

        return length;
    }

    /// <summary>The same for quoted-printable, and for the Q of encoded words (RFC 2047, 4.2), in which "_" is a blank.</summary>
    public static int FromQuotedPrintable(ReadOnlySpan<byte> text, Span<byte> output, bool inWord)
    {
        var length = 0;
        for (var i = 0; i < text.Length && length < output.Length; i++)
        {
            var octet = text[i];
            if (octet == '_' && inWord) octet = (byte)' ';
            else if (octet == '=')
            {
                if (i + 2 < text.Length && Utf8Parser.TryParse(text.Slice(i + 1, 2), out byte value, out var used, 'X') && used == 2)
                {
                    octet = value;
                    i += 2;
                }
                else if (SoftBreak(text[i..]) is > 0 and var broken)
                {
                    i += broken - 1;
                    continue;
                }
            }

            output[length++] = octet;
        }

        return length;
    }

    /// <summary>The length of "=", blanks and a line end; 0 when there is none. Blanks are looked at once, so long runs of them cost no more than others.</summary>
    private static int SoftBreak(ReadOnlySpan<byte> text)
    {
        const int MaxBlanks = 8;
        var at = 1;
        while (at < text.Length && at <= MaxBlanks && text[at] is (byte)' ' or (byte)'\t') at++;
        if (at == text.Length) return at;
        if (text[at] == '\n') return at + 1;
        if (text[at] != '\r') return 0;
        return at + 1 < text.Length && text[at + 1] == '\n' ? at + 2 : at + 1;
    }

    private static sbyte[] MakeSextets()
    {
        var sextets = new sbyte[128];
        Array.Fill(sextets, (sbyte)-1);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (var i = 0; i < alphabet.Length; i++) sextets[alphabet[i]] = (sbyte)i;
        return sextets;
    }
}
