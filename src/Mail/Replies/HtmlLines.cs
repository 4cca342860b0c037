using System.Net;
using System.Text;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Replies;

/// <summary>The lines of a text/html part as they are seen, with what its elements say of them (<c>Marks/html.tsv</c>).</summary>
internal sealed class HtmlLines
{
    /// <summary>Most elements around a word that are remembered; deeper ones change nothing.</summary>
    private const int MaxDepth = 100;

    /// <summary>Longest line; what goes on begins another.</summary>
    private const int MaxLine = 20_000;

    /// <summary>Most characters of a link's address that are shown behind its words.</summary>
    private const int MaxLink = 500;

    /// <summary>Most characters of what stands for a picture within a line: an emoji.</summary>
    private const int MaxPicture = 8;

    /// <summary>What a separator of any look becomes.</summary>
    private const string Rule = "________________";

    private static readonly HashSet<string> Blocks =
    [
        "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "tr", "ul",
    ];

    private static readonly HashSet<string> Spaced = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"];
    private static readonly HashSet<string> Empty = ["br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "!doctype", "o:p"];
    private static readonly string[] Unseen = ["style", "script", "title", "xml"];

    private readonly List<Line> lines;
    private readonly Steps steps;
    private readonly Stack<Element> open = new();
    private readonly StringBuilder line = new();
    private string? link;
    private int linkFrom;

    private HtmlLines(List<Line> lines, Steps steps) => (this.lines, this.steps) = (lines, steps);

    /// <summary>Adds the lines; false when there were more than fit.</summary>
    public static bool Add(List<Line> lines, string html, Steps steps) => new HtmlLines(lines, steps).Read(html);

    private bool Read(string html)
    {
        steps.Add(html.Length);
        for (var at = 0; at < html.Length && lines.Count < ReplyReader.MaxLines;)
        {
            var mark = html.IndexOf('<', at);
            if (mark < 0) mark = html.Length;
            Say(html.AsSpan(at, mark - at));
            at = mark;
            if (at == html.Length) break;
            if (html.AsSpan(at).StartsWith("<!--"))
            {
                at = After(html, "-->", at + 4);
                continue;
            }

            var tag = HtmlTag.Read(html, at, out var end);
            if (tag is null) Say(html.AsSpan(at, end - at));
            else if (tag.Closes) Close(tag.Name);
            else if (Unseen.Contains(tag.Name)) end = After(html, ">", After(html, $"</{tag.Name}", end));
            else Open(tag);
            steps.Add(1);
            at = end;
        }

        Break();
        return lines.Count < ReplyReader.MaxLines;
    }

    /// <summary>Behind the next of these marks, or, so that nothing is searched for twice, at the end.</summary>
    private static int After(string html, string mark, int from)
    {
        var found = from >= html.Length ? -1 : html.IndexOf(mark, from, StringComparison.OrdinalIgnoreCase);
        return found < 0 ? html.Length : found + mark.Length;
    }

    private void Open(HtmlTag tag)
    {
        if (Marks.Html(tag) is not { } role) role = HtmlRole.None;
        if (tag.Name == "p" && open.TryPeek(out var above) && above.Name == "p") Close("p");
        if (Blocks.Contains(tag.Name) || role != HtmlRole.None) Break();
        if (role == HtmlRole.Rest) lines.Add(new Line("", Depth, LineRole.Rest));
        if (role == HtmlRole.Rule || tag.Name == "hr") lines.Add(new Line(Rule, Depth, Role));
        if (Spaced.Contains(tag.Name) && !IsTight(tag)) Gap();
        switch (tag.Name)
        {
            case "br": End(); break;
            case "li": line.Append("- "); break;
            case "td" or "th" when line.Length > 0: line.Append(' '); break;
            case "img" when tag["alt"] is { Length: > 0 and <= MaxPicture } picture && !Ascii.IsValid(picture): line.Append(picture); break;
            case "a": (link, linkFrom) = (tag["href"], line.Length); break;
        }

        if (Empty.Contains(tag.Name) || open.Count >= MaxDepth) return;
        open.Push(new Element(
            tag.Name,
            Depth + (role == HtmlRole.Quote ? 1 : 0),
            role switch { HtmlRole.Signature => LineRole.Signature, HtmlRole.Attribution => LineRole.Attribution, _ => Role },
            Hidden || role == HtmlRole.Hidden,
            Preformatted || tag.Name == "pre"));
    }

    private int Depth => open.TryPeek(out var element) ? element.Depth : 0;

    private LineRole Role => open.TryPeek(out var element) ? element.Role : LineRole.Said;

    private bool Hidden => open.TryPeek(out var element) && element.Hidden;

    private bool Preformatted => open.TryPeek(out var element) && element.Preformatted;

    private void Close(string name)
    {
        if (name == "a") EndLink();
        var known = false;
        var above = 0;
        foreach (var element in open)
        {
            above++;
            if (known = element.Name == name) break;
        }

        steps.Add(above);
        if (Blocks.Contains(name)) Break();
        if (!known) return;
        for (; above > 0; above--)
        {
            var closed = open.Pop();
            if (closed.Depth != Depth || closed.Role != Role) Break(closed);
        }

        if (name is "p" && lines.Count > 0 && !Tight) Gap();
    }

    /// <summary>Outlook's paragraphs have no space between them; the empty ones are the space.</summary>
    private bool Tight { get; set; }

    private bool IsTight(HtmlTag tag)
    {
        var style = tag["style"]?.Replace(" ", "", StringComparison.Ordinal) ?? "";
        return Tight = tag["class"]?.StartsWith("Mso", StringComparison.OrdinalIgnoreCase) == true
            || style.Contains("margin:0", StringComparison.OrdinalIgnoreCase) || style.Contains("margin-top:0", StringComparison.OrdinalIgnoreCase)
            || tag["dir"] is not null && tag.Name == "p";
    }

    private void Say(ReadOnlySpan<char> raw)
    {
        if (raw.IsEmpty || Hidden) return;
        var text = raw.Contains('&') ? WebUtility.HtmlDecode(raw.ToString()) : raw.ToString();
        foreach (var c in text)
        {
            if (Preformatted && c == '\n') End();
            else if (c is ' ' or '\t' or '\r' or '\n')
            {
                if (Preformatted && c != '\r') line.Append(c);
                else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
            }
            else if (c is not ('\u200B' or '\uFEFF' or '\u00AD')) line.Append(c);
            if (line.Length >= MaxLine) End();
        }
    }

    /// <summary>Whoever links words to a page said the page, too.</summary>
    private void EndLink()
    {
        if (link is { Length: <= MaxLink } to && linkFrom < line.Length && to.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            && !line.ToString(linkFrom, line.Length - linkFrom).Contains(to.TrimEnd('/'), StringComparison.OrdinalIgnoreCase) && !to.Contains('>', StringComparison.Ordinal))
            line.Append(" <").Append(to).Append('>');
        link = null;
    }

    private void Break()
    {
        if (line.Length > 0) End();
    }

    private void Break(Element within)
    {
        if (line.Length == 0) return;
        lines.Add(PlainLines.Clean(line.ToString(), within.Depth, within.Role));
        Forget();
    }

    private void End()
    {
        if (lines.Count < ReplyReader.MaxLines) lines.Add(PlainLines.Clean(line.ToString(), Depth, Role));
        Forget();
    }

    private void Forget()
    {
        line.Clear();
        linkFrom = 0;
    }

    /// <summary>One blank line, unless there is one already.</summary>
    private void Gap()
    {
        Break();
        if (lines.Count > 0 && !lines[^1].IsBlank && lines[^1].Role != LineRole.Rest) lines.Add(new Line("", Depth, Role));
    }

    private sealed record Element(string Name, int Depth, LineRole Role, bool Hidden, bool Preformatted);
}
