using System.Globalization;
using System.Text;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Replies;

/// <summary>The lines of a text/plain part, their depth by leading "&gt;", with soft line ends undone (RFC 3676).</summary>
internal static class PlainLines
{
    /// <summary>Longest line put together from flowed ones; a longer paragraph stays in pieces.</summary>
    private const int MaxFlowed = 20_000;

    /// <summary>Adds the lines; false when there were more than fit.</summary>
    public static bool Add(List<Line> lines, string text, bool flowed, bool deleteSpace, Steps steps)
    {
        steps.Add(text.Length);
        StringBuilder? open = null;
        var openDepth = 0;
        for (var at = 0; at < text.Length;)
        {
            if (lines.Count >= ReplyReader.MaxLines) return false;
            var next = Lines.Next(text.AsSpan(), at, out var end);
            var (depth, body) = Unquote(text.AsSpan(at, end - at), flowed);
            at = next;

            // A signature's delimiter is never soft, and a soft line is only continued at its own depth (RFC 3676, 4.3 and 4.5).
            var soft = flowed && body.EndsWith(' ') && body is not "-- " && (open?.Length ?? 0) < MaxFlowed;
            if (open is not null && (depth != openDepth || body is "-- "))
            {
                lines.Add(Clean(open.ToString(), openDepth));
                open = null;
            }

            if (!soft && open is null)
            {
                lines.Add(Clean(body, depth));
                continue;
            }

            open ??= new StringBuilder();
            openDepth = depth;
            open.Append(soft && deleteSpace ? body[..^1] : body);
            if (soft) continue;
            lines.Add(Clean(open.ToString(), depth));
            open = null;
        }

        if (open is not null) lines.Add(Clean(open.ToString(), openDepth));
        return true;
    }

    /// <summary>A line without what cannot be shown: controls, halves of characters, and blanks at its end.</summary>
    public static Line Clean(ReadOnlySpan<char> text, int depth, LineRole role = LineRole.Said)
    {
        text = text.TrimEnd();
        var ugly = false;
        foreach (var c in text) ugly |= IsUgly(c);
        if (!ugly) return new Line(text.ToString(), depth, role);
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value == '\t' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
                clean.Append(rune == new Rune('\u00A0') ? " " : rune.ToString());
        return new Line(clean.ToString().TrimEnd(), depth, role);
    }

    private static bool IsUgly(char c) => (c < ' ' && c != '\t') || (c is >= '\u007F' and <= '\u00A0') || c is '\u2028' or '\u2029' || char.IsSurrogate(c);

    private static (int Depth, string Body) Unquote(ReadOnlySpan<char> line, bool flowed)
    {
        var depth = 0;
        var at = 0;
        while (at < line.Length)
        {
            var mark = at;

            // "> > text" is quoted twice, " > text" once; a person's own line may begin with one blank, not with a mark after it.
            while (!flowed && mark < line.Length && mark - at < 2 && line[mark] == ' ') mark++;
            if (mark == line.Length || line[mark] != '>') break;
            depth++;
            at = mark + 1;
        }

        // Space-stuffing (RFC 3676, 4.4), and the blank that everybody writes after ">".
        if (at < line.Length && line[at] == ' ' && (flowed || depth > 0)) at++;
        return (depth, line[at..].ToString());
    }
}
