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
    /// <summary>An event to the server alone that ends every stream of its agent which was open when it came, even if the sign-in counts on.</summary>
    public const string EndingEvent = "streams_end";

    private const int EventsAtOnce = 200;

    /// <summary>Events of an account that are looked through for somebody who reads of themselves alone: whoever missed more reads everything anew.</summary>
    private const int MostForOne = 5_000;
    private const string SignOfLife = ":\n\n";

    /// <summary>The account's newest event when this stream began: what one that resumes is told up to here happened before it.</summary>
    private long newestAtStart;

    /// <summary>Runs until the client or the reader's sign-in is gone, or an <see cref="EndingEvent"/> comes.</summary>
    /// <param name="cancel">The client left, or the server stops.</param>
    public async Task Run(CancellationToken cancel)
    {
        context.Response.Headers.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await Write(SignOfLife, cancel);

        var listener = new Listener();
        using var membership = feed.Join(reader.AccountId, listener, reader.Only);
        await using var end = cancel.UnsafeRegister(static woken => ((Listener)woken!).Ring(), listener);
        var (cursor, lost) = await Start(cancel);

        // A sign-in that ended just now is in an event before the cursor, which is not told any more.
        if (!await reader.MayStillRead(store))
            return;
        await Write(Frame("hello", "{}", cursor) + (lost ? Frame("reset", "{}", cursor) : ""), cancel);
        while (!cancel.IsCancellationRequested)
        {
            if (await Tell(listener, cursor, cancel) is not { } told)
                return;
            cursor = told;
            await listener.Wait();
        }
    }

    /// <summary>Writes what there is to tell after a cursor, and answers how far that goes; null when the stream is to end.</summary>
    private async Task<long?> Tell(Listener listener, long cursor, CancellationToken cancel)
    {
        var (whispers, beaten) = listener.Take();

        // Its ring is taken along with the others, and would be waited for in vain.
        cancel.ThrowIfCancellationRequested();
        var text = new StringBuilder();
        for (var count = EventsAtOnce; count == EventsAtOnce; )
        {
            var events = await feed.After(store, reader.AccountId, cursor, EventsAtOnce, cancel);
            count = events.Count;
            if (count > 0 && events[0].Number != cursor + 1)
            {
                // What lies between is not kept any more.
                cursor = await reader.NewestEvent(store, cancel);
                text.Append(Frame("reset", "{}", cursor));
                break;
            }

            foreach (var told in events)
            {
                cursor = told.Number;
                if (told.Audience == Audience.Server && told.AgentId == reader.AgentId && await Ends(told))
                    return null;
                await Append(text, told, cursor);
            }

            if (text.Length > 0)
                await Write(text.ToString(), cancel);
            beaten &= text.Length == 0;
            text.Clear();
        }

        foreach (var told in whispers)
            await Append(text, told, cursor);
        if (text.Length == 0 && beaten)
            text.Append(SignOfLife);
        if (text.Length > 0)
            await Write(text.ToString(), cancel);
        return cursor;
    }

    private async ValueTask<bool> Ends(Event told) =>
        (told.Type == EndingEvent && told.Number > newestAtStart) || !await reader.MayStillRead(store);

    private async Task Append(StringBuilder text, Event told, long cursor)
    {
        if (await reader.See(store, told) is { } data)
            text.Append(Frame(told.Type, data, cursor));
    }

    /// <summary>Where to begin, and whether what came before is lost to the client: its cursor is none of ours, or too old.</summary>
    private async Task<(long Cursor, bool Lost)> Start(CancellationToken cancel)
    {
        var newest = newestAtStart = await reader.NewestEvent(store, cancel);
        var asked = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header
            ? header
            : context.Request.Query["after"].ToString();
        if (asked.Length == 0)
            return (newest, false);
        if (reader.ReadCursor(asked) is not { } known || known < 0 || known > newest || (reader.Only is not null && newest - known > MostForOne))
            return (newest, true);
        var next = known == newest ? [] : await feed.After(store, reader.AccountId, known, 1, cancel);
        return known == newest || (next.Count > 0 && next[0].Number == known + 1) ? (known, false) : (newest, true);
    }

    private string Frame(string type, string data, long cursor) => $"id: {reader.WriteCursor(cursor)}\nevent: {type}\ndata: {data}\n\n";

    private async Task Write(string text, CancellationToken cancel)
    {
        await context.Response.WriteAsync(text, cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}

/// <summary>Who reads a stream: which events they see, as what, and how their cursors look.</summary>
public abstract class EventReader
{
    public abstract Guid AccountId { get; }

    /// <summary>The agent who reads; null for visitors.</summary>
    public virtual Guid? AgentId => null;

    /// <summary>The visitor of whom alone it reads, besides what is for all visitors; null for whoever may read of all.</summary>
    public virtual Guid? Only => null;

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
