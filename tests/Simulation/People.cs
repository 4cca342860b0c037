using System.Globalization;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>A stream that somebody wants to be open: a page that is in view. It resumes where it was after the server's death.</summary>
public sealed class Line(Caller api, string path) : IAsyncDisposable
{
    private readonly List<ServerEvent> received = [];
    private EventStream? stream;
    private string? cursor;

    /// <summary>The page is in view.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Where the first of these streams began; null when none ever was.</summary>
    public string? Start { get; private set; }

    public string? Cursor => stream?.Cursor ?? cursor;

    public Caller Api => api;

    public string Path => path;

    /// <summary>The server said that it no longer knows what came since.</summary>
    public bool WasReset { get; private set; }

    /// <summary>Every event that came, in order.</summary>
    public IReadOnlyList<ServerEvent> Received
    {
        get
        {
            Collect();
            return received;
        }
    }

    public async Task Open()
    {
        (stream, var first) = await EventStream.OpenAndGreet(api, path, cursor);
        IsOpen = true;
        Start ??= first.Id;
        if (first.Name == "reset")
            WasReset = true;
        else if (first.Name != "hello")
            received.Add(first);
    }

    /// <summary>Closed by the page or by fate.</summary>
    /// <returns>The mark of the request that ends; null when the server ended it already.</returns>
    public async Task<string?> Close()
    {
        IsOpen = false;
        return await Drop();
    }

    /// <summary>The server is gone, and the page is still in view.</summary>
    public Task Lose() => Drop();

    public async Task Resume()
    {
        if (IsOpen && stream is null)
            await Open();
    }

    public async ValueTask DisposeAsync() => await Drop();

    private void Collect()
    {
        if (stream is not null)
            received.AddRange(stream.TakeArrived());
    }

    private async Task<string?> Drop()
    {
        if (stream is not { } dropped)
            return null;
        Collect();
        cursor = dropped.Cursor;
        stream = null;
        await dropped.DisposeAsync();
        return dropped.Mark;
    }
}

/// <summary>A browser or phone of an agent.</summary>
public sealed class Browser(string name, Caller api) : IAsyncDisposable
{
    public string Name => name;

    public Caller Api => api;

    /// <summary>As the server knows it.</summary>
    public string Id { get; private set; } = Guid.CreateVersion7().ToString();

    public Line Line { get; private set; } = null!;

    public bool IsSignedIn { get; set; } = true;

    /// <summary>It has told the server of itself since it was signed in.</summary>
    public bool IsKnown { get; set; }

    public static Browser Of(string name, Caller api)
    {
        var browser = new Browser(name, api);
        browser.Line = new Line(api, $"/api/events?device={browser.Id}");
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        api.Dispose();
    }
}

/// <summary>An agent as the story knows them.</summary>
public sealed class Person(string name, Member member, Uri server)
{
    public string Name => name;

    public string Id => member.Id;

    public string Email { get; set; } = member.Email;

    public IReadOnlyDictionary<string, Browser> Browsers { get; } =
        member.Browsers.ToDictionary(b => b.Key, b => Browser.Of(b.Key, b.Value.Twin(server)), StringComparer.Ordinal);

    public Caller Api => Browsers[World.Desk].Api;
}

/// <summary>A visitor as the story knows them.</summary>
public sealed class Guest(string name, Caller api) : IAsyncDisposable
{
    public string Name => name;

    public Caller Api => api;

    public Line Line { get; } = new(api, "/widget/v1/events");

    public long Written { get; set; }

    /// <summary>How often agents answered.</summary>
    public long Answered { get; set; }

    public string? ConversationId { get; set; }

    /// <summary>A visitor's message.</summary>
    public static string Says(string visitor, long number) => string.Create(CultureInfo.InvariantCulture, $"{visitor} says {number}");

    /// <summary>An agent's message.</summary>
    public static string IsTold(string visitor, long number) => string.Create(CultureInfo.InvariantCulture, $"{visitor} is told {number}");

    public async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        api.Dispose();
    }
}
