using System.Buffers.Binary;

namespace Nightbell.Files;

/// <summary>What the first octets of a picture say it is.</summary>
/// <param name="ContentType"><c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="MayMove">It is of a kind that can be a moving picture.</param>
public sealed record PictureHeader(string ContentType, int Width, int Height, bool MayMove = false)
{
    /// <summary>Null for whatever is none of the four, or is cut off before its size.</summary>
    public static PictureHeader? Read(ReadOnlySpan<byte> octets) => ReadPng(octets) ?? ReadJpeg(octets) ?? ReadGif(octets) ?? ReadWebP(octets);

    /// <summary>PNG (W3C), 5.2 and 11.2.1: a signature, then IHDR.</summary>
    private static PictureHeader? ReadPng(ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> start = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
        return octets.Length >= 24 && octets.StartsWith(start)
            ? Of("image/png", BinaryPrimitives.ReadInt32BigEndian(octets[16..]), BinaryPrimitives.ReadInt32BigEndian(octets[20..]))
            : null;
    }

    /// <summary>JPEG (ITU T.81, B.2): segments up to the frame header, which holds the size.</summary>
    private static PictureHeader? ReadJpeg(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 4 || octets[0] != 0xFF || octets[1] != 0xD8)
            return null;
        for (var at = 2; at + 9 <= octets.Length && octets[at] == 0xFF;)
        {
            var marker = octets[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return Of(
                    "image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 2)..]);
        }

        return null;
    }

    /// <summary>GIF (GIF89a, 17 and 18): a signature, then the screen.</summary>
    private static PictureHeader? ReadGif(ReadOnlySpan<byte> octets) =>
        octets.Length >= 10 && (octets.StartsWith("GIF87a"u8) || octets.StartsWith("GIF89a"u8))
            ? Of("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(octets[6..]), BinaryPrimitives.ReadUInt16LittleEndian(octets[8..]), mayMove: true)
            : null;

    /// <summary>WebP (RFC 9649): a RIFF whose first chunk says how it is coded and how large it is.</summary>
    private static PictureHeader? ReadWebP(ReadOnlySpan<byte> octets)
    {
        const int Moves = 0x02;
        if (octets.Length < 30 || !octets.StartsWith("RIFF"u8) || !octets[8..].StartsWith("WEBP"u8))
            return null;
        var chunk = octets[12..16];
        var data = octets[20..];
        if (chunk.SequenceEqual("VP8 "u8) && data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
            return Of("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF);
        if (chunk.SequenceEqual("VP8L"u8) && data[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return Of("image/webp", (int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }

        return chunk.SequenceEqual("VP8X"u8) ? Of("image/webp", 1 + Read24(data[4..]), 1 + Read24(data[7..]), (data[0] & Moves) != 0) : null;
    }

    private static int Read24(ReadOnlySpan<byte> octets) => octets[0] | (octets[1] << 8) | (octets[2] << 16);

    private static PictureHeader? Of(string contentType, int width, int height, bool mayMove = false) =>
        width > 0 && height > 0 ? new(contentType, width, height, mayMove) : null;
}
