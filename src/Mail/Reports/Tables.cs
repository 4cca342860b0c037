using System.Text;

namespace Nightbell.Mail.Reports;

/// <summary>How much a phrase is worth.</summary>
internal enum Strength
{
    /// <summary>It counts when neither a telling phrase nor the status decides.</summary>
    Hint,

    /// <summary>It means one thing whatever the code beside it.</summary>
    Telling,

    /// <summary>It means one thing whatever the words beside it.</summary>
    Decisive,
}

/// <summary>What a mail is recognised by.</summary>
internal enum Sign
{
    /// <summary>Says that a mail failed.</summary>
    Failed,

    /// <summary>Says that a mail is late.</summary>
    Delayed,

    /// <summary>The same, where it stands in the subject.</summary>
    DelayedSubject,

    /// <summary>Says that a mail arrived.</summary>
    Delivered,

    /// <summary>The same, where it stands in the subject.</summary>
    DeliveredSubject,

    /// <summary>Says that it is a report, not of what.</summary>
    Report,

    /// <summary>Opens the subject of an automatic reply.</summary>
    AutoReply,

    /// <summary>Says that somebody complained.</summary>
    Complaint,

    /// <summary>The name or mailbox of a sender that is a program.</summary>
    Machine,

    /// <summary>A line after which the returned mail follows.</summary>
    Returned,
}

/// <summary>The tables of phrases in the folder beside this file, read when they are first needed.</summary>
internal static class Tables
{
    private const string Folder = "Nightbell.Mail.Reports.Phrases.";
    private const string SignsFile = "signs.tsv";
    private static readonly Lazy<PhraseTable<(Cause, Strength)>> CauseTable = new(ReadCauses);
    private static readonly Lazy<PhraseTable<Sign>> SignTable = new(ReadSigns);

    /// <summary>What the words of a refusal tell of, in every language there is a file for.</summary>
    public static PhraseTable<(Cause Cause, Strength Strength)> Causes => CauseTable.Value;

    /// <summary>What the words of a mail say it is.</summary>
    public static PhraseTable<Sign> Signs => SignTable.Value;

    /// <summary>All lines of causes, with the file each is in.</summary>
    internal static IEnumerable<(string File, string Cause, string Strength, string Phrase)> CauseLines() =>
        from file in typeof(Tables).Assembly.GetManifestResourceNames()
        where file.StartsWith(Folder, StringComparison.Ordinal) && !file.EndsWith(SignsFile, StringComparison.Ordinal)
        orderby file
        from fields in Lines(file)
        select (file, fields[0], fields[1], fields[2]);

    /// <summary>All lines of signs.</summary>
    internal static IEnumerable<(string Sign, string Phrase)> SignLines() => Lines(Folder + SignsFile).Select(fields => (fields[0], fields[1]));

    private static PhraseTable<(Cause, Strength)> ReadCauses()
    {
        var names = Enum.GetValues<Cause>().ToDictionary(Reports.Causes.Name, StringComparer.Ordinal);
        return new(CauseLines().Select(line => (line.Phrase, (names[line.Cause], Enum.Parse<Strength>(line.Strength, ignoreCase: true)))));
    }

    private static PhraseTable<Sign> ReadSigns() =>
        new(SignLines().Select(line => (line.Phrase, Enum.Parse<Sign>(line.Sign.Replace("_", "", StringComparison.Ordinal), ignoreCase: true))));

    private static IEnumerable<string[]> Lines(string file)
    {
        using var stream = typeof(Tables).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#')
                yield return line.Split('\t');
    }
}
