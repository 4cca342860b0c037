using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Replies;

/// <summary>"On Tue, 3 Nov 2026 at 10:00, Anna &lt;a@b&gt; wrote:", on one line or broken over several.</summary>
internal static class Attributions
{
    /// <summary>Longest line of one, and most lines.</summary>
    private const int MaxLine = 300;
    private const int MaxLines = 4;

    /// <summary>Longest line that an announcement begins on when its next line would already be one.</summary>
    private const int MaxOpening = 90;

    /// <summary>
    /// The announcement that begins at a line: where it ends, and whether it is too weak to say that unmarked lines after it are the quote.
    /// Null when none begins there.
    /// </summary>
    public static (int End, bool Alone)? At(IReadOnlyList<Line> lines, int begin, Steps steps)
    {
        for (var last = begin; last < lines.Count && last < begin + MaxLines; last++)
        {
            if (!CanBe(lines[last])) return null;
            steps.Add(lines[last].Text.Length);
            var next = HeaderBlocks.NextWords(lines, last + 1);
            var beforeQuote = next == lines.Count || lines[next].IsQuoted;
            if (!Ends(lines[last].Text) && !(beforeQuote && next < lines.Count && IsNameAndDate(lines[last].Text))) continue;
            if (Begin(lines, last, beforeQuote, steps) is not var (first, alone) || first != begin) return null;
            return (last + 1, alone);
        }

        return null;
    }

    /// <summary>The first line of the announcement that ends at a line: as few as make it complete.</summary>
    private static (int First, bool Alone)? Begin(IReadOnlyList<Line> lines, int last, bool beforeQuote, Steps steps)
    {
        var text = "";
        for (var first = last; first >= 0 && first > last - MaxLines && CanBe(lines[first]) && (first == last || !Ends(lines[first].Text)); first--)
        {
            text = lines[first].Text + " " + text;
            var plain = Marks.Plain(text);
            steps.Add(plain.Length);
            var (verb, address, date) = (Marks.HasVerb(plain), plain.Contains(" @", StringComparison.Ordinal), HasDate(text));
            if (!date || !(verb || (address && beforeQuote))) continue;
            if (first > 0 && first > last - MaxLines + 1 && !Marks.Opens(plain) && IsOpening(lines[first - 1])) first--;
            return (first, !(verb && address));
        }

        // "Anna wrote:" without a date counts where the quote is marked.
        return beforeQuote && Marks.HasVerb(Marks.Plain(lines[last].Text)) ? (last, true) : null;
    }

    private static bool CanBe(Line line) => line is { Depth: 0, Role: LineRole.Said, Text.Length: > 0 and < MaxLine };

    private static bool Ends(string line) => line.AsSpan().TrimEnd("* _") is [.., ':' or '：']
        || (line.StartsWith("----", StringComparison.Ordinal) && line.EndsWith("----", StringComparison.Ordinal) && line.AsSpan().Trim('-').Length > 0);

    /// <summary>"2013/10/2 Anna &lt;a@b&gt;" without a colon.</summary>
    private static bool IsNameAndDate(string line) => line.Length < MaxOpening && HasDate(line) && Marks.Plain(line).Contains(" @", StringComparison.Ordinal);

    private static bool IsOpening(Line line) => CanBe(line) && line.Text.Length < MaxOpening && line.Text[^1] is not ('!' or '?' or ':') && Marks.Opens(Marks.Plain(line.Text));

    /// <summary>A year of this century, or numbers as a date has them: 03.11.26, 2026-11-03.</summary>
    private static bool HasDate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            var digits = Digits(text, i);
            if (digits == 4 && text[i] == '2' && text[i + 1] == '0') return true;
            var second = AfterMark(text, i + digits);
            if (second > 0 && AfterMark(text, second + Digits(text, second)) is > 0 and var third && Digits(text, third) is 2 or 4) return true;
            i += digits - 1;
        }

        return false;
    }

    private static int Digits(string text, int from)
    {
        var at = from;
        while (at < text.Length && at < from + 9 && char.IsAsciiDigit(text[at])) at++;
        return at - from;
    }

    /// <summary>Behind a mark between numbers of a date and at most one blank, if a digit stands there; else 0.</summary>
    private static int AfterMark(string text, int at)
    {
        if (at >= text.Length || text[at] is not ('.' or '/' or '-')) return 0;
        at++;
        if (at < text.Length && text[at] == ' ') at++;
        return at < text.Length && char.IsAsciiDigit(text[at]) ? at : 0;
    }
}
