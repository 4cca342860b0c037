using System.Globalization;
using System.Text;

namespace Nightbell.Mail.Mime;

/// <summary>The parameters after a value (RFC 2045, 5.1), in pieces and charsets too (RFC 2231).</summary>
internal static class Parameters
{
    /// <summary>Most parameters, pieces counted singly.</summary>
    private const int MaxParameters = 64;

    /// <summary>All of them, names in lower case, the pieces of one joined.</summary>
    public static List<(string Name, string Value)> Parse(ReadOnlySpan<char> text)
    {
        var found = new List<(string Name, string Value)>();
        var pieces = new List<Piece>();
        while (!text.IsEmpty && found.Count + pieces.Count < MaxParameters)
        {
            text = text.TrimStart(" \t;");
            var name = text.IndexOfAny('=', ';');
            if (name < 0) break;
            if (text[name] == ';')
            {
                text = text[name..];
                continue;
            }

            var key = text[..name].Trim().ToString().ToLowerInvariant();
            text = text[(name + 1)..].TrimStart(" \t");
            var value = Value(ref text);
            if (key.Contains('*', StringComparison.Ordinal)) pieces.Add(Piece.Of(key, value));
            else found.Add((key, EncodedWords.Decode(value, new Steps())));
        }

        foreach (var piece in pieces.GroupBy(p => p.Name, StringComparer.Ordinal))
            found.Insert(0, (piece.Key, Join([.. piece.OrderBy(p => p.Number)])));
        return found;
    }

    /// <summary>Takes a quoted string or whatever stands before the next semicolon.</summary>
    private static string Value(ref ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '"')
        {
            var end = text.IndexOf(';');
            var bare = end < 0 ? text : text[..end];
            text = text[bare.Length..];
            return bare.Trim().TrimEnd('"').ToString();
        }

        var value = new StringBuilder();
        var at = 1;
        for (; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at]);
        }

        text = text[Math.Min(at + 1, text.Length)..];
        return value.ToString();
    }

    private static string Join(IReadOnlyList<Piece> pieces)
    {
        string? charset = null;
        var octets = new List<byte>();
        foreach (var piece in pieces)
        {
            var value = piece.Value;
            if (!piece.Encoded)
            {
                octets.AddRange(Encoding.UTF8.GetBytes(value));
                continue;
            }

            // Only the first piece says charset and language: utf-8'en'text (RFC 2231, 4).
            var marks = value.Split('\'', 3);
            if (charset is null && marks.Length == 3) (charset, value) = (marks[0], marks[2]);
            AddUnescaped(octets, value);
        }

        return Charsets.Decode(octets.ToArray(), charset);
    }

    private static void AddUnescaped(List<byte> octets, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length && byte.TryParse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                i += 2;
            }
            else octets.Add((byte)value[i]);
        }
    }

    /// <summary>One of name*, name*0, name*0*.</summary>
    private readonly record struct Piece(string Name, int Number, bool Encoded, string Value)
    {
        public static Piece Of(string key, string value)
        {
            var parts = key.Split('*');
            var number = int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
            return new Piece(parts[0], number, parts[^1].Length == 0, value);
        }
    }
}
