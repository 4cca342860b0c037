using System.Net;
using System.Net.Http.Json;
using Nightbell.Agents;

namespace Nightbell.Bench;

/// <summary>An agent at an open dashboard: signed in, and reading the event stream.</summary>
internal sealed class Desk(HttpClient http, EventLines stream) : IDisposable
{
    public EventLines Stream { get; } = stream;

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
        return new(http, await EventLines.Open(http, $"/api/events?device={device}"));
    }

    public async Task Accept(Guid conversation)
    {
        using var accepted = await http.PutAsync($"/api/conversations/{conversation}/acceptance", null);
        accepted.EnsureSuccessStatusCode();
    }

    /// <summary>Answers as the dashboard does, under an id of its own.</summary>
    public async Task Answer(Guid conversation, string text)
    {
        using var answered = await http.PostAsJsonAsync($"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text });
        answered.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        Stream.Dispose();
        http.Dispose();
    }
}
