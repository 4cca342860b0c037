namespace Nightbell.Mail.Compose;

/// <summary>Base32 (RFC 4648, 6) in lower case and without padding: it survives servers that change the case of an address.</summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Characters that so many octets take.</summary>
    public static int Length(int octets) => ((octets * 8) + 4) / 5;

    public static string Write(ReadOnlySpan<byte> octets)
    {
        Span<char> text = stackalloc char[Length(octets.Length)];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * 5;
            var pair = (octets[bit / 8] << 8) | (bit / 8 + 1 < octets.Length ? octets[(bit / 8) + 1] : 0);
            text[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
        }

        return new string(text);
    }

    /// <summary>Reads either case; false unless the text is exactly what <see cref="Write"/> makes of so many octets, so that no octets have two spellings.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> octets)
    {
        if (text.Length != Length(octets.Length)) return false;
        octets.Clear();
        for (var i = 0; i < text.Length; i++)
        {
            var value = Alphabet.IndexOf(char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 32) : text[i], StringComparison.Ordinal);
            if (value < 0) return false;
            var bit = i * 5;
            var pair = value << (11 - (bit % 8));
            octets[bit / 8] |= (byte)(pair >> 8);
            if ((pair & 255) == 0) continue;
            if (bit / 8 + 1 == octets.Length) return false;
            octets[(bit / 8) + 1] |= (byte)pair;
        }

        return true;
    }
}
