using System.Text;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>What a report says to people, and the header of the mail it returns.</summary>
internal sealed class ReportText
{
    /// <summary>Most octets of a part that are read, and most characters of all together.</summary>
    private const int MaxText = 32_768;

    /// <summary>Longest line that can announce the returned mail.</summary>
    private const int MaxMarker = 120;

    private static readonly string[] HeaderOpenings = ["Received: from", "Received: by", "Received: (", "Return-Path: "];

    private ReportText(string text, HeaderList? returned) => (Text, Returned) = (text, returned);

    /// <summary>The text, up to where the returned mail begins.</summary>
    public string Text { get; }

    /// <summary>The header of the returned mail, or null.</summary>
    public HeaderList? Returned { get; }

    public static ReportText Of(Incoming mail)
    {
        var text = new StringBuilder();
        HeaderList? returned = null;
        foreach (var leaf in mail.Leaves)
        {
            if (leaf.Type.IsMessage)
            {
                returned = leaf.Parts is [var message, ..] ? message.Headers : null;
                break;
            }

            if (leaf.Type.Name == "text/plain" && text.Length < MaxText && !leaf.IsAttachment) text.Append(leaf.Text(MaxText, mail.Steps)).Append('\n');
        }

        if (IsBlank(text) && mail.Leaf("text/html") is { } html) text.Append(HtmlText.Plain(html.Text(4 * MaxText, mail.Steps), mail.Steps));
        var all = text.ToString(0, Math.Min(text.Length, MaxText));
        var end = EndOfReport(all, mail.Steps, out var begin);
        return new ReportText(all[..end], returned ?? Header(all, begin, mail.Steps));
    }

    /// <summary>The text on one line, without what is of no more than this many characters.</summary>
    public static string OneLine(ReadOnlySpan<char> text, int maxLength)
    {
        var line = new StringBuilder(Math.Min(text.Length, maxLength));
        var blank = false;
        foreach (var c in text)
        {
            if (c <= ' ' || c == '\u00A0' || char.IsControl(c)) blank = line.Length > 0;
            else
            {
                if (blank) line.Append(' ');
                blank = false;
                line.Append(c);
                if (line.Length >= maxLength) break;
            }
        }

        // Never half of a character, which PostgreSQL does not take.
        if (line.Length > 0 && char.IsHighSurrogate(line[^1])) line.Length--;

        return line.ToString();
    }

    private static bool IsBlank(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
            if (!char.IsWhiteSpace(text[i]))
                return false;
        return true;
    }

    /// <summary>Where the report ends and, if a mail follows, where that begins; else the end of the text for both.</summary>
    private static int EndOfReport(string text, Steps steps, out int begin)
    {
        for (var at = 0; at < text.Length; at = begin)
        {
            begin = Lines.Next(text, at, out var end);
            var line = text.AsSpan(at, end - at);
            if (IsHeader(line))
            {
                begin = at;
                return at;
            }

            if (line.Length is > 5 and < MaxMarker && IsMarked(line.Trim()) && Signs.In(line.ToString(), steps).Has(Sign.Returned)) return at;
        }

        begin = text.Length;
        return text.Length;
    }

    /// <summary>A line that sets itself off: between hyphens or the like, or with something to follow.</summary>
    private static bool IsMarked(ReadOnlySpan<char> line) => line.Length > 0
        && (line[0] is '-' or '=' or '*' or '_' or '#' or '+' or '~' or '|' || line[^1] is ':' or '：'
            || line.TrimEnd('.').EndsWith("follows", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Below", StringComparison.Ordinal));

    /// <summary>A line that only the header of a mail begins with, where nothing announces it.</summary>
    private static bool IsHeader(ReadOnlySpan<char> line)
    {
        foreach (var opening in HeaderOpenings)
            if (line.StartsWith(opening, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static HeaderList? Header(string text, int begin, Steps steps)
    {
        while (begin < text.Length && char.IsWhiteSpace(text[begin])) begin++;
        if (begin >= text.Length) return null;
        var octets = Encoding.UTF8.GetBytes(text[begin..]);
        var at = 0;
        var header = HeaderList.Read(octets, ref at, static _ => false, steps);
        return header.Count > 0 ? header : null;
    }
}
