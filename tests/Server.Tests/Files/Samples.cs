using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Nightbell.Server.Tests.Files;

/// <summary>Files as visitors send them, and as those do who mean harm.</summary>
public static class Samples
{
    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Png(int width, int height, int length = 64)
    {
        var octets = new byte[length];
        ((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]).CopyTo(octets);
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(20), height);
        return octets;
    }

    public static byte[] Gif(ushort width, ushort height)
    {
        var octets = new byte[32];
        "GIF89a"u8.CopyTo(octets);
        BinaryPrimitives.WriteUInt16LittleEndian(octets.AsSpan(6), width);
        BinaryPrimitives.WriteUInt16LittleEndian(octets.AsSpan(8), height);
        return octets;
    }

    /// <summary>A camera's notes of 60 KiB, three times, then the frame.</summary>
    public static byte[] Jpeg(ushort width, ushort height, int notes = 3)
    {
        const int Note = 60_000;
        var octets = new List<byte> { 0xFF, 0xD8 };
        for (var i = 0; i < notes; i++)
            octets.AddRange([0xFF, 0xE1, Note >> 8, Note & 0xFF, .. new byte[Note - 2]]);
        octets.AddRange([0xFF, 0xC0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        return [.. octets];
    }

    public static byte[] Zip(params (string Name, long Zeros)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, zeros) in entries)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                var piece = new byte[64 * 1024];
                for (var left = zeros; left > 0; left -= piece.Length)
                    entry.Write(piece, 0, (int)Math.Min(left, piece.Length));
            }
        }

        return file.ToArray();
    }

    public static byte[] Docx(long zeros = 10) => Zip(("[Content_Types].xml", 10), ("_rels/.rels", 10), ("word/document.xml", zeros));
}
