using System.Buffers;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>Finds whom a report is about, where no field says it: in what it says to people.</summary>
internal static class FailedRecipients
{
    private static readonly SearchValues<char> Edges = SearchValues.Create(" \t<>()[]\"':;,=|!?");
    private static readonly SearchValues<char> Dressing = SearchValues.Create(" \t*->+•·");

    /// <summary>What stands before addresses that are not the recipient's.</summary>
    private static readonly string[] OtherLabels =
    [
        "from", "sender", "message-id", "reply-to", "cc", "contact", "mailto", "return-path", "references", "in-reply-to", "id", "help", "support",
    ];

    /// <summary>Nearest first; the addresses this mail itself went to or came from only if nothing else is there.</summary>
    public static IReadOnlyList<string> In(Incoming mail)
    {
        var failed = mail.Mail.Headers.All("X-Failed-Recipients").SelectMany(Addresses.In).ToList();
        if (failed.Count > 0) return Distinct(failed);
        var (named, set, loose) = InText(mail.Text.Text, mail.Steps);
        var ours = new HashSet<string>(mail.SentTo.Concat(Addresses.In(mail.From)), StringComparer.OrdinalIgnoreCase);
        var returned = mail.Text.Returned is { } header ? Addresses.In(header.Find("To")) : [];
        foreach (var candidates in new[] { named, set.Where(IsNotOurs), returned.Where(IsNotOurs).Take(1), loose.Where(IsNotOurs).Take(1), set, returned, loose.Take(1) })
            if (Distinct(candidates) is { Count: > 0 } found)
                return found;
        return [];

        bool IsNotOurs(string address) => !ours.Contains(address);
    }

    /// <summary>Addresses that open a line and are its label, that open a line or follow a label, and all the others.</summary>
    private static (List<string> Named, List<string> Set, List<string> Loose) InText(string text, Steps steps)
    {
        var (named, set, loose) = (new List<string>(), new List<string>(), new List<string>());
        for (var at = 0; at < text.Length && named.Count + set.Count + loose.Count < 2 * ReportReader.MaxRecipients;)
        {
            var next = Lines.Next(text, at, out var end);
            var line = text.AsSpan(at, end - at);
            steps.Add(next - at);
            at = next;
            if (FindAddress(line, out var before) is not { } address) continue;
            var label = before.TrimEnd(" \t<\"'([:;=");
            var labelled = label.Length < before.TrimEnd(" \t<\"'([").Length;
            var opens = label.IndexOfAnyExcept(Dressing) < 0;
            if (EndsWithOther(label)) continue;
            var after = line[(before.Length + address.Length)..].TrimStart(">");
            (opens && after is [':', ..] ? named : opens || labelled ? set : loose).Add(address);
        }

        return (named, set, loose);
    }

    /// <summary>The first address of a line, without what surrounds it, and what stands before it.</summary>
    private static string? FindAddress(ReadOnlySpan<char> line, out ReadOnlySpan<char> before)
    {
        before = default;
        var sign = line.IndexOf('@');
        if (sign <= 0) return null;
        var begin = line[..sign].LastIndexOfAny(Edges) + 1;
        var rest = line[(sign + 1)..].IndexOfAny(Edges);
        var end = rest < 0 ? line.Length : sign + 1 + rest;
        var address = line[begin..end].TrimEnd('.');
        before = line[..begin];
        return address.Length > sign - begin + 1 && sign > begin && Addresses.IsAddress(address) && address.Contains('.') ? address.ToString() : null;
    }

    private static bool EndsWithOther(ReadOnlySpan<char> label)
    {
        foreach (var other in OtherLabels)
            if (label.EndsWith(other, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static List<string> Distinct(IEnumerable<string> addresses) =>
        [.. addresses.Distinct(StringComparer.OrdinalIgnoreCase).Take(ReportReader.MaxRecipients)];
}

/// <summary>The pieces of a text that are about one recipient each: from a line with the address to the next with another.</summary>
internal sealed class Sections
{
    /// <summary>Longest section.</summary>
    private const int MaxSection = 4_000;

    private readonly Dictionary<string, (int Begin, int End)> found = new(StringComparer.OrdinalIgnoreCase);
    private readonly string text;

    public Sections(string text, IReadOnlyList<string> addresses, Steps steps)
    {
        this.text = text;
        var wanted = new HashSet<string>(addresses, StringComparer.OrdinalIgnoreCase);
        string? current = null;
        for (var at = 0; at < text.Length;)
        {
            var next = Lines.Next(text, at, out var end);
            steps.Add(next - at);
            if (Wanted(text.AsSpan(at, end - at), wanted) is { } address && address != current)
            {
                current = address;
                found[address] = (at, next);
            }
            else if (current is not null) found[current] = found[current] with { End = next };
            at = next;
        }
    }

    /// <summary>What is said about this one; nothing where the text does not name it.</summary>
    public string Of(string address) =>
        found.TryGetValue(address, out var where) ? text.Substring(where.Begin, Math.Min(MaxSection, where.End - where.Begin)) : "";

    private static string? Wanted(ReadOnlySpan<char> line, HashSet<string> wanted)
    {
        if (!line.Contains('@')) return null;
        var lookup = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in line.SplitAny(" \t<>()[]\"':;,=|"))
            if (lookup.TryGetValue(line[range].TrimEnd('.'), out var address))
                return address;
        return null;
    }
}
