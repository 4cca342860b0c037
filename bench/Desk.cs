using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nightbell.Agents;

namespace Nightbell.Bench;

/// <summary>An agent at an open dashboard: signed in, and reading the event stream.</summary>
internal sealed class Desk(HttpClient http, HttpResponseMessage stream, StreamReader lines) : IDisposable
{
    /// <summary>An agent who may sign in (<see cref="Seed.LetOwnerIn"/>) comes to the desk.</summary>
    public static async Task<Desk> Open(Server server, Agent agent)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = server.Http.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var session = await http.PostAsJsonAsync("/api/session", new { email = agent.Email, password = Seed.Password });
        session.EnsureSuccessStatusCode();
        var device = Guid.NewGuid();
        using var known = await http.PutAsJsonAsync($"/api/me/devices/{device}", new { kind = "web", name = "Bench" });
        known.EnsureSuccessStatusCode();
        var stream = await http.GetAsync($"/api/events?device={device}", HttpCompletionOption.ResponseHeadersRead);
        return new(http, stream, new StreamReader(await stream.EnsureSuccessStatusCode().Content.ReadAsStreamAsync()));
    }

    /// <summary>Calls back for each message as it comes, until the desk is closed.</summary>
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
                    messageCame(JsonDocument.Parse(line.AsMemory("data: ".Length)).RootElement.GetProperty("text").GetString()!);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or HttpRequestException)
        {
            // The desk was closed.
        }
    }

    public void Dispose()
    {
        lines.Dispose();
        stream.Dispose();
        http.Dispose();
    }
}
