using System.Net;
using System.Text;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>Somebody's own site, on an origin of its own, whose pages may have the widget.</summary>
internal sealed class ForeignSite : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<string, string> write;
    private readonly string? policy;
    private readonly Task serving;

    private ForeignSite(Func<string, string> write, string? policy)
    {
        this.write = write;
        this.policy = policy;
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        serving = Serve();
    }

    public Uri Address { get; }

    /// <summary>A site whose pages, by their path, are these; with a Content-Security-Policy if given.</summary>
    public static ForeignSite Of(Func<string, string> write, string? policy = null) => new(write, policy);

    /// <summary>A site with the same page everywhere.</summary>
    public static ForeignSite WithPage(string body, string head = "", string? policy = null, string lang = "en") =>
        new(path => Page(body, head, lang, path), policy);

    public static string Page(string body, string head = "", string lang = "en", string title = "A shop") =>
        $"<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>{head}</head><body><main><h1>A shop</h1><p>Lanterns and candles.</p></main>{body}</body></html>";

    /// <summary>The tag that a shop pastes into its pages.</summary>
    public static string Tag(Uri server, string key, string more = "") =>
        $"<script src=\"{server}widget.js\" data-key=\"{key}\" {more} async></script>";

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }

    private async Task Serve()
    {
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                var bytes = Encoding.UTF8.GetBytes(write(context.Request.Url!.AbsolutePath));
                context.Response.ContentType = "text/html; charset=utf-8";
                if (policy is not null)
                    context.Response.Headers["Content-Security-Policy"] = policy;
                await context.Response.OutputStream.WriteAsync(bytes);
                context.Response.Close();
            }
            catch (Exception end) when (end is ObjectDisposedException || !listener.IsListening)
            {
                return;
            }
            catch (Exception gone) when (gone is HttpListenerException or IOException)
            {
                // A browser hung up.
            }
        }
    }
}
