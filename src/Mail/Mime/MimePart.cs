namespace Nightbell.Mail.Mime;

/// <summary>One entity of a mail (RFC 2045, 2.4): the whole, a part of a multipart, or the message within a message.</summary>
public sealed class MimePart
{
    private readonly TransferEncoding encoding;

    internal MimePart(HeaderList headers, MediaType type, TransferEncoding encoding, ReadOnlyMemory<byte> body, IReadOnlyList<MimePart> parts)
    {
        Headers = headers;
        Type = type;
        Body = body;
        Parts = parts;
        this.encoding = encoding;
    }

    /// <summary>Its header fields.</summary>
    public HeaderList Headers { get; }

    /// <summary>What it says it is.</summary>
    public MediaType Type { get; }

    /// <summary>Everything after the header, as it was sent, sub-parts included.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Parts of a multipart in their order; the one message within a message.</summary>
    public IReadOnlyList<MimePart> Parts { get; }

    /// <summary>Whether it is meant to be kept as a file rather than shown (RFC 2183, 2.2).</summary>
    public bool IsAttachment => MediaType.Parse(Headers.Raw("Content-Disposition"))?.Name == "attachment";

    /// <summary>The body without its transfer encoding.</summary>
    /// <param name="maxOctets">Most octets; the rest is left out.</param>
    /// <param name="steps">Where work is counted; null for nowhere.</param>
    public ReadOnlyMemory<byte> Content(int maxOctets, Steps? steps = null) => encoding == TransferEncoding.None
        ? Body[..Math.Min(Body.Length, maxOctets)]
        : TransferDecoding.Decode(Body.Span, encoding, maxOctets, steps ?? new Steps());

    /// <summary>The body as text in the charset it names or, where that cannot be, in the one it looks like. HTML stays HTML.</summary>
    /// <param name="maxOctets">Most octets of it; the rest is left out.</param>
    /// <param name="steps">Where work is counted; null for nowhere.</param>
    public string Text(int maxOctets, Steps? steps = null)
    {
        var content = Content(maxOctets, steps);
        steps?.Add(content.Length);
        return Charsets.Decode(content.Span, Type["charset"]);
    }

    /// <summary>What is no multipart, in order, without what is inside returned or forwarded messages.</summary>
    public IEnumerable<MimePart> Leaves()
    {
        if (!Type.IsMultipart || Parts.Count == 0) yield return this;
        else
            foreach (var part in Parts)
                foreach (var leaf in part.Leaves())
                    yield return leaf;
    }
}
