using System.Text.Json;
using System.Threading.Channels;

namespace Nightbell.Server.Tests.Harness;

/// <summary>One server-sent event.</summary>
public sealed record ServerEvent(string? Id, string Name, JsonElement Data);

/// <summary>An event stream as a browser reads it, kept in order of arrival.</summary>
public sealed class EventStream : IAsyncDisposable
{
    /// <summary>Marks the request, so that <see cref="TestApp.RequestEnded"/> can tell when the server noticed its end.</summary>
    public const string MarkHeader = "X-Test-Mark";

    private readonly HttpResponseMessage response;
    private readonly CancellationTokenSource closing = new();
    private readonly Channel<ServerEvent> arriving = Channel.CreateUnbounded<ServerEvent>();
    private readonly Task reading;
    private int comments;

    private EventStream(HttpResponseMessage response, string mark)
    {
        this.response = response;
        Mark = mark;
        reading = Read();
    }

    public string Mark { get; }

    /// <summary>The cursor of the last event taken.</summary>
    public string? Cursor { get; private set; }

    /// <summary>How many comment lines came; the server sends one every 15 s.</summary>
    public int Comments => Volatile.Read(ref comments);

    public static async Task<EventStream> Open(Caller caller, string path, string? lastEventId = null)
    {
        var mark = Guid.NewGuid().ToString("N");
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { [MarkHeader] = mark, ["Accept"] = "text/event-stream" };
        if (lastEventId is not null)
        {
            headers["Last-Event-ID"] = lastEventId;
        }

        using var patience = new CancellationTokenSource(Soon.Patience);
        var response = await caller.Open(path, headers, patience.Token);
        if (!response.IsSuccessStatusCode)
        {
            Assert.Fail($"GET {path} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(patience.Token)}");
        }

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventStream(response, mark);
    }

    /// <summary>Opens and takes the first event, which is <c>hello</c> or <c>reset</c>; from here on the server counts the stream as open.</summary>
    public static async Task<(EventStream Stream, ServerEvent First)> OpenAndGreet(Caller caller, string path, string? lastEventId = null)
    {
        var stream = await Open(caller, path, lastEventId);
        return (stream, await stream.Next());
    }

    /// <summary>The next event in order, whatever it is.</summary>
    public async Task<ServerEvent> Next()
    {
        ServerEvent next;
        try
        {
            next = await Soon.Within("the next event of a stream", arriving.Reader.ReadAsync().AsTask());
        }
        catch (ChannelClosedException)
        {
            Assert.Fail("The stream ended where an event was expected.");
            throw;
        }

        Cursor = next.Id ?? Cursor;
        return next;
    }

    /// <summary>The next event of that name, passing over others.</summary>
    public async Task<ServerEvent> Next(string name, Func<JsonElement, bool>? where = null)
    {
        while (true)
        {
            var next = await Next();
            if (next.Name == name && (where is null || where(next.Data)))
            {
                return next;
            }
        }
    }

    /// <summary>Waits until the server ends the stream.</summary>
    public async Task Ended(TimeSpan? patience = null) =>
        await Soon.Within("the server ends the stream", reading.ContinueWith(_ => true, TaskScheduler.Default), patience);

    /// <summary>Everything that has come and was not taken yet.</summary>
    public IReadOnlyList<ServerEvent> TakeArrived()
    {
        var taken = new List<ServerEvent>();
        while (arriving.Reader.TryRead(out var next))
        {
            Cursor = next.Id ?? Cursor;
            taken.Add(next);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        response.Dispose();
        await reading;
        closing.Dispose();
    }

    private async Task Read()
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(closing.Token);
            using var reader = new StreamReader(body);
            await ReadEvents(reader);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or HttpRequestException)
        {
            // Closed by one side or the other: both are an end.
        }
        finally
        {
            arriving.Writer.TryComplete();
        }
    }

    private async Task ReadEvents(StreamReader reader)
    {
        string? id = null;
        string? name = null;
        var data = "";
        while (await reader.ReadLineAsync(closing.Token) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    arriving.Writer.TryWrite(new ServerEvent(id, name ?? "message", JsonSerializer.Deserialize<JsonElement>(data)));
                }

                (name, data) = (null, "");
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..].TrimStart(' ');
            switch (field)
            {
                case "":
                    Interlocked.Increment(ref comments);
                    break;
                case "id":
                    id = value;
                    break;
                case "event":
                    name = value;
                    break;
                case "data":
                    data += data.Length == 0 ? value : "\n" + value;
                    break;
            }
        }
    }
}
