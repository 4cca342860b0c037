using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Live;

/// <summary>The agents' event stream. While it is open the device is alive.</summary>
public static class StreamEvents
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/events", Handle)
        .WithSummary("My events (server-sent); while the stream is open the device is alive")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static Task Handle(
        Guid device, Me me, HttpContext context, Store store, Settings settings, Feed feed, OpenStreams streams, TimeProvider clock) =>
        streams.RunAgent(me, device, context, cancel => new EventStream(context, store, feed, new AgentReader(me, device, settings, clock)).Run(cancel));
}
