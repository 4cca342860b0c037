namespace Nightbell.Mail.Dns;

/// <summary>The "tag=value; tag=value" lists of DKIM and DMARC (RFC 6376, 3.2).</summary>
internal static class TagList
{
    /// <summary>Tags by name, as written, blanks around names and values gone; null for what is no list or names a tag twice.</summary>
    public static IReadOnlyDictionary<string, string>? Read(string text)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var piece in text.Split(';'))
        {
            if (string.IsNullOrWhiteSpace(piece)) continue;
            var sign = piece.IndexOf('=', StringComparison.Ordinal);
            if (sign < 0 || !tags.TryAdd(piece[..sign].Trim(), piece[(sign + 1)..].Trim())) return null;
        }

        return tags;
    }
}
