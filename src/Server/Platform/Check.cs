using System.Text;
using System.Text.RegularExpressions;
using Nightbell.Mail.Compose;

namespace Nightbell.Platform;

/// <summary>Reads the fields of a body by the rules of the API and gathers everything that is wrong before refusing.</summary>
public sealed partial class Check
{
    public const int MaxNameLength = 100;
    public const int MaxMessageLength = 4000;
    public const int MinPasswordLength = 12;
    public const int MaxPasswordLength = 128;
    public const int MaxUrlLength = 2000;
    private const int MaxPhoneLength = 40;

    /// <summary>Unicode's own line ends, which are no controls (U+2028, U+2029).</summary>
    private const string LineSeparators = "\u2028\u2029";

    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    /// <summary>Refuses when any rule was broken.</summary>
    /// <exception cref="Problem">400 <c>invalid</c> with every broken rule.</exception>
    public void Done()
    {
        if (errors.Count > 0)
        {
            throw new Problem(
                StatusCodes.Status400BadRequest,
                "invalid",
                errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal));
        }
    }

    public void Add(string field, string rule)
    {
        if (!errors.TryGetValue(field, out var rules))
            errors[field] = rules = [];
        rules.Add(rule);
    }

    public void Require(bool holds, string field, string rule)
    {
        if (!holds)
            Add(field, rule);
    }

    /// <summary>A message: 1–4,000 characters (Unicode scalars), not only blanks, TAB and LF kept, CR LF becomes LF.</summary>
    public string MessageText(string field, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (!AllScalars(clean, rune => rune.Value is '\t' or '\n'))
            Add(field, "characters");
        else if (IsBlank(clean))
            Add(field, "blank");
        else
            Length(field, clean, MaxMessageLength);
        return clean;
    }

    /// <summary>A name: one line, no controls, not only blanks.</summary>
    public string Name(string field, string text, int max = MaxNameLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = text.Trim();
        if (!IsOneLine(text))
            Add(field, "characters");
        else if (IsBlank(clean))
            Add(field, "blank");
        else
            Length(field, clean, max);
        return clean;
    }

    /// <summary>As <see cref="Name"/>; null, and a blank one, mean "none". Line ends and other controls are no blanks.</summary>
    public string? OptionalName(string field, string? text, int max = MaxNameLength) =>
        text is null || (text.Trim().Length == 0 && IsOneLine(text)) ? null : Name(field, text, max);

    /// <summary>What is looked for: no controls and no lone surrogates, which no text that is kept can hold.</summary>
    public void Sought(string field, string? text) => Require(text is null || AllScalars(text, _ => false), field, "characters");

    /// <summary>Text that nobody typed: whatever is no plain character becomes a blank, and what is too long is cut; null when nothing is left.</summary>
    public static string? Mend(string? text, int max)
    {
        var plain = (text ?? "").EnumerateRunes().Select(r => Rune.IsControl(r) || r.Value is 0x2028 or 0x2029 ? new Rune(' ') : r).Take(max);
        var mended = string.Concat(plain.Select(r => r.ToString())).Trim();
        return mended.Length == 0 ? null : mended;
    }

    public string Email(string field, string text)
    {
        if (EmailAddress.TryParse(text, out var address))
            return address;
        Add(field, "email");
        return text;
    }

    public string? Phone(string field, string? text)
    {
        var clean = OptionalName(field, text, MaxPhoneLength);
        Require(clean is null || PhonePattern().IsMatch(clean), field, "phone");
        return clean;
    }

    /// <summary>12–128 characters, any characters (NIST SP 800-63B: length, no composition rules).</summary>
    public void Password(string field, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var length = password.EnumerateRunes().Count();
        Require(length is >= MinPasswordLength and <= MaxPasswordLength, field, length < MinPasswordLength ? "too_short" : "too_long");
    }

    public void Locale(string field, string locale) => Require(Texts.Locales.Contains(locale), field, "locale");

    public void TimeZone(string field, string timeZone) =>
        Require(timeZone.Length is > 0 and < 64 && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _), field, "time_zone");

    public void Between(string field, int value, int least, int most) => Require(value >= least && value <= most, field, "range");

    private void Length(string field, string text, int most) => Require(text.EnumerateRunes().Count() <= most, field, "too_long");

    private static bool IsBlank(string text) => text.All(c => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c)
        is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Control);

    private static bool IsOneLine(string text) => AllScalars(text, _ => false) && !text.AsSpan().ContainsAny(LineSeparators);

    /// <summary>Every character a Unicode scalar (no lone surrogate), none a control, unless allowed.</summary>
    private static bool AllScalars(string text, Func<Rune, bool> allowed)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || (Rune.IsControl(rune) && !allowed(rune)))
                return false;
            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    [GeneratedRegex(@"^[+]?[0-9 ()./-]{3,}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PhonePattern();
}
