using System.Text;

namespace Nightbell.Mail.Mime;

/// <summary>Reads encoded words (RFC 2047, and RFC 2231, 5 for the language), also those cut in the middle of a character.</summary>
internal static class EncodedWords
{
    /// <summary>The text with its encoded words decoded; blanks between two of them are dropped (RFC 2047, 6.2).</summary>
    public static string Decode(string text, Steps steps)
    {
        var first = text.IndexOf("=?", StringComparison.Ordinal);
        if (first < 0) return text;
        steps.Add(text.Length);
        var output = new StringBuilder(text.Length);
        var run = new Run();
        var at = 0;

        // Where "?=" was not found once, it is not searched again: text full of "=?" stays linear.
        var closing = true;
        while (closing && first >= 0)
        {
            var word = Word.At(text, first, out closing);
            if (word.End == 0)
            {
                first = closing ? text.IndexOf("=?", first + 2, StringComparison.Ordinal) : -1;
                continue;
            }

            var between = text.AsSpan(at, first - at);
            if (!run.IsOpen || !between.IsWhiteSpace())
            {
                run.Flush(output);
                output.Append(between);
            }

            run.Add(word, output);
            at = word.End;
            first = text.IndexOf("=?", at, StringComparison.Ordinal);
        }

        run.Flush(output);
        return output.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The pieces of one encoded word; End is 0 when there is none.</summary>
    private readonly ref struct Word
    {
        public ReadOnlySpan<char> Charset { get; private init; }

        public bool Base64 { get; private init; }

        public ReadOnlySpan<char> Text { get; private init; }

        public int End { get; private init; }

        public static Word At(string text, int begin, out bool closing)
        {
            const int LongestCharset = 60;
            closing = true;
            var rest = text.AsSpan(begin + 2);
            var mark = rest[..Math.Min(rest.Length, LongestCharset)].IndexOf('?');
            if (mark <= 0 || mark + 2 >= rest.Length || rest[mark + 2] != '?' || rest[mark + 1] is not ('b' or 'B' or 'q' or 'Q')) return default;
            var body = rest[(mark + 3)..];
            var end = body.IndexOf("?=");
            closing = end >= 0;
            if (end < 0) return default;
            var charset = rest[..mark];
            var language = charset.IndexOf('*');
            return new Word
            {
                Charset = language < 0 ? charset : charset[..language],
                Base64 = rest[mark + 1] is 'b' or 'B',
                Text = body[..end],
                End = begin + 2 + mark + 3 + end + 2,
            };
        }
    }

    /// <summary>Neighbouring words of one charset: their octets are joined before they become characters.</summary>
    private sealed class Run
    {
        private readonly List<byte> octets = [];
        private string? charset;

        public bool IsOpen => charset is not null;

        public void Add(Word word, StringBuilder output)
        {
            if (charset is not null && !word.Charset.Equals(charset, StringComparison.OrdinalIgnoreCase)) Flush(output);
            charset ??= word.Charset.ToString();
            var raw = Encoding.UTF8.GetBytes(word.Text.ToString());
            var decoded = new byte[raw.Length];
            var length = word.Base64 ? TransferDecoding.FromBase64(raw, decoded) : TransferDecoding.FromQuotedPrintable(raw, decoded, inWord: true);
            octets.AddRange(decoded.AsSpan(0, length));
        }

        public void Flush(StringBuilder output)
        {
            if (charset is null) return;
            output.Append(Charsets.Decode(octets.ToArray(), charset));
            octets.Clear();
            charset = null;
        }
    }
}
