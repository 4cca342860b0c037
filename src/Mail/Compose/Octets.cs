using System.Buffers;
using System.Text;

namespace Nightbell.Mail.Compose;

/// <summary>Short ways to put ASCII into a buffer.</summary>
internal static class Octets
{
    public static void Ascii(this IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        var span = output.GetSpan(text.Length);
        output.Advance(Encoding.ASCII.GetBytes(text, span));
    }

    public static void Utf8(this IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    /// <summary>One octet as a mark and two upper-case hexadecimal digits.</summary>
    public static void Hex(this IBufferWriter<byte> output, char mark, byte octet)
    {
        const string Digits = "0123456789ABCDEF";
        var span = output.GetSpan(3);
        span[0] = (byte)mark;
        span[1] = (byte)Digits[octet >> 4];
        span[2] = (byte)Digits[octet & 15];
        output.Advance(3);
    }
}
