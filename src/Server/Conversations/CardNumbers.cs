using System.Buffers;
using System.Globalization;
using System.Text;

namespace Nightbell.Conversations;

/// <summary>
/// Masks card numbers, so that none is stored that a visitor typed into the chat: 13 to 19 digits, with blanks or dashes between them or not, that begin
/// as an issuer's do and have the right check digit (ISO/IEC 7812). The last four stay.
/// </summary>
public static class CardNumbers
{
    private const char Mark = '•';
    private const int LeastDigits = 13;
    private const int MostDigits = 19;
    private const int Shown = 4;

    /// <summary>Blanks or dashes in a row between two digits of one number.</summary>
    private const int MostBetween = 2;

    /// <summary>What may stand between the digits: blanks, also those that do not break, and dashes of every length.</summary>
    private static readonly SearchValues<char> Between = SearchValues.Create(" \u00a0\u2007\u2009\u202f-\u2010\u2011\u2012\u2013");

    /// <summary>First and last beginning, and the lengths that cards with it have.</summary>
    private static readonly (string From, string To, int[] Lengths)[] Issuers =
    [
        ("4", "4", [13, 16, 19]),
        ("51", "55", [16]),
        ("2221", "2720", [16]),
        ("34", "34", [15]),
        ("37", "37", [15]),
        ("300", "305", [14, 16, 17, 18, 19]),
        ("36", "36", [14, 16, 17, 18, 19]),
        ("38", "39", [14, 16, 17, 18, 19]),
        ("6011", "6011", [16, 17, 18, 19]),
        ("644", "659", [16, 17, 18, 19]),
        ("3528", "3589", [16, 17, 18, 19]),
        ("62", "62", [16, 17, 18, 19]),
        ("2200", "2204", [16, 17, 18, 19]),
        ("5018", "5018", [13, 14, 15, 16, 17, 18, 19]),
        ("5020", "5020", [13, 14, 15, 16, 17, 18, 19]),
        ("5038", "5038", [13, 14, 15, 16, 17, 18, 19]),
        ("5893", "5893", [13, 14, 15, 16, 17, 18, 19]),
        ("6304", "6304", [13, 14, 15, 16, 17, 18, 19]),
        ("6759", "6763", [13, 14, 15, 16, 17, 18, 19]),
    ];

    /// <summary>The text with every card number in it masked.</summary>
    public static string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Count(c => DigitOf(c) >= 0) < LeastDigits)
            return text;
        var masked = new StringBuilder(text);
        foreach (var run in Runs(text))
            MaskRun(text, run, masked);
        return masked.ToString();
    }

    /// <summary>Digits that belong together, as groups between blanks and dashes: where each begins and ends. What a + stands before is a telephone number.</summary>
    private static IEnumerable<List<Range>> Runs(string text)
    {
        var run = new List<Range>();
        for (var at = 0; at < text.Length; at++)
        {
            if (DigitOf(text[at]) < 0)
                continue;
            var from = at;
            while (at < text.Length && DigitOf(text[at]) >= 0)
                at++;
            if (run.Count > 0 && !IsOneNumber(text.AsSpan(run[^1].End.Value, from - run[^1].End.Value)))
            {
                if (!IsTelephone(text, run))
                    yield return run;
                run = [];
            }

            run.Add(from..at);
        }

        if (run.Count > 0 && !IsTelephone(text, run))
            yield return run;
    }

    private static bool IsTelephone(string text, List<Range> run) => run[0].Start.Value > 0 && text[run[0].Start.Value - 1] == '+';

    private static bool IsOneNumber(ReadOnlySpan<char> between) => between.Length <= MostBetween && !between.ContainsAnyExcept(Between);

    /// <summary>The longest number that begins with the first group, then with the next: a card's number may stand beside others.</summary>
    private static void MaskRun(string text, List<Range> groups, StringBuilder masked)
    {
        for (var first = 0; first < groups.Count; first++)
        {
            for (var last = Furthest(groups, first); last >= first; last--)
            {
                if (!IsCard(text[groups[first].Start.Value..groups[last].End.Value]))
                    continue;
                MaskDigits(text, groups[first].Start.Value, groups[last].End.Value, masked);
                first = last;
                break;
            }
        }
    }

    /// <summary>The last group with which there are no more digits than a card has: so the work grows with the text, whatever somebody writes.</summary>
    private static int Furthest(List<Range> groups, int first)
    {
        var (last, digits) = (first - 1, 0);
        while (last + 1 < groups.Count && (digits += groups[last + 1].End.Value - groups[last + 1].Start.Value) <= MostDigits)
            last++;
        return last;
    }

    private static void MaskDigits(string text, int from, int until, StringBuilder masked)
    {
        var left = Shown;
        for (var at = until - 1; at >= from; at--)
        {
            if (DigitOf(text[at]) >= 0 && left-- <= 0)
                masked[at] = Mark;
        }
    }

    private static bool IsCard(string text)
    {
        var digits = string.Concat(text.Select(DigitOf).Where(d => d >= 0).Select(d => (char)('0' + d)));
        return digits.Length is >= LeastDigits and <= MostDigits
            && Issuers.Any(i => i.Lengths.Contains(digits.Length)
                && string.CompareOrdinal(digits[..i.From.Length], i.From) >= 0 && string.CompareOrdinal(digits[..i.To.Length], i.To) <= 0)
            && HasCheckDigit(digits);
    }

    /// <summary>Luhn's sum (ISO/IEC 7812-1, annex B).</summary>
    private static bool HasCheckDigit(string digits)
    {
        var sum = 0;
        for (var fromEnd = 0; fromEnd < digits.Length; fromEnd++)
        {
            var digit = digits[^(fromEnd + 1)] - '0';
            sum += fromEnd % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>The value of a digit of any script; -1 for any other character.</summary>
    private static int DigitOf(char c) => char.IsAscii(c) ? (char.IsAsciiDigit(c) ? c - '0' : -1) : CharUnicodeInfo.GetDecimalDigitValue(c);
}
