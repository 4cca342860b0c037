using System.Buffers;
using System.Globalization;
using Nightbell.Mail.Mime;

namespace Nightbell.Mail.Reports;

/// <summary>The codes in what a server said.</summary>
/// <param name="Code">The SMTP reply code (RFC 5321, 4.2) of the refusal; null where there is none.</param>
/// <param name="Status">The status (RFC 3463) in it; null where there is none.</param>
internal sealed record ServerWords(int? Code, string? Status)
{
    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    /// <summary>Looks for the first code and the first status. A code of success counts only where success is reported.</summary>
    public static ServerWords In(ReadOnlySpan<char> text, Steps steps, bool ofSuccess = false)
    {
        int? code = null;
        string? status = null;
        steps.Add(text.Length);
        for (var at = 0; at < text.Length && (code is null || status is null);)
        {
            var digit = text[at..].IndexOfAnyInRange('0', '9');
            if (digit < 0) break;
            at += digit;
            var run = text[at..];
            var end = run.IndexOfAnyExcept(Number);
            if (end >= 0) run = run[..end];
            var before = at > 0 ? text[at - 1] : ' ';
            var after = at + run.Length < text.Length ? text[at + run.Length] : ' ';
            if (!char.IsLetterOrDigit(before) && before is not ('-' or '_' or '/' or '@' or '=' or '+' or '%'))
            {
                var word = run.TrimEnd('.');
                var alone = !char.IsLetterOrDigit(after);
                if (code is null && alone && IsReplyCode(word, ofSuccess) && after is not ('@' or '_' or '/' or '%'))
                    code = int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
                else if (status is null && alone && IsStatus(word, ofSuccess)) status = word.ToString();
            }
            else if (before == '-' && status is null && IsStatus(run, ofSuccess)) status = run.ToString();

            at += run.Length;
        }

        return new ServerWords(code, status);
    }

    /// <summary>Codes that servers give for mails: 4yz and 5yz with y from 0 to 5, or 25z.</summary>
    private static bool IsReplyCode(ReadOnlySpan<char> word, bool ofSuccess) =>
        word.Length == 3 && !word.Contains('.') && word[1] is >= '0' and <= '5' && (word[0] is '4' or '5' || (ofSuccess && word.StartsWith("25")));

    /// <summary>Class, subject and detail (RFC 3463, 2).</summary>
    internal static bool IsStatus(ReadOnlySpan<char> word, bool ofSuccess)
    {
        if (word.Length is < 5 or > 7 || word[1] != '.' || word[3] != '.' || word[2] is < '0' or > '7') return false;
        return (word[0] is '4' or '5' || (ofSuccess && word[0] == '2')) && word[4..].IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
