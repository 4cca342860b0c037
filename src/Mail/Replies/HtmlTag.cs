using System.Net;

namespace Nightbell.Mail.Replies;

/// <summary>One tag of HTML as mail programs write it.</summary>
internal sealed class HtmlTag
{
    private const int MaxAttributes = 30;
    private readonly List<(string Name, string Value)> attributes = [];

    private HtmlTag(string name, bool closes) => (Name, Closes) = (name, closes);

    /// <summary>In lower case.</summary>
    public string Name { get; }

    /// <summary>"&lt;/name&gt;".</summary>
    public bool Closes { get; }

    /// <summary>An attribute's value, decoded; null when there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var attribute in attributes)
                if (attribute.Name == name)
                    return attribute.Value;
            return null;
        }
    }

    /// <summary>Reads what opens at a "&lt;"; null when that is no tag. Either way <paramref name="end"/> is after what was looked at.</summary>
    public static HtmlTag? Read(ReadOnlySpan<char> html, int begin, out int end)
    {
        end = begin + 1;
        if (end >= html.Length || !(char.IsAsciiLetter(html[end]) || html[end] is '/' or '!' or '?')) return null;
        var quote = '\0';
        for (; end < html.Length; end++)
        {
            var c = html[end];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
            }
            else if (c is '"' or '\'' && html[end - 1] == '=') quote = c;
            else if (c == '<') return null;
            else if (c == '>')
            {
                end++;
                return Parse(html[(begin + 1)..(end - 1)]);
            }
        }

        return null;
    }

    private static HtmlTag Parse(ReadOnlySpan<char> inside)
    {
        var closes = inside.Length > 0 && inside[0] == '/';
        if (closes) inside = inside[1..];
        var length = inside.IndexOfAny(" \t\r\n/");
        var tag = new HtmlTag((length < 0 ? inside : inside[..length]).ToString().ToLowerInvariant(), closes);
        var rest = length < 0 ? [] : inside[length..];
        while (tag.attributes.Count < MaxAttributes)
        {
            rest = rest.TrimStart(" \t\r\n/");
            if (rest.IsEmpty) break;
            var mark = rest.IndexOfAny("= \t\r\n");
            var name = mark < 0 ? rest : rest[..mark];
            rest = mark < 0 ? [] : rest[mark..].TrimStart(" \t\r\n");
            var value = "";
            if (!rest.IsEmpty && rest[0] == '=')
            {
                rest = rest[1..].TrimStart(" \t\r\n");
                value = Value(ref rest);
            }

            tag.attributes.Add((name.ToString().ToLowerInvariant(), value));
        }

        return tag;
    }

    private static string Value(ref ReadOnlySpan<char> rest)
    {
        var quoted = !rest.IsEmpty && rest[0] is '"' or '\'';
        var from = quoted ? 1 : 0;
        var length = quoted ? rest[1..].IndexOf(rest[0]) : rest.IndexOfAny(" \t\r\n");
        if (length < 0) length = rest.Length - from;
        var value = WebUtility.HtmlDecode(rest.Slice(from, length).ToString());
        rest = rest[Math.Min(rest.Length, from + length + from)..];
        return value;
    }
}
