using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>What a browser complains of on a page.</summary>
internal static class Complaints
{
    /// <summary>Gathers the errors and warnings of a page from now on, also while they are read: the browser's events come on a thread of their own.</summary>
    public static IReadOnlyCollection<string> Gather(this IPage page)
    {
        var complaints = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Note(complaints, message.Text);
        };
        page.PageError += (_, error) => Note(complaints, error);
        return complaints;
    }

    private static void Note(ConcurrentQueue<string> complaints, string text)
    {
        // Every browser asks a site for its icon.
        if (!text.Contains("favicon", StringComparison.Ordinal))
            complaints.Enqueue(text);
    }
}
