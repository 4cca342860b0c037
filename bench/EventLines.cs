using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Nightbell.Bench;

/// <summary>An open event stream.</summary>
internal sealed class EventLines(HttpResponseMessage stream, Stream body) : IDisposable
{
    /// <param name="http">With the sign-in, unless there is a token.</param>
    /// <param name="path">The stream's.</param>
    /// <param name="token">A visitor's.</param>
    public static async Task<EventLines> Open(HttpClient http, string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var stream = (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
        return new(stream, await stream.Content.ReadAsStreamAsync());
    }

    public static Task<EventLines> OfVisitor(HttpClient http, string token) => Open(http, "/widget/v1/events", token);

    /// <summary>Calls back with the text of each message as it comes, until the stream is closed.</summary>
    public async Task Read(Action<string> messageCame)
    {
        try
        {
            await foreach (var told in SseParser.Create(body, (type, data) => type == "message" ? TextOf(data) : null).EnumerateAsync())
            {
                if (told.Data is { } text)
                    messageCame(text);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or HttpRequestException)
        {
            // It was closed.
        }
    }

    public void Dispose()
    {
        body.Dispose();
        stream.Dispose();
    }

    private static string TextOf(ReadOnlySpan<byte> message)
    {
        var json = new Utf8JsonReader(message);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("text"u8) && json.Read())
                return json.GetString()!;
        }

        throw new JsonException("A message without a text.");
    }
}
