using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Nightbell.Server.Tests.Harness;

/// <summary>Tells when the server has finished a marked request; outermost, so that everything the server does at its end is done.</summary>
public sealed class RequestWatch : IStartupFilter
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> open = new(StringComparer.Ordinal);

    /// <summary>Waits until the server has finished with the request that carried this mark.</summary>
    public Task Ended(string mark) =>
        Soon.Within("the server notices that a stream broke off", Ending(mark).Task.ContinueWith(_ => true, TaskScheduler.Default));

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (HttpContext context, RequestDelegate following) =>
        {
            var mark = context.Request.Headers[EventStream.MarkHeader].ToString();
            try
            {
                await following(context);
            }
            finally
            {
                if (mark.Length > 0)
                {
                    Ending(mark).TrySetResult();
                }
            }
        });
        next(app);
    };

    private TaskCompletionSource Ending(string mark) =>
        open.GetOrAdd(mark, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
