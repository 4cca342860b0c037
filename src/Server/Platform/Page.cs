using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Nightbell.Platform;

/// <summary>A part of a list, and the cursor of the next part; null when this was the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Cursors of lists that are sorted by a time and an id.</summary>
public static class Paging
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>The cursor of the next part; null when this was the last.</summary>
    /// <param name="rows">As they were read: of one more than a part holds, if there is one.</param>
    /// <param name="limit">Rows of a part.</param>
    /// <param name="cursor">The time and the id by which the list is sorted.</param>
    public static string? Next<T>(IReadOnlyList<T> rows, int limit, Func<T, (DateTimeOffset At, Guid Id)> cursor)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cursor);
        return rows.Count > limit ? Write(cursor(rows[limit - 1])) : null;
    }

    /// <summary>Null for the first part; a cursor that is none of ours is a broken rule.</summary>
    public static (DateTimeOffset At, Guid Id)? Read(string? cursor, Check check)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (cursor is null)
            return null;
        try
        {
            var parts = System.Text.Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(cursor)).Split(' ');
            return (DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture)), Guid.Parse(parts[1]));
        }
        catch (Exception wrong) when (wrong is FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException)
        {
            check.Add("after", "cursor");
            return null;
        }
    }

    private static string Write((DateTimeOffset At, Guid Id) cursor) =>
        WebEncoders.Base64UrlEncode(System.Text.Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{cursor.At.ToUnixTimeMilliseconds()} {cursor.Id}")));
}
