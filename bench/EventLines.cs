using System.Net.Http.Headers;
using System.Text.Json;

namespace Nightbell.Bench;

/// <summary>An open event stream.</summary>
internal sealed class EventLines(HttpResponseMessage stream, StreamReader lines) : IDisposable
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
        return new(stream, new StreamReader(await stream.Content.ReadAsStreamAsync()));
    }

    public static Task<EventLines> OfVisitor(HttpClient http, string token) => Open(http, "/widget/v1/events", token);

    /// <summary>Calls back with the text of each message as it comes, until the stream is closed.</summary>
    public async Task Read(Action<string> messageCame)
    {
        try
        {
            var isMessage = false;
            while (await lines.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                    isMessage = line == "event: message";
                else if (isMessage && line.StartsWith("data: ", StringComparison.Ordinal))
                    messageCame(TextOf(line));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or HttpRequestException)
        {
            // It was closed.
        }
    }

    public void Dispose()
    {
        lines.Dispose();
        stream.Dispose();
    }

    private static string TextOf(string line)
    {
        using var data = JsonDocument.Parse(line.AsMemory("data: ".Length));
        return data.RootElement.GetProperty("text").GetString()!;
    }
}
