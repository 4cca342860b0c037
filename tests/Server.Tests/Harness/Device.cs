namespace Nightbell.Server.Tests.Harness;

/// <summary>One signed-in browser or phone with a session of its own.</summary>
public sealed class Device(Story story, Caller api, string kind, string name) : IAsyncDisposable
{
    private EventStream? stream;

    public Caller Api => api;

    public string Id { get; } = Guid.NewGuid().ToString();

    public string Name => name;

    public EventStream Stream => stream ?? throw new InvalidOperationException($"{name} has no open stream.");

    /// <summary>In contact now, as a phone that fetches something in the background.</summary>
    public async Task Touches()
    {
        (await api.Put($"/api/me/devices/{Id}", new { kind, name })).Ok();
        await story.Settle();
    }

    /// <summary>Opens the event stream: from here on the device is alive until it breaks off.</summary>
    public async Task Opens()
    {
        (stream, var first) = await EventStream.OpenAndGreet(api, $"/api/events?device={Id}");
        Assert.Equal("hello", first.Name);
        await story.Settle();
    }

    /// <summary>The lid is closed: the stream breaks off without a word, and the server has noticed.</summary>
    public async Task BreaksOff()
    {
        var broken = Stream;
        stream = null;
        await broken.DisposeAsync();
        await story.App.RequestEnded(broken.Mark);
        await story.Settle();
    }

    /// <summary>The stream is gone because the server is; nothing to wait for.</summary>
    public async Task LosesServer()
    {
        var lost = Stream;
        stream = null;
        await lost.DisposeAsync();
    }

    /// <summary>Signs out in this browser.</summary>
    public async Task SignsOut()
    {
        (await api.Delete("/api/session")).Is(204);
        await story.Settle();
    }

    /// <summary>Ends this device from the list of devices.</summary>
    public async Task IsSignedOut()
    {
        (await api.Delete($"/api/me/devices/{Id}")).Is(204);
        await story.Settle();
    }

    public async ValueTask DisposeAsync()
    {
        if (stream is not null)
        {
            await stream.DisposeAsync();
        }

        api.Dispose();
    }
}
