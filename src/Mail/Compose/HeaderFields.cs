using System.Buffers;
using System.Globalization;
using System.Text;

namespace Nightbell.Mail.Compose;

/// <summary>Writes header fields so that nothing a person typed can be taken for syntax (RFC 5322, 2.2 and 3.2).</summary>
internal static class HeaderFields
{
    /// <summary>Preferred length of a line (RFC 5322, 2.1.1).</summary>
    private const int PreferredLine = 78;

    /// <summary>No line may be longer (RFC 5322, 2.1.1).</summary>
    private const int HardLine = 998;

    /// <summary>Longest name written between quotation marks; longer ones become encoded words, which can be folded anywhere.</summary>
    private const int MaxQuotedName = 60;

    /// <summary>Longest Message-ID without its angle brackets.</summary>
    private const int MaxMessageId = 250;

    /// <summary>Characters of a phrase that need no quotation marks: those of atoms (RFC 5322, 3.2.3) and blanks.</summary>
    private static readonly SearchValues<char> PhraseCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~ ");

    /// <summary>A field of free text.</summary>
    public static void Text(IBufferWriter<byte> output, string name, string text)
    {
        Refuse(text, name);
        var start = name.Length + 2;
        output.Ascii($"{name}: ");
        var bounded = Bounded(text);
        var folded = IsPlainText(bounded) ? Folded(bounded, start, PreferredLine) : null;
        output.Ascii(folded ?? (bounded.Length == 0 ? "" : EncodedWords.Encode(bounded, start, out _)));
        output.Ascii("\r\n");
    }

    /// <summary>A field of one address, as "name &lt;address&gt;".</summary>
    public static void Address(IBufferWriter<byte> output, string name, Mailbox mailbox)
    {
        var address = EmailAddress.WithAsciiDomain(mailbox.Address);
        if (!EmailAddress.IsSafe(address)) throw new ArgumentException($"{name}: not an address that can stand in a header", nameof(mailbox));
        Refuse(mailbox.Name ?? "", name);
        output.Ascii($"{name}: ");
        var column = name.Length + 2;
        var display = Bounded((mailbox.Name ?? "").Trim());
        if (display.Length > 0)
        {
            var phrase = Phrase(display, column, out column);
            output.Ascii(phrase);
            var fits = column + address.Length + 3 <= EncodedWords.MaxLine;
            output.Ascii(fits ? " " : "\r\n ");
        }

        // A local part beyond ASCII stands as it is (RFC 6532, 3.2); such a message needs SMTPUTF8.
        output.Utf8($"<{address}>\r\n");
    }

    /// <summary>A field of one Message-ID or a list of them.</summary>
    public static void MessageIds(IBufferWriter<byte> output, string name, IEnumerable<string> ids)
    {
        var written = string.Join(' ', ids.Select(id => $"<{CheckedId(id, name)}>"));
        Structured(output, name, written);
    }

    /// <summary>A field whose value is kept, and folded only where it has blanks.</summary>
    public static void Structured(IBufferWriter<byte> output, string name, string value)
    {
        Refuse(value, name);
        if (name.Length is 0 or > 76 || !name.All(c => c is > ' ' and < (char)127 and not ':'))
            throw new ArgumentException("not the name of a header field", nameof(name));
        if (!value.All(c => c is >= ' ' and < (char)127 or '\t')) throw new ArgumentException($"{name}: a structured value is ASCII", nameof(value));
        output.Ascii($"{name}: ");
        output.Ascii(Folded(value, name.Length + 2, HardLine) ?? throw new ArgumentException($"{name}: a part of the value is too long for a line", nameof(value)));
        output.Ascii("\r\n");
    }

    /// <summary>The date and time of RFC 5322, 3.3, with its numeric zone.</summary>
    public static void Date(IBufferWriter<byte> output, DateTimeOffset date)
    {
        var zone = date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        output.Ascii($"Date: {date.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} {zone}\r\n");
    }

    private static string Phrase(string text, int column, out int endColumn)
    {
        var plain = IsPlainText(text) && text.Length <= MaxQuotedName;
        if (!plain) return EncodedWords.Encode(text, column, out endColumn);
        var phrase = text.AsSpan().ContainsAnyExcept(PhraseCharacters) || text.Contains("  ", StringComparison.Ordinal)
            ? $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : text;
        endColumn = column + phrase.Length;
        return phrase;
    }

    /// <summary>Whether the text survives as it is: printable ASCII without blanks at its ends and without what looks like an encoded word.</summary>
    private static bool IsPlainText(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.StartsWith(' ') && !text.EndsWith(' ') && !text.Contains("=?", StringComparison.Ordinal);

    /// <summary>The value with CRLF before blanks where lines would grow long; null when a part without blanks is longer than the limit.</summary>
    private static string? Folded(string value, int column, int limit)
    {
        var output = new StringBuilder(value.Length + 16);
        var from = 0;
        while (from < value.Length)
        {
            // A part is its leading blanks and the word after them; folding puts CRLF before the blanks and loses none of them.
            var word = from;
            while (word < value.Length && value[word] is ' ' or '\t') word++;
            var to = word;
            while (to < value.Length && value[to] is not (' ' or '\t')) to++;
            var length = to - from;
            if (from > 0 && word > from && to > word && column + length > PreferredLine)
            {
                output.Append("\r\n");
                column = 0;
            }

            column += length;
            if (column > limit) return null;
            output.Append(value, from, length);
            from = to;
        }

        return output.ToString();
    }

    private static string CheckedId(string id, string field)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at == id.Length - 1 || id.Length > MaxMessageId || !id.All(c => c is > ' ' and < (char)127 and not ('<' or '>')))
            throw new ArgumentException($"{field}: a Message-ID is \"left@right\" in ASCII, without angle brackets", nameof(id));
        return id;
    }

    /// <summary>At most <see cref="MessageWriter.MaxDisplayText"/> characters, cut between characters as people see them.</summary>
    private static string Bounded(string text)
    {
        if (text.Length <= MessageWriter.MaxDisplayText) return text;
        var kept = 0;
        while (StringInfo.GetNextTextElementLength(text, kept) is var next && kept + next < MessageWriter.MaxDisplayText) kept += next;
        return text[..kept] + "…";
    }

    /// <summary>Line ends and NUL in a field are an attempt to write other fields, never a name.</summary>
    private static void Refuse(string text, string field)
    {
        if (text.AsSpan().ContainsAny('\r', '\n', '\0')) throw new ArgumentException($"{field}: CR, LF and NUL have no place in a header", nameof(text));
    }
}
