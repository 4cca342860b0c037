using System.Buffers;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Replies;

/// <summary>The lines that stand above a mail that is answered or passed on: "-----Original Message-----", and From, Sent, To, Subject.</summary>
internal static class HeaderBlocks
{
    /// <summary>Longest line that is a marker or one of such a header; lists of recipients are long.</summary>
    private const int MaxMarker = 120;
    private const int MaxHeaderLine = 2_000;

    /// <summary>Most lines of a header, and most that go on with the one before.</summary>
    private const int MaxHeaderLines = 20;
    private const int MaxFolds = 3;

    /// <summary>Longest label.</summary>
    private const int MaxLabel = 30;

    /// <summary>Labels of which a header has so many, or, where something sets it off, so many.</summary>
    private const int EnoughLabels = 3;
    private const int EnoughAfterRule = 2;

    /// <summary>What stands in no label, whatever the language.</summary>
    private static readonly SearchValues<char> NoLabel = SearchValues.Create(".,!?<@");

    /// <summary>The next line that is not blank, or the end.</summary>
    public static int NextWords(IReadOnlyList<Line> lines, int from)
    {
        while (from < lines.Count && lines[from].IsBlank) from++;
        return from;
    }

    /// <summary>"---------- Forwarded message ----------" and its like, which stays.</summary>
    public static bool IsForward(IReadOnlyList<Line> lines, int i) => lines[i] is { Depth: 0, Text.Length: < MaxMarker } line
        && (IsDashed(line.Text) || line.Text[^1] is ':' or '：') && Marks.IsForwarded(Marks.Plain(line.Text));

    /// <summary>"-----Original Message-----" and its like; without hyphens only where a header follows.</summary>
    public static bool IsOriginal(IReadOnlyList<Line> lines, int i, Steps steps)
    {
        var line = lines[i].Text;
        if (line.Length >= MaxMarker || !Marks.IsOriginal(Marks.Plain(line))) return false;
        var next = NextWords(lines, i + 1);
        return IsDashed(line) || End(lines, next, afterRule: true, steps) > next;
    }

    /// <summary>Where the header that begins at a line ends; the line itself when none begins there.</summary>
    /// <param name="lines">The mail.</param>
    /// <param name="begin">A line that is not blank, or the end.</param>
    /// <param name="afterRule">Whether a line drawn above or a marker sets it off.</param>
    /// <param name="steps">Where work is counted.</param>
    public static int End(IReadOnlyList<Line> lines, int begin, bool afterRule, Steps steps)
    {
        var depth = begin < lines.Count ? lines[begin].Depth : 0;
        var seen = 0;
        var (labels, others, folds, address, end) = (0, 0, 0, false, begin);
        for (var i = begin; i < lines.Count && i - begin < MaxHeaderLines; i++)
        {
            var line = lines[i];
            if (line.Depth != depth || line.Role == LineRole.Rest || line.Text.Length > MaxHeaderLine) break;
            if (line.IsBlank)
            {
                // One blank line between the lines of a header happens; after it must come another.
                if (i + 1 < lines.Count && IsLabelled(lines[i + 1].Text, afterRule, out _)) continue;
                break;
            }

            steps.Add(line.Text.Length);
            if (IsLabelled(line.Text, afterRule, out var label))
            {
                if (label is { } known && known != HeaderLabel.Other && (seen & (1 << (int)known)) == 0) (seen, labels) = (seen | (1 << (int)known), labels + 1);
                else others++;
                folds = 0;
            }
            else if (i == begin || ++folds > MaxFolds || !GoesOn(lines[i - 1].Text, line.Text)) break;
            address |= line.Text.Contains('@', StringComparison.Ordinal);
            end = i + 1;
        }

        var from = (seen & (1 << (int)HeaderLabel.From)) != 0;
        var subject = (seen & (1 << (int)HeaderLabel.Subject)) != 0;
        var sure = from && labels >= EnoughLabels && (subject || address || afterRule);

        // Of labels that nobody knows, the first one names who wrote it: an order's particulars below a line of somebody's own are no header.
        var named = labels > 0 || (begin < lines.Count && lines[begin].Text.Contains('@', StringComparison.Ordinal));
        var setOff = afterRule && ((from && labels >= EnoughAfterRule) || (address && named && labels + others >= EnoughLabels));
        return sure || setOff ? end : begin;
    }

    private static bool IsDashed(string whole) => whole.TrimStart('*', ' ') is var line && (line.StartsWith("--", StringComparison.Ordinal) || line.StartsWith("__", StringComparison.Ordinal)
        || line.StartsWith("==", StringComparison.Ordinal) || line.StartsWith("––", StringComparison.Ordinal)
        || line.StartsWith("##", StringComparison.Ordinal));

    /// <summary>"From: …", also "*From:* …" and "De : …".</summary>
    private static bool IsLabelled(string line, bool anyLabel, out HeaderLabel? label)
    {
        label = null;
        var text = line.AsSpan().Trim().TrimStart("*>| ");
        var colon = text[..Math.Min(text.Length, MaxLabel)].IndexOfAny(':', '：');
        if (colon <= 0) return false;
        label = Marks.Label(Marks.Plain(text[..colon].ToString()));
        return label is not null || (anyLabel && text[..colon].IndexOfAny(NoLabel) < 0 && text[..colon].Count(' ') < 3);
    }

    /// <summary>A line broken within a list of recipients or after a blank.</summary>
    private static bool GoesOn(string before, string line) => before[^1] is ',' or ';' or '<' or '"' || line[0] is ' ' or '\t' or '<'
        || (line.Contains('@', StringComparison.Ordinal) && before.Contains('@', StringComparison.Ordinal));
}
