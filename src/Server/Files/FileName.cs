using System.Globalization;
using System.Text;
using Nightbell.Conversations;

namespace Nightbell.Files;

/// <summary>A file's name as it is kept and shown: one that can be saved under on any system, and says nothing it is not.</summary>
/// <param name="Stem">What stands before the ending.</param>
/// <param name="Ending">Lower case, without the dot; empty for none.</param>
public sealed record FileName(string Stem, string Ending)
{
    /// <summary>Characters, with the ending.</summary>
    private const int MaxLength = 120;

    /// <summary>A longer "ending" is none.</summary>
    private const int MaxEnding = 10;

    private const string Unnamed = "file";

    /// <summary>Have a meaning of their own in paths and shells of some system.</summary>
    private const string Meaningful = "<>:\"|?*";

    /// <summary>Devices of Windows, with whatever ending.</summary>
    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Mends a name, which is never a reason to refuse a file: the path before it, controls, marks that turn the direction of writing, and characters
    /// that nobody sees are taken away; so are blanks and dots at both ends, and what is too long.
    /// </summary>
    public static FileName Mend(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = new StringBuilder();
        foreach (var rune in name[(name.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator)
                plain.Append(' ');
            else if (rune.Value < 128 && Meaningful.Contains((char)rune.Value, StringComparison.Ordinal))
                plain.Append('_');
            else if (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
                plain.Append(rune);
        }

        var clean = string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Normalize().Trim(' ', '.');
        var dot = clean.LastIndexOf('.');
        var ending = dot > 0 && clean.Length - dot - 1 is > 0 and <= MaxEnding && clean[(dot + 1)..].All(char.IsAsciiLetterOrDigit) ? clean[(dot + 1)..] : "";
        var stem = CardNumbers.Mask((ending.Length == 0 ? clean : clean[..dot]).Trim(' ', '.'));
        return new FileName(Safe(Cut(stem, MaxLength - MaxEnding - 1)), ending.ToLowerInvariant());
    }

    public override string ToString() => Ending.Length == 0 ? Stem : $"{Stem}.{Ending}";

    private static string Safe(string stem)
    {
        if (stem.Length == 0)
            return Unnamed;
        return Reserved.Contains(stem.Split('.')[0].Trim()) ? $"_{stem}" : stem;
    }

    private static string Cut(string text, int most) =>
        text.EnumerateRunes().Count() <= most ? text : string.Concat(text.EnumerateRunes().Take(most).Select(r => r.ToString())).Trim(' ', '.');
}
