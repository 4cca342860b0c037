namespace Nightbell.Mail.Mime;

/// <summary>Line ends as they occur: CRLF, LF, CR, and the CR CR LF of those who convert twice.</summary>
internal static class Lines
{
    /// <summary>Where the line after the one at this position begins, and where the text of this one ends.</summary>
    public static int Next(ReadOnlySpan<byte> octets, int position, out int end)
    {
        var found = octets[position..].IndexOfAny((byte)'\r', (byte)'\n');
        if (found < 0)
        {
            end = octets.Length;
            return end;
        }

        end = position + found;
        if (octets[end] == '\n') return end + 1;
        var rest = octets[end..];
        return end + (rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\r\r\n"u8) ? 3 : 1);
    }

    /// <summary>The same for text.</summary>
    public static int Next(ReadOnlySpan<char> text, int position, out int end)
    {
        var found = text[position..].IndexOfAny('\r', '\n');
        if (found < 0)
        {
            end = text.Length;
            return end;
        }

        end = position + found;
        if (text[end] == '\n') return end + 1;
        var rest = text[end..];
        return end + (rest.StartsWith("\r\n") ? 2 : rest.StartsWith("\r\r\n") ? 3 : 1);
    }
}
