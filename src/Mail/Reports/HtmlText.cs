using System.Net;
using System.Text;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>What HTML says, roughly: enough to find sentences and addresses in it.</summary>
internal static class HtmlText
{
    private static readonly string[] Breaking = ["br", "p", "div", "tr", "td", "th", "li", "h1", "h2", "h3", "h4", "table", "pre", "hr"];

    public static string Plain(string html, Steps steps)
    {
        steps.Add(html.Length);
        var text = new StringBuilder(html.Length);
        var rest = html.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('<');
            text.Append(open < 0 ? rest : rest[..open]);
            if (open < 0) break;
            rest = rest[open..];
            var close = rest.IndexOf('>');
            if (close < 0) break;
            var tag = rest[1..close].TrimStart('/');
            var name = tag.IndexOfAny(" \t\r\n/") is >= 0 and var end ? tag[..end] : tag;
            rest = rest[(close + 1)..];
            if (IsOneOf(name, Breaking)) text.Append('\n');
            else if (name.Equals("style", StringComparison.OrdinalIgnoreCase) || name.Equals("script", StringComparison.OrdinalIgnoreCase))
            {
                // Up to its end tag, or, where that is missing, to the end: so it is searched for once.
                var finish = rest.IndexOf("</", StringComparison.Ordinal);
                rest = finish < 0 ? [] : rest[finish..];
            }
        }

        return WebUtility.HtmlDecode(text.ToString());
    }

    private static bool IsOneOf(ReadOnlySpan<char> name, string[] names)
    {
        foreach (var known in names)
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
