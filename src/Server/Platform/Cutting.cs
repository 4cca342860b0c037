namespace Nightbell.Platform;

/// <summary>Words that are too long for where they go.</summary>
public static class Cutting
{
    /// <summary>The first so many UTF-16 units of a longer text and an ellipsis; never half of a character, which PostgreSQL does not take.</summary>
    public static string CutTo(this string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
    }
}
