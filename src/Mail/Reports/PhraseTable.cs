using System.Runtime.InteropServices;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>
/// Phrases and what they tell of, looked for all at once: from each word of a text the sorted phrases are narrowed letter by letter, which
/// ends after a few letters nearly always and after the longest phrase at the latest. So the time is linear in the text.
/// </summary>
/// <typeparam name="T">What a phrase tells of.</typeparam>
internal sealed class PhraseTable<T>
{
    /// <summary>Most letters between two parts of a phrase with "…": about a sentence.</summary>
    private const int MaxGap = 90;

    /// <summary>What a letter weighs: more than the greatest gap.</summary>
    private const int LetterWeight = 256;

    private readonly Phrase[] phrases;
    private readonly string[] parts;
    private readonly (int Phrase, int Part)[][] owners;
    private readonly Dictionary<char, (int First, int End)> byLetter = [];

    /// <param name="lines">Phrases; "…" in one stands for anything up to a sentence long.</param>
    /// <exception cref="FormatException">Nothing is left of a phrase, or of a part of it, once it is made plain.</exception>
    public PhraseTable(IEnumerable<(string Phrase, T Meaning)> lines)
    {
        var all = lines.Select(line => (line.Meaning, Parts: line.Phrase.Split('…').Select(part => PlainPart(part, line.Phrase)).ToArray())).ToArray();
        phrases = [.. all.Select(line => new Phrase(line.Meaning, line.Parts.Length, line.Parts.Max(part => part.Length) + line.Parts.Length - 1))];
        var grouped = all.SelectMany((line, i) => line.Parts.Select((part, j) => (part, owner: (i, j)))).ToLookup(p => p.part, p => p.owner);
        parts = [.. grouped.Select(group => group.Key).Order(StringComparer.Ordinal)];
        owners = [.. parts.Select(part => grouped[part].ToArray())];
        for (var i = 0; i < parts.Length; i++)
        {
            var letter = parts[i][0] == ' ' ? parts[i][1] : parts[i][0];
            byLetter[letter] = byLetter.TryGetValue(letter, out var known) ? (known.First, i + 1) : (i, i + 1);
        }
    }

    /// <summary>How many phrases there are.</summary>
    public int Count => phrases.Length;

    /// <summary>
    /// Calls back for every phrase in a text made plain by <see cref="Wording.Plain"/>, with its weight: first the length of its longest
    /// part, because letters that stand together say more than those that may be far apart; then how near its parts are.
    /// </summary>
    public void Search(ReadOnlySpan<char> text, Steps steps, Action<T, int> found)
    {
        var progress = new Progress[phrases.Length];
        for (var begin = 0; begin + 1 < text.Length; begin++)
        {
            var first = text[begin];
            if (first == ' ') first = text[begin + 1];
            else if (!Wording.IsDense(first)) continue;
            steps.Add(1);
            if (byLetter.TryGetValue(first, out var range)) Walk(text, begin, range, steps, progress, found);
        }
    }

    private void Walk(ReadOnlySpan<char> text, int begin, (int First, int End) range, Steps steps, Progress[] progress, Action<T, int> found)
    {
        var (low, high) = range;
        for (var at = begin; at < text.Length; at++)
        {
            steps.Add(1);
            low = Bound(low, high, at - begin, text[at]);
            high = Bound(low, high, at - begin, text[at] + 1);
            if (low == high) return;
            if (parts[low].Length != at - begin + 1) continue;
            foreach (var (phrase, part) in owners[low])
                if (Advance(ref progress[phrase], phrases[phrase].Parts, part, begin, at + 1) is { } gap)
                    found(phrases[phrase].Meaning, (phrases[phrase].Length * LetterWeight) - Math.Min(gap, LetterWeight - 1));
        }
    }

    /// <summary>The first of the sorted parts from low to high whose letter at an index is this one or a later one; a part's end comes before all letters.</summary>
    private int Bound(int low, int high, int index, int letter)
    {
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (parts[middle].Length > index && parts[middle][index] >= letter) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    /// <summary>Takes a found part as the next of its phrase if it is that and near enough; what lies between the parts once all are found.</summary>
    private static int? Advance(ref Progress sofar, int count, int part, int begin, int end)
    {
        var near = begin >= sofar.End && begin - sofar.End <= MaxGap;
        if (part > 0 ? part != sofar.Parts || !near : sofar.Parts > 1 && begin - sofar.End <= MaxGap) return null;
        var gap = part == 0 ? 0 : sofar.Gap + begin - sofar.End;
        sofar = part + 1 == count ? default : new Progress(part + 1, end, gap);
        return part + 1 == count ? gap : null;
    }

    private static string PlainPart(string part, string phrase)
    {
        var plain = Wording.Plain(part).TrimEnd();
        if (plain.Length < 2) throw new FormatException($"Nothing is left of \"{phrase}\".");
        return Wording.IsDense(plain[1]) ? plain[1..] : plain;
    }

    private sealed record Phrase(T Meaning, int Parts, int Length);

    /// <summary>How many parts of a phrase were found, where the last of them ended, and how much lies between them.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Progress(int Parts, int End, int Gap);
}
