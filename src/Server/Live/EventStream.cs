using System.Text;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Live;

/// <summary>
/// Server-sent events, written by hand: the head and a comment go out at once, a comment follows whenever it is quiet, and a
/// stream that resumes gets exactly what it missed.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="store">Where events are.</param>
/// <param name="feed">Where new ones are heard of.</param>
/// <param name="reader">Who reads.</param>
public sealed class EventStream(HttpContext context, Store store, Feed feed, EventReader reader)
{
    private const int EventsAtOnce = 200;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Runs until the client or the reader's sign-in is gone.</summary>
    /// <param name="cancel">The client left, or the server stops.</param>
    public async Task Run(CancellationToken cancel)
    {
        context.Response.Headers.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await Write(":\n\n", cancel);

        using var whispers = new Whispers(feed, reader);
        var (cursor, lost) = await Start(cancel);
        await Write(Frame("hello", "{}", cursor), cancel);
        if (lost)
            await Write(Frame("reset", "{}", cursor), cancel);
        while (!cancel.IsCancellationRequested)
        {
            var changed = feed.NextChange(reader.AccountId);
            var whispered = whispers.NextChange;
            var events = await feed.After(store, reader.AccountId, cursor, EventsAtOnce, cancel);
            if (events.Count > 0 && events[0].Number != cursor + 1)
            {
                // What lies between is not kept any more.
                cursor = await reader.NewestEvent(store, cancel);
                await Write(Frame("reset", "{}", cursor), cancel);
                continue;
            }

            var text = new StringBuilder();
            foreach (var told in events)
            {
                cursor = told.Number;
                if (told.Audience == Audience.Server && told.AgentId == reader.AgentId && !await reader.MayStillRead(store))
                    return;
                if (await reader.See(store, told) is { } data)
                    text.Append(Frame(told.Type, data, cursor));
            }

            foreach (var told in whispers.Take())
            {
                if (await reader.See(store, told) is { } data)
                    text.Append(Frame(told.Type, data, cursor));
            }

            if (text.Length > 0)
                await Write(text.ToString(), cancel);
            if (events.Count < EventsAtOnce && await Quiet(changed, whispered, cancel))
                await Write(":\n\n", cancel);
        }
    }

    /// <summary>Where to begin, and whether what came before is lost to the client: its cursor is none of ours, or too old.</summary>
    private async Task<(long Cursor, bool Lost)> Start(CancellationToken cancel)
    {
        var newest = await reader.NewestEvent(store, cancel);
        var asked = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header
            ? header
            : context.Request.Query["after"].ToString();
        if (asked.Length == 0)
            return (newest, false);
        if (reader.ReadCursor(asked) is not { } known || known < 0 || known > newest)
            return (newest, true);
        var next = known == newest ? [] : await feed.After(store, reader.AccountId, known, 1, cancel);
        return known == newest || (next.Count > 0 && next[0].Number == known + 1) ? (known, false) : (newest, true);
    }

    private static async Task<bool> Quiet(Task changed, Task whispered, CancellationToken cancel)
    {
        var heartbeat = Task.Delay(Heartbeat, TimeProvider.System, cancel);
        return await Task.WhenAny(changed, whispered, heartbeat) == heartbeat && !cancel.IsCancellationRequested;
    }

    private string Frame(string type, string data, long cursor) => $"id: {reader.WriteCursor(cursor)}\nevent: {type}\ndata: {data}\n\n";

    private async Task Write(string text, CancellationToken cancel)
    {
        await context.Response.WriteAsync(text, cancel);
        await context.Response.Body.FlushAsync(cancel);
    }

    /// <summary>What passes by unstored: typing.</summary>
    private sealed class Whispers : IDisposable
    {
        private readonly Feed feed;
        private readonly EventReader reader;
        private readonly Queue<Event> heard = new();
        private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Whispers(Feed feed, EventReader reader)
        {
            (this.feed, this.reader) = (feed, reader);
            feed.Whispered += Hear;
        }

        public Task NextChange => changed.Task;

        public List<Event> Take()
        {
            lock (heard)
            {
                var taken = heard.ToList();
                heard.Clear();
                changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return taken;
            }
        }

        public void Dispose() => feed.Whispered -= Hear;

        private void Hear(Event told)
        {
            if (told.AccountId != reader.AccountId)
                return;
            lock (heard)
            {
                heard.Enqueue(told);
                changed.TrySetResult();
            }
        }
    }
}

/// <summary>Who reads a stream: which events they see, as what, and how their cursors look.</summary>
public abstract class EventReader
{
    public abstract Guid AccountId { get; }

    /// <summary>The agent who reads; null for visitors.</summary>
    public virtual Guid? AgentId => null;

    /// <summary>The data to show of an event; null when it is not for this reader.</summary>
    public abstract ValueTask<string?> See(Store store, Event told);

    public abstract string WriteCursor(long number);

    public abstract long? ReadCursor(string cursor);

    /// <summary>Whether the sign-in still counts.</summary>
    public virtual ValueTask<bool> MayStillRead(Store store) => ValueTask.FromResult(true);

    public async Task<long> NewestEvent(Store store, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var db = store.Read();
        var account = await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleOrDefaultAsync(
            db.Accounts.Where(a => a.Id == AccountId).Select(a => (long?)a.LastEvent), cancel);
        return account ?? throw Problem.NotFound();
    }
}
