using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Nightbell.Bench;

/// <summary>A visitor with a token and an e-mail address.</summary>
internal sealed record Shopper(HttpClient Http, string Token)
{
    /// <summary>A browser becomes a visitor of an account and leaves an address.</summary>
    public static async Task<Shopper> Come(HttpClient http, string widgetKey)
    {
        using var came = await http.PostAsJsonAsync($"/widget/v1/{widgetKey}/visitors", new { });
        var token = (await came.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>();
        var shopper = new Shopper(http, token);
        using var known = await shopper.Send(HttpMethod.Put, "/widget/v1/visitor", new { name = "Vera", email = "vera@visitor.example" });
        known.EnsureSuccessStatusCode();
        return shopper;
    }

    /// <summary>Posts a message as the widget does, under an id of its own; the moment the server gave it.</summary>
    public async Task<DateTimeOffset> Post(string text) => (await Say(text))["at"]!.GetValue<DateTimeOffset>();

    /// <summary>Posts a first message; the conversation that it is in.</summary>
    public async Task<Guid> Begin(string text) => (await Say(text))["conversationId"]!.GetValue<Guid>();

    /// <summary>Posts a message and does not look at the answer.</summary>
    public async Task Tell(string text)
    {
        using var answer = await SendMessage(text);
        answer.EnsureSuccessStatusCode();
    }

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, object body)
    {
        var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return Http.SendAsync(request);
    }

    /// <summary>Several at once, a few at a time.</summary>
    public static async Task<IReadOnlyList<Shopper>> Come(HttpClient http, IReadOnlyList<SeededAccount> accounts, int count)
    {
        const int AtOnce = 16;
        var shoppers = new Shopper[count];
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, _) => shoppers[i] = await Come(http, accounts[i % accounts.Count].WidgetKey));
        return shoppers;
    }

    private Task<HttpResponseMessage> SendMessage(string text) =>
        Send(HttpMethod.Post, "/widget/v1/messages", new { id = Guid.CreateVersion7(), text });

    private async Task<JsonObject> Say(string text)
    {
        using var answer = await SendMessage(text);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
