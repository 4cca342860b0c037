using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Nightbell.Server.Tests.Harness;

/// <summary>
/// Somebody who talks HTTP to the server: a browser with its cookies, or a widget with its token.
/// Cookies are kept by hand, because the framework's jar drops them by the machine's clock and not by the false one.
/// </summary>
public sealed class Caller(Uri server) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(100),
    };

    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    public string? Bearer { get; set; }

    /// <summary>Sent with every request; for what browsers add by themselves.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> Post(string path, object? body = null) => Send(HttpMethod.Post, path, body);

    public Task<Answer> Put(string path, object? body = null) => Send(HttpMethod.Put, path, body);

    public Task<Answer> Patch(string path, object? body = null) => Send(HttpMethod.Patch, path, body);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path);

    public Task<Answer> Send(HttpMethod method, string path, object? body = null) =>
        SendContent(method, path, body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web));

    /// <summary>A body exactly as written, for what no serializer would produce.</summary>
    public Task<Answer> SendRaw(HttpMethod method, string path, string body, string contentType = "application/json") =>
        SendBytes(method, path, Encoding.UTF8.GetBytes(body), contentType);

    public Task<Answer> SendBytes(HttpMethod method, string path, byte[] body, string contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return SendContent(method, path, content);
    }

    /// <summary>The response as soon as its head is there; for streams.</summary>
    public async Task<HttpResponseMessage> Open(string path, IReadOnlyDictionary<string, string> headers, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    /// <summary>The same cookies in another client, as after a theft or in another tab.</summary>
    /// <param name="elsewhere">Another server that knows them; null for this one.</param>
    public Caller Twin(Uri? elsewhere = null)
    {
        var twin = new Caller(elsewhere ?? server) { Bearer = Bearer };
        foreach (var (name, value) in cookies)
        {
            twin.cookies[name] = value;
        }

        return twin;
    }

    public void Dispose() => http.Dispose();

    private async Task<Answer> SendContent(HttpMethod method, string path, HttpContent? content)
    {
        using var request = Request(method, path);
        request.Content = content;
        using var response = await http.SendAsync(request);
        Keep(response);
        return await Answer.Read(method, path, response);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        if (cookies.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
        }

        if (Bearer is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Bearer);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var lines))
        {
            return;
        }

        foreach (var line in lines)
        {
            var pair = line.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0)
            {
                cookies.Remove(pair[0]);
            }
            else
            {
                cookies[pair[0]] = pair[1];
            }
        }
    }
}
