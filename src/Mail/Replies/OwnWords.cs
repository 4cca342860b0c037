using System.Text;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Replies;

/// <summary>
/// Which lines of a mail its writer wrote. Quoted lines go wherever they stand, so answers between them stay; a mail that follows unmarked
/// goes to the end. Whatever is not surely somebody else's or a signature stays.
/// </summary>
internal static class OwnWords
{
    /// <summary>The words, and whether anything quoted was left out.</summary>
    public static (string Text, bool HasQuote) In(IReadOnlyList<Line> lines, Steps steps)
    {
        var own = new bool[lines.Count];
        var quoted = MarkOwn(lines, own, steps);
        Signatures.Drop(lines, own, steps);
        var text = Join(lines, own);

        // Some programs put the cursor into the signature's element: rather a signature too much than words too few.
        if (text.Length == 0 && lines.Any(line => line is { Role: LineRole.Signature, Depth: 0 }))
            return In([.. lines.Select(line => line.Role == LineRole.Signature ? line with { Role = LineRole.Said } : line)], steps);
        return (text, quoted);
    }

    /// <summary>Notes the lines that are no quote; true when there was one.</summary>
    private static bool MarkOwn(IReadOnlyList<Line> lines, bool[] own, Steps steps)
    {
        var quoted = false;
        for (var i = 0; i < lines.Count; i++)
        {
            steps.Add(lines[i].Text.Length + 1);
            var line = lines[i];
            if (line.Role == LineRole.Rest) return true;
            if (line.Depth > 0)
            {
                quoted = true;
                continue;
            }

            if (line.Role == LineRole.Signature) continue;
            own[i] = true;
            if (line.IsBlank) continue;
            if (HeaderBlocks.IsForward(lines, i))
            {
                // Passed on by intention: it and its header are part of what is said.
                var end = HeaderBlocks.End(lines, HeaderBlocks.NextWords(lines, i + 1), afterRule: true, steps);
                for (; i + 1 < end; i++) own[i + 1] = lines[i + 1].Depth == 0;
                continue;
            }

            if (Announced(lines, i, steps) is not { } announced) continue;
            var next = HeaderBlocks.NextWords(lines, announced.End);
            if (next < lines.Count && !lines[next].IsQuoted && !announced.Alone)
            {
                own[i] = false;
                return true;
            }

            if (next < lines.Count && !lines[next].IsQuoted) continue;
            for (; i < announced.End; i++) own[i] = false;
            i--;
            quoted = true;
        }

        return quoted;
    }

    /// <summary>
    /// What announces a quote at a line: where it ends, and whether that alone is too weak to say that the unmarked lines after it are the
    /// quote.
    /// </summary>
    private static (int End, bool Alone)? Announced(IReadOnlyList<Line> lines, int i, Steps steps)
    {
        if (lines[i].Role == LineRole.Attribution)
        {
            var end = i + 1;
            while (end < lines.Count && (lines[end].Role == LineRole.Attribution || lines[end].IsBlank) && !lines[end].IsQuoted) end++;
            return (end, Alone: true);
        }

        if (HeaderBlocks.IsOriginal(lines, i, steps))
        {
            var header = HeaderBlocks.NextWords(lines, i + 1);
            return (Math.Max(i + 1, HeaderBlocks.End(lines, header, afterRule: true, steps)), Alone: false);
        }

        if (lines[i].IsRule)
        {
            var header = HeaderBlocks.NextWords(lines, i + 1);
            if (HeaderBlocks.End(lines, header, afterRule: true, steps) is var after && after > header) return (after, Alone: false);
            return header < lines.Count && lines[header].Depth > 0 ? (header, Alone: true) : null;
        }

        if (HeaderBlocks.End(lines, i, afterRule: false, steps) is var block && block > i) return (block, Alone: false);
        return Attributions.At(lines, i, steps);
    }

    /// <summary>The lines that stayed, one blank line at most between any two.</summary>
    private static string Join(IReadOnlyList<Line> lines, bool[] own)
    {
        var text = new StringBuilder();
        var gap = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!own[i] || lines[i].IsBlank)
            {
                gap = text.Length > 0;
                continue;
            }

            if (text.Length > 0) text.Append(gap ? "\n\n" : "\n");
            gap = false;
            text.Append(lines[i].Text);
        }

        return text.ToString().Trim();
    }
}
