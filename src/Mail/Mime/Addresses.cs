namespace Nightbell.Mail.Mime;

/// <summary>The addresses in a field such as To (RFC 5322, 3.4), without names, groups and comments.</summary>
public static class Addresses
{
    /// <summary>Most addresses taken from one field.</summary>
    public const int MaxAddresses = 100;

    /// <summary>Longest address that is taken for one.</summary>
    private const int MaxLength = 320;

    /// <summary>In their order, as written; nothing that has no "@".</summary>
    public static IReadOnlyList<string> In(string? field)
    {
        var found = new List<string>();
        if (field is null) return found;
        int begin = 0, comment = 0;
        var quoted = false;
        for (var i = 0; i <= field.Length && found.Count < MaxAddresses; i++)
        {
            var c = i < field.Length ? field[i] : ',';
            if (quoted && i < field.Length)
            {
                if (c == '\\') i++;
                else if (c == '"') quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c == '(') comment++;
            else if (c == ')' && comment > 0) comment--;
            else if (i == field.Length || (comment == 0 && c is ',' or ';'))
            {
                if (Address(field.AsSpan(begin, i - begin)) is { } address) found.Add(address);
                begin = i + 1;
            }
        }

        return found;
    }

    /// <summary>The address in a mailbox: what is between angle brackets, else the first word with an "@".</summary>
    private static string? Address(ReadOnlySpan<char> mailbox)
    {
        var open = mailbox.LastIndexOf('<');
        var close = open < 0 ? -1 : mailbox[open..].IndexOf('>');
        if (open >= 0)
        {
            mailbox = close < 0 ? mailbox[(open + 1)..] : mailbox.Slice(open + 1, close - 1);
            return IsAddress(mailbox.Trim()) ? mailbox.Trim().ToString() : null;
        }

        foreach (var range in mailbox.SplitAny(' ', '\t', '(', ')', ':'))
            if (IsAddress(mailbox[range]))
                return mailbox[range].ToString();
        return null;
    }

    /// <summary>Whether it looks like one: something, "@", something.</summary>
    internal static bool IsAddress(ReadOnlySpan<char> text)
    {
        var at = text.LastIndexOf('@');
        return text.Length <= MaxLength && at > 0 && at < text.Length - 1;
    }
}
