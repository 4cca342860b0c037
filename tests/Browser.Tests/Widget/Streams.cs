using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>How many streams a visitor's browser has open.</summary>
internal static class Streams
{
    /// <summary>The streams of the visitor's pages that are open.</summary>
    public static ConcurrentDictionary<IRequest, bool> Watch(IBrowserContext visitor)
    {
        var open = new ConcurrentDictionary<IRequest, bool>();
        visitor.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/widget/v1/events", StringComparison.Ordinal) && request.Method == "GET")
                open[request] = true;
        };
        visitor.RequestFinished += (_, request) => open.TryRemove(request, out var _);
        visitor.RequestFailed += (_, request) => open.TryRemove(request, out var _);
        return open;
    }
}
