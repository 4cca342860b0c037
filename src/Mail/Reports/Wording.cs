using System.Globalization;
using System.Text;

namespace Nightbell.Mail.Reports;

/// <summary>
/// Makes texts alike that say the same: lower case, without accents, apostrophes gone, addresses as "@", every other mark a blank, numbers (and with them
/// codes, statuses and IP addresses) gone, one blank before each word, none between characters of scripts that write without them.
/// Phrases and texts go through it alike, so phrases can be written down as servers say them.
/// </summary>
internal static class Wording
{
    /// <summary>Most letters before an apostrophe that stands for a blank: "l'", "n'", "qu'".</summary>
    private const int LongestElision = 2;

    private const string Separators = "<>()[]{}\"=,;:";
    private static readonly char[] Folded = [.. Enumerable.Range(0, 0x250).Select(c => Fold((char)c))];

    /// <summary>The text made plain; it begins with a blank unless with such a script, and ends with a blank.</summary>
    public static string Plain(ReadOnlySpan<char> text)
    {
        var output = new StringBuilder(text.Length + 2);
        while (!text.IsEmpty)
        {
            var end = EndOfWord(text);
            if (end > 0) Append(output, text[..end]);
            text = text[Math.Min(end + 1, text.Length)..];
        }

        return output.Append(' ').ToString();
    }

    /// <summary>Whether a script writes without blanks: kana, Han, Hangul (which does, but breaks lines anywhere).</summary>
    public static bool IsDense(char c) => c >= '\u2E80';

    private static int EndOfWord(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] <= ' ' || (text[i] < 128 && Separators.Contains(text[i], StringComparison.Ordinal)) || text[i] == '\u00A0')
                return i;
        return text.Length;
    }

    private static void Append(StringBuilder output, ReadOnlySpan<char> word)
    {
        if (word is "@" || (word.IndexOf('@') is > 0 and var at && at < word.Length - 1))
        {
            output.Append(" @");
            return;
        }

        var start = output.Length;
        var digits = true;
        foreach (var raw in word)
        {
            var c = raw < Folded.Length ? Folded[raw] : raw is >= '\uFF01' and <= '\uFF5E' ? Folded[raw - 0xFEE0] : char.ToLowerInvariant(raw);

            // "doesn't" is one word, "l'utente" two.
            if (c is '\'' or '\u2019' && output.Length - start > LongestElision + 1) continue;
            if (!char.IsLetterOrDigit(c) && !char.IsSurrogate(c))
            {
                if (digits) output.Length = start;
                start = output.Length;
                digits = true;
                continue;
            }

            if (output.Length == start && !(IsDense(c) && start > 0 && IsDense(output[^1]))) output.Append(' ');
            output.Append(c);
            digits &= char.IsAsciiDigit(c);
        }

        if (digits) output.Length = start;
    }

    private static char Fold(char c)
    {
        if (c == 'ß') return 's';
        var basic = c.ToString().Normalize(NormalizationForm.FormD)[0];
        return basic switch
        {
            'ł' or 'Ł' => 'l',
            'ø' or 'Ø' => 'o',
            'ı' => 'i',
            '\u0130' => 'i',
            _ => char.ToLower(basic, CultureInfo.InvariantCulture),
        };
    }
}
