using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nightbell.Server.Tests.Harness;

/// <summary>A program on loopback that webhooks are told to, with moods that a test sets.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedRequest> received = new();

    private Receiver(WebApplication app, Uri url)
    {
        this.app = app;
        Url = url;
    }

    public Uri Url { get; }

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Received => [.. received];

    /// <summary>What it answers: a status, and a body.</summary>
    public Func<ReceivedRequest, (int Status, string Body)> Answers { get; set; } = _ => (204, "");

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; set; }

    /// <summary>While this is not done, nothing is answered.</summary>
    public Task Holding { get; set; } = Task.CompletedTask;

    public static async Task<Receiver> Open()
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}/hook");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url.GetLeftPart(UriPartial.Authority));
        var app = builder.Build();
        var receiver = new Receiver(app, url);
        app.Run(receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    public IEnumerable<string> Types => Received.Select(r => r.Type);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new ReceivedRequest(
            context.Request.Path,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        received.Enqueue(request);
        await Holding.WaitAsync(context.RequestAborted);
        var (status, body) = Answers(request);
        context.Response.StatusCode = status;
        if (Location is not null)
            context.Response.Headers.Location = Location;
        if (body.Length > 0)
            await context.Response.WriteAsync(body);
    }
}

/// <summary>A request as a program sees it.</summary>
public sealed record ReceivedRequest(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    public string Id => Headers["webhook-id"];

    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeSeconds(long.Parse(Headers["webhook-timestamp"], CultureInfo.InvariantCulture));

    public IReadOnlyList<string> Signatures => Headers["webhook-signature"].Split(' ');

    /// <summary>The signature that a secret gives, as the convention has it: written anew, so that the server's own code proves nothing.</summary>
    public string SignedWith(string secret)
    {
        using var hmac = new HMACSHA256(Convert.FromBase64String(secret["whsec_".Length..]));
        return "v1," + Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes($"{Headers["webhook-id"]}.{Headers["webhook-timestamp"]}.{Body}")));
    }
}
