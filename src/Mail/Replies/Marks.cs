using System.Text;
using Nightbell.Mail.Reports;

namespace Nightbell.Mail.Replies;

/// <summary>What an element of HTML means in mails.</summary>
internal enum HtmlRole
{
    /// <summary>Nothing, said so that a later line of the table does not apply.</summary>
    None,

    /// <summary>What is inside is quoted.</summary>
    Quote,

    /// <summary>What is inside announces a quote.</summary>
    Attribution,

    /// <summary>What is inside is a signature.</summary>
    Signature,

    /// <summary>Everything from here on is the mail that is answered.</summary>
    Rest,

    /// <summary>A line is drawn above it.</summary>
    Rule,

    /// <summary>Nobody sees what is inside.</summary>
    Hidden,
}

/// <summary>The labels in the header that Outlook and others put above a quoted mail.</summary>
internal enum HeaderLabel
{
    From,
    Sent,
    To,
    Subject,
    Other,
}

/// <summary>The tables in the folder beside this file: by which words and elements quotes and signatures are recognised.</summary>
internal static class Marks
{
    private const string Folder = "Nightbell.Mail.Replies.Marks.";
    private const string HtmlFile = "html.tsv";

    /// <summary>Most words that may follow the name of a device: "Galaxy S21 Ultra phone".</summary>
    private const int MaxModelWords = 3;

    private static readonly Lazy<IReadOnlyList<(string Kind, string Phrase)>> Words = new(() => [.. WordLines().Select(line => (line.Kind, line.Phrase))]);
    private static readonly Lazy<IReadOnlyList<(HtmlRole Role, string Tag, string Attribute, string Value)>> Elements = new(() => [.. HtmlLines()]);
    private static readonly Lazy<IReadOnlyList<string>> VerbTable = new(() => Of("wrote"));
    private static readonly Lazy<IReadOnlyList<string>> OpenerTable = new(() => Of("opens"));
    private static readonly Lazy<IReadOnlyList<string>> OriginalTable = new(() => Of("original"));
    private static readonly Lazy<IReadOnlyList<string>> ForwardTable = new(() => Of("forwarded"));
    private static readonly Lazy<IReadOnlyList<string>> DeviceTable = new(() => Of("device"));
    private static readonly Lazy<IReadOnlyList<string[]>> SignatureTable = new(() =>
        [.. Words.Value.Where(w => w.Kind == "signature").Select(w => w.Phrase.Split("{device}").Select(Plain).ToArray())]);

    private static readonly Lazy<Dictionary<string, HeaderLabel>> LabelTable = new(() =>
    {
        var labels = new Dictionary<string, HeaderLabel>(StringComparer.Ordinal);
        foreach (var (kind, phrase) in Words.Value)
            if (Enum.TryParse<HeaderLabel>(kind, ignoreCase: true, out var label))
                labels[Plain(phrase)] = label;
        return labels;
    });

    /// <summary>Whether a plain text has one of the words by which a quote is announced.</summary>
    public static bool HasVerb(string plain) => VerbTable.Value.Any(verb => plain.Contains(verb, StringComparison.Ordinal));

    /// <summary>Whether a plain text begins as the announcement of a quote does.</summary>
    public static bool Opens(string plain) => OpenerTable.Value.Any(word => plain.StartsWith(word + " ", StringComparison.Ordinal));

    /// <summary>Whether a plain text begins with the words above a mail that is answered.</summary>
    public static bool IsOriginal(string plain) => OriginalTable.Value.Any(words => Begins(plain, words));

    /// <summary>Whether a plain text begins with the words above a mail that is passed on.</summary>
    public static bool IsForwarded(string plain) => ForwardTable.Value.Any(words => Begins(plain, words));

    /// <summary>The meaning of a label, made plain; null when it is none.</summary>
    public static HeaderLabel? Label(string plain) => LabelTable.Value.TryGetValue(plain, out var label) ? label : null;

    /// <summary>Whether a plain text is what a mail program signs with.</summary>
    public static bool IsSignature(string plain)
    {
        foreach (var parts in SignatureTable.Value)
            if (parts.Length == 1 ? plain == parts[0] : Fits(plain, parts[0], parts[1]))
                return true;
        return false;
    }

    /// <summary>What an element means; null when it means nothing. The first line of the table that applies counts.</summary>
    public static HtmlRole? Html(HtmlTag tag)
    {
        foreach (var (role, name, attribute, value) in Elements.Value)
            if ((name == "*" || name == tag.Name) && tag[attribute] is { } found
                && found.Replace(" ", "", StringComparison.Ordinal).Contains(value, StringComparison.OrdinalIgnoreCase))
                return role;
        return null;
    }

    /// <summary>Words as the tables and mails are compared: lower case, without accents, marks and numbers.</summary>
    public static string Plain(string text)
    {
        var plain = Wording.Plain(text).TrimEnd();
        return plain.Length == 0 || plain[0] == ' ' ? plain : " " + plain;
    }

    /// <summary>All lines of the word tables, with the file each is in.</summary>
    internal static IEnumerable<(string File, string Kind, string Phrase)> WordLines() =>
        from file in typeof(Marks).Assembly.GetManifestResourceNames()
        where file.StartsWith(Folder, StringComparison.Ordinal) && !file.EndsWith(HtmlFile, StringComparison.Ordinal)
        from fields in Read(file)
        select (file[Folder.Length..], fields[0], fields[1]);

    private static IEnumerable<(HtmlRole Role, string Tag, string Attribute, string Value)> HtmlLines() =>
        Read(Folder + HtmlFile).Select(fields => (Enum.Parse<HtmlRole>(fields[0], ignoreCase: true), fields[1], fields[2], fields[3]));

    private static IEnumerable<string[]> Read(string file)
    {
        using var reader = new StreamReader(typeof(Marks).Assembly.GetManifestResourceStream(file)!, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#')
                yield return line.Split('\t');
    }

    private static IReadOnlyList<string> Of(string kind) => [.. Words.Value.Where(w => w.Kind == kind).Select(w => Plain(w.Phrase))];

    private static bool Begins(string plain, string words) =>
        plain.StartsWith(words, StringComparison.Ordinal) && (plain.Length == words.Length || plain[words.Length] == ' ');

    /// <summary>The words before the device, a device, perhaps its model, the words after it, and nothing else.</summary>
    private static bool Fits(string plain, string before, string after)
    {
        if (!plain.StartsWith(before, StringComparison.Ordinal) || !plain.EndsWith(after, StringComparison.Ordinal)
            || plain.Length < before.Length + after.Length) return false;
        var between = plain[before.Length..^after.Length];
        return DeviceTable.Value.Any(device => Begins(between, device) && between.AsSpan(device.Length).Count(' ') <= MaxModelWords);
    }
}
