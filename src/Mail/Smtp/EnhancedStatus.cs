namespace Nightbell.Mail.Smtp;

/// <summary>The status codes of RFC 3463.</summary>
internal static class EnhancedStatus
{
    /// <summary>The status a reply's text opens with (RFC 2034, 4), when it is of the same class as its code; else null.</summary>
    public static string? Leading(int code, string text)
    {
        var end = text.IndexOfAny([' ', '\t', '\n']);
        var word = end < 0 ? text : text[..end];
        var parts = word.Split('.');
        return parts.Length == 3 && parts[0].Length == 1 && parts[0][0] - '0' == code / 100 && IsPart(parts[1]) && IsPart(parts[2]) ? word : null;
    }

    private static bool IsPart(string text) => text.Length is > 0 and <= 3 && text.All(char.IsAsciiDigit);
}
