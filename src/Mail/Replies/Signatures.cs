using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Replies;

/// <summary>Takes signatures off the ends of what somebody wrote: those below "-- ", and those that mail programs add by themselves.</summary>
internal static class Signatures
{
    /// <summary>Longest line that a mail program signs with, without addresses of pages.</summary>
    private const int MaxSignature = 100;

    /// <summary>Most lines with words below a delimiter; more are a letter that goes on.</summary>
    private const int MaxBelowDelimiter = 12;

    /// <summary>Each stretch of own lines has its own end.</summary>
    public static void Drop(IReadOnlyList<Line> lines, bool[] own, Steps steps)
    {
        for (var begin = 0; begin < lines.Count;)
        {
            if (!own[begin])
            {
                begin++;
                continue;
            }

            var end = begin;
            while (end < lines.Count && own[end]) end++;
            DropEnd(lines, own, begin, end, steps);
            begin = end;
        }
    }

    private static void DropEnd(IReadOnlyList<Line> lines, bool[] own, int begin, int end, Steps steps)
    {
        end = DropTail(lines, own, begin, end, steps);
        var below = 0;
        for (var i = end - 1; i >= begin && below <= MaxBelowDelimiter; i--)
        {
            if (IsDelimiter(lines[i].Text))
            {
                for (var j = i; j < end; j++) own[j] = false;
                DropTail(lines, own, begin, i, steps);
                return;
            }

            if (!lines[i].IsBlank) below++;
        }
    }

    /// <summary>Takes blank lines, drawn lines and programs' signatures from the end; returns where it ends now.</summary>
    private static int DropTail(IReadOnlyList<Line> lines, bool[] own, int begin, int end, Steps steps)
    {
        while (end > begin && (lines[end - 1].IsBlank || lines[end - 1].IsRule || IsProgrammed(lines[end - 1].Text, steps)))
        {
            end--;
            own[end] = false;
        }

        return end;
    }

    private static bool IsDelimiter(string line) => line is "--" or "–-" or "- -";

    private static bool IsProgrammed(string line, Steps steps)
    {
        var words = WithoutPages(line);
        if (words.Length is 0 or > MaxSignature) return false;
        steps.Add(words.Length);
        return Marks.IsSignature(Marks.Plain(words));
    }

    /// <summary>"Get Outlook for iOS&lt;https://aka.ms/o0ukef&gt;": the address says nothing.</summary>
    private static string WithoutPages(string line)
    {
        var at = line.IndexOf("http", StringComparison.OrdinalIgnoreCase);
        return (at < 0 ? line : line[..at]).Trim(' ', '<', '(', '[', '_', '*', '-', '–');
    }
}
