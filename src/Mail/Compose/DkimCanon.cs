using System.Buffers;

namespace Nightbell.Mail.Compose;

/// <summary>The "relaxed" canonicalisations, under which a signature survives what relays do to blanks and folds (RFC 6376, 3.4.2 and 3.4.4).</summary>
internal static class DkimCanon
{
    /// <summary>A field with its name in lower case, on one line, blanks reduced; without the CRLF at its end, which only the signature's own field lacks.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="field">Name, colon and value, folds included.</param>
    public static void Field(IBufferWriter<byte> output, ReadOnlySpan<byte> field)
    {
        var colon = field.IndexOf((byte)':');
        var name = field[..colon].TrimEnd(" \t"u8);
        var span = output.GetSpan(name.Length + 1);
        System.Text.Ascii.ToLower(name, span, out _);
        span[name.Length] = (byte)':';
        output.Advance(name.Length + 1);
        Reduced(output, field[(colon + 1)..].TrimStart(" \t\r\n"u8));
    }

    /// <summary>The body without blanks at line ends and without empty lines at its end, every run of blanks one space; an empty one stays empty.</summary>
    public static void Body(IBufferWriter<byte> output, ReadOnlySpan<byte> body)
    {
        var emptyLines = 0;
        while (!body.IsEmpty)
        {
            var end = body.IndexOf("\r\n"u8);
            var line = (end < 0 ? body : body[..end]).TrimEnd(" \t"u8);
            body = end < 0 ? [] : body[(end + 2)..];
            if (line.IsEmpty)
            {
                emptyLines++;
                continue;
            }

            for (; emptyLines > 0; emptyLines--) output.Write("\r\n"u8);
            Reduced(output, line);
            output.Write("\r\n"u8);
        }
    }

    /// <summary>The octets with every run of blanks one space, none at the end, and folds taken out.</summary>
    private static void Reduced(IBufferWriter<byte> output, ReadOnlySpan<byte> octets)
    {
        var span = output.GetSpan(Math.Max(1, octets.Length));
        var length = 0;
        var blank = false;
        foreach (var octet in octets)
        {
            if (octet is (byte)' ' or (byte)'\t')
            {
                blank = true;
            }
            else if (octet is not ((byte)'\r' or (byte)'\n'))
            {
                if (blank) span[length++] = (byte)' ';
                blank = false;
                span[length++] = octet;
            }
        }

        output.Advance(length);
    }
}
