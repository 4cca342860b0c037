using System.Security.Cryptography;
using Nightbell.Platform;

namespace Nightbell.Files;

/// <summary>
/// An upload on its way to where it is kept: counted, hashed and looked at as it passes, with a bounded part of it in memory. Nothing of it is
/// unpacked or decoded.
/// </summary>
public sealed class InspectedStream : ReadingStream
{
    private readonly Stream body;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] head;
    private readonly byte[] tail = new byte[2 * FileSample.MaxTail];
    private int tailLength;
    private int headSent;
    private bool isText = true;

    private InspectedStream(Stream body, byte[] head)
    {
        (this.body, this.head) = (body, head);
        Look(head);
    }

    /// <summary>Octets so far.</summary>
    public long Size { get; private set; }

    /// <summary>What can be told of the whole, once all of it has passed.</summary>
    public FileSample Sample => new(head, tail.AsMemory(Math.Max(0, tailLength - FileSample.MaxTail), Math.Min(tailLength, FileSample.MaxTail)), isText || IsUtf16);

    /// <summary>Of all that has passed.</summary>
    public string Digest => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>UTF-16 has NULs in it, and says at its beginning what it is.</summary>
    private bool IsUtf16 => head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);

    /// <summary>Reads the beginning, by which most of what is refused is refused before anything is kept.</summary>
    public static async Task<InspectedStream> Begin(Stream body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);
        var first = new byte[FileSample.MaxHead];
        var length = await body.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancel);
        return new InspectedStream(body, length == first.Length ? first : first[..length]);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (headSent < head.Length)
        {
            var length = Math.Min(buffer.Length, head.Length - headSent);
            head.AsMemory(headSent, length).CopyTo(buffer);
            headSent += length;
            return length;
        }

        var read = await body.ReadAsync(buffer, cancellationToken);
        Look(buffer.Span[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<byte> octets)
    {
        Size += octets.Length;
        hash.AppendData(octets);
        foreach (var octet in octets)
            isText &= octet is >= 0x20 and not 0x7F or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f';
        KeepEnd(octets.Length > FileSample.MaxTail ? octets[^FileSample.MaxTail..] : octets);
    }

    private void KeepEnd(ReadOnlySpan<byte> octets)
    {
        if (tailLength + octets.Length > tail.Length)
        {
            tail.AsSpan(tailLength - FileSample.MaxTail, FileSample.MaxTail).CopyTo(tail);
            tailLength = FileSample.MaxTail;
        }

        octets.CopyTo(tail.AsSpan(tailLength));
        tailLength += octets.Length;
    }
}
