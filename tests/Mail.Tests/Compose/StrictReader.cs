using System.Globalization;
using System.Text;

namespace Nightbell.Mail.Tests.Compose;

/// <summary>
/// Reads a message by the letter of RFC 5322, 2045 and 2047, sharing nothing with the writer: what is not allowed throws, so that a lenient
/// reader cannot hide a writer's mistake.
/// </summary>
internal sealed class StrictReader
{
    private StrictReader(IReadOnlyList<(string Name, string Value)> fields, IReadOnlyList<string> lines, IReadOnlyList<string> body)
    {
        Fields = fields;
        Lines = lines;
        Body = body;
    }

    /// <summary>Fields in order, unfolded, encoded words as they are.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; }

    /// <summary>All lines of the message without CRLF.</summary>
    public IReadOnlyList<string> Lines { get; }

    private IReadOnlyList<string> Body { get; }

    public string this[string name] => Fields.Single(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static StrictReader Read(byte[] message)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(message);
        if (!text.EndsWith("\r\n", StringComparison.Ordinal)) throw new FormatException("the last line has no end");
        var lines = text[..^2].Split("\r\n");
        foreach (var line in lines)
        {
            if (line.AsSpan().ContainsAny('\r', '\n', '\0')) throw new FormatException("a bare CR, LF or NUL");
            if (Encoding.UTF8.GetByteCount(line) > 998) throw new FormatException("a line of more than 998 octets");
        }

        var end = Array.IndexOf(lines, "");
        return new StrictReader(ReadFields(lines.Take(end)), lines, lines[(end + 1)..]);
    }

    /// <summary>The parts of a multipart body.</summary>
    public IReadOnlyList<StrictReader> Parts()
    {
        var type = this["Content-Type"];
        var at = type.IndexOf("boundary=\"", StringComparison.Ordinal) + 10;
        var boundary = "--" + type[at..type.IndexOf('"', at)];
        if (boundary.Length > 72) throw new FormatException("a boundary of more than 70 characters");
        var marks = Enumerable.Range(0, Body.Count).Where(i => Body[i].StartsWith(boundary, StringComparison.Ordinal)).ToArray();
        if (Body[marks[^1]] != boundary + "--" || marks.SkipLast(1).Any(i => Body[i] != boundary)) throw new FormatException("boundaries");
        return [.. marks.SkipLast(1).Zip(marks.Skip(1), (from, to) => Part(Body.Skip(from + 1).Take(to - from - 1).ToArray()))];
    }

    /// <summary>The body's text by its transfer encoding, as UTF-8.</summary>
    public string Text()
    {
        foreach (var line in Body)
            if (line.Length > 76) throw new FormatException($"an encoded line of {line.Length} characters");
        var octets = this["Content-Transfer-Encoding"] switch
        {
            "quoted-printable" => Unquote(Body),
            "base64" => Convert.FromBase64String(string.Concat(Body)),
            var other => throw new FormatException(other),
        };
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
    }

    /// <summary>Free text with its encoded words read; each must be whole by itself, and blanks between two of them vanish.</summary>
    public static string Decode(string value)
    {
        var output = new StringBuilder();
        var previousWasEncoded = false;
        var blanks = "";
        foreach (var token in Tokens(value))
        {
            if (string.IsNullOrWhiteSpace(token))
            {
                blanks = token;
                continue;
            }

            var encoded = token.StartsWith("=?", StringComparison.Ordinal) && token.EndsWith("?=", StringComparison.Ordinal);
            if (encoded && token.Length > 75) throw new FormatException("an encoded word of more than 75 characters");
            if (!(encoded && previousWasEncoded)) output.Append(blanks);
            output.Append(encoded ? DecodeWord(token) : token);
            (previousWasEncoded, blanks) = (encoded, "");
        }

        return output.Append(blanks).ToString();
    }

    /// <summary>The name and address of an address field.</summary>
    public static (string Name, string Address) Mailbox(string value)
    {
        var open = value.LastIndexOf('<');
        if (!value.EndsWith('>')) throw new FormatException("something after the address");
        var name = value[..open].Trim(' ');
        if (name.StartsWith('"'))
        {
            var output = new StringBuilder();
            for (var i = 1; i < name.Length - 1; i++)
            {
                if (name[i] == '"') throw new FormatException("a quotation mark inside");
                if (name[i] == '\\') i++;
                output.Append(name[i]);
            }

            return (output.ToString(), value[(open + 1)..^1]);
        }

        if (!name.StartsWith("=?", StringComparison.Ordinal) && name.Any("()<>[]:;@\\,.\"".Contains)) throw new FormatException("specials in a phrase");
        return (Decode(name), value[(open + 1)..^1]);
    }

    private static StrictReader Part(string[] lines)
    {
        var end = Array.IndexOf(lines, "");
        return new StrictReader(ReadFields(lines.Take(end)), lines, lines[(end + 1)..]);
    }

    private static List<(string Name, string Value)> ReadFields(IEnumerable<string> lines)
    {
        var fields = new List<(string Name, string Value)>();
        foreach (var line in lines)
        {
            if (line.Contains("=?", StringComparison.Ordinal) && line.Length > 76) throw new FormatException("an encoded word in a line of more than 76");
            if (line[0] is ' ' or '\t')
            {
                if (string.IsNullOrWhiteSpace(line)) throw new FormatException("a folded line of blanks");
                fields[^1] = (fields[^1].Name, fields[^1].Value + line);
                continue;
            }

            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 1 || line[..colon].Any(c => c is <= ' ' or >= (char)127)) throw new FormatException($"no field: {line}");
            fields.Add((line[..colon], line[(colon + 2)..]));
        }

        return fields;
    }

    private static byte[] Unquote(IReadOnlyList<string> lines)
    {
        using var output = new MemoryStream();
        foreach (var line in lines)
        {
            if (line.EndsWith(' ') || line.EndsWith('\t')) throw new FormatException("a blank at the end of a line");
            var soft = line.EndsWith('=');
            var text = soft ? line[..^1] : line;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] is not '\t' and (< ' ' or > '~')) throw new FormatException("an octet that must be quoted");
                if (text[i] != '=') output.WriteByte((byte)text[i]);
                else
                {
                    output.WriteByte(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 2;
                }
            }

            if (!soft) output.Write("\r\n"u8);
        }

        return output.ToArray();
    }

    private static string DecodeWord(string word)
    {
        var parts = word.Split('?');
        if (parts.Length != 5 || !parts[1].Equals("utf-8", StringComparison.OrdinalIgnoreCase)) throw new FormatException(word);
        var octets = parts[2] == "B" ? Convert.FromBase64String(parts[3]) : DecodeQ(parts[3]);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
    }

    private static byte[] DecodeQ(string text)
    {
        var output = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_') output.Add((byte)' ');
            else if (text[i] != '=') output.Add((byte)text[i]);
            else
            {
                output.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
        }

        return [.. output];
    }

    private static IEnumerable<string> Tokens(string value)
    {
        for (var from = 0; from < value.Length;)
        {
            var blank = value[from] is ' ' or '\t';
            var to = from;
            while (to < value.Length && value[to] is ' ' or '\t' == blank) to++;
            yield return value[from..to];
            from = to;
        }
    }
}
