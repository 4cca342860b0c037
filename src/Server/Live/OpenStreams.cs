using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Devices;
using Nightbell.Outbox;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Live;

/// <summary>Notes when streams open and close, because that is what keeps a device alive and a visitor on the site.</summary>
public sealed class OpenStreams(Store store, ServerIdentity server, IHostApplicationLifetime lifetime, TimeProvider clock) : IDisposable
{
    /// <summary>
    /// What stores the ends of streams that are over: the database may be in trouble just then, and a device without a stream would live
    /// for as long as this server.
    /// </summary>
    private readonly ConcurrentDictionary<Guid, Func<Task>> ended = new();

    /// <summary>Cancelled when other servers took this one for dead, and its streams' rows are gone.</summary>
    private CancellationTokenSource lapse = new();

    /// <summary>
    /// Some stream is over, and its end is to be stored by this server: once it stops, by the one that takes over. Asked of the stop itself, since who waits
    /// for an end goes on in the midst of it, before the workers have heard.
    /// </summary>
    public bool HaveEnded => !ended.IsEmpty && !lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Ends every stream of this server: their clients come back, and are noted anew.</summary>
    public void EndAll()
    {
        using var lapsed = Interlocked.Exchange(ref lapse, new CancellationTokenSource());
        lapsed.Cancel();
    }

    public void Dispose() => lapse.Dispose();

    /// <summary>Stores the ends of streams that could not be stored as they came.</summary>
    public async Task CloseEnded()
    {
        foreach (var id in ended.Keys)
        {
            if (HaveEnded)
                await CloseEnded(id);
        }
    }

    /// <summary>Runs an agent's stream; its device lives as long.</summary>
    /// <exception cref="Problem">404 when the device is not signed in.</exception>
    public async Task RunAgent(Me me, Guid deviceId, HttpContext context, Func<CancellationToken, Task> run)
    {
        ArgumentNullException.ThrowIfNull(me);
        var stream = New(me.AccountId, agentId: me.AgentId, deviceId: deviceId);
        async Task Open(Unit unit)
        {
            var device = await unit.Db.Devices.AsTracking()
                .SingleOrDefaultAsync(d => d.AgentId == me.AgentId && d.Id == deviceId && d.SessionId == me.SessionId)
                ?? throw Problem.NotFound();
            device.Touch(unit.Now, DateTimeOffset.MaxValue);
            unit.Db.Add(stream);
            await unit.RefreshTeams();
        }

        await Run(context, stream, Open, run, unit => CloseAgent(unit, stream));
    }

    /// <summary>Runs a visitor's stream; while it is open, the visitor is on the site.</summary>
    public async Task RunVisitor(Guest guest, HttpContext context, Func<CancellationToken, Task> run)
    {
        ArgumentNullException.ThrowIfNull(guest);
        var stream = New(guest.AccountId, visitorId: guest.VisitorId);
        async Task Open(Unit unit)
        {
            var comes = !await unit.Db.OpenStreams.AnyAsync(s => s.VisitorId == guest.VisitorId);
            unit.Db.Add(stream);
            if (await unit.FindVisitor(guest.VisitorId) is { } visitor)
            {
                visitor.MustNotBeErased();
                if (visitor.LeftAt is not null)
                    await unit.WakeConversationOf(guest.VisitorId);
                visitor.LeftAt = null;
                await unit.NoteSeen(visitor);
                if (comes)
                    await unit.TellAgentsOf(visitor.Id);
            }
        }

        await Run(context, stream, Open, run, unit => CloseVisitor(unit, stream));
    }

    /// <summary>A stream of this or of a dead server is no more.</summary>
    public static async Task CloseAgent(Unit unit, OpenStream stream)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(stream);
        if (await unit.Db.OpenStreams.Where(s => s.Id == stream.Id).ExecuteDeleteAsync() == 0)
            return;
        if (await unit.Db.OpenStreams.AnyAsync(s => s.AgentId == stream.AgentId && s.DeviceId == stream.DeviceId))
            return;
        var device = await unit.Db.Devices.AsTracking()
            .SingleOrDefaultAsync(d => d.AgentId == stream.AgentId && d.Id == stream.DeviceId);
        if (device is null || !device.IsAlive(unit.Now))
            return;
        device.Touch(unit.Now, unit.Now + unit.Settings.Delays.Grace(device.Kind));
        await unit.RefreshTeams();
    }

    /// <inheritdoc cref="CloseAgent"/>
    public static async Task CloseVisitor(Unit unit, OpenStream stream)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(stream);
        if (await unit.Db.OpenStreams.Where(s => s.Id == stream.Id).ExecuteDeleteAsync() == 0)
            return;
        if (await unit.Db.OpenStreams.AnyAsync(s => s.VisitorId == stream.VisitorId))
            return;
        await unit.TellAgentsOf(stream.VisitorId!.Value);
        if (await unit.FindVisitor(stream.VisitorId.Value) is not { LeftAt: null } visitor)
            return;
        visitor.LeftAt = unit.Now;
        await unit.WakeConversationOf(visitor.Id);
        await unit.AskToTellVisitor(visitor.Id);
    }

    private OpenStream New(Guid accountId, Guid? agentId = null, Guid? deviceId = null, Guid? visitorId = null)
    {
        var now = clock.Now();
        return new OpenStream
        {
            Id = now.NewId(),
            ServerId = server.Id,
            AccountId = accountId,
            AgentId = agentId,
            DeviceId = deviceId,
            VisitorId = visitorId,
            OpenedAt = now,
        };
    }

    private async Task Run(HttpContext context, OpenStream stream, Func<Unit, Task> open, Func<CancellationToken, Task> run, Func<Unit, Task> close)
    {
        var lapsed = lapse.Token;
        try
        {
            await store.Write(stream.AccountId, open);
        }
        catch (Exception trouble) when (trouble is not Problem)
        {
            // It may be stored all the same, when only the answer to the commit was lost; and nobody reads it.
            ended[stream.Id] = () => store.Write(stream.AccountId, close);
            throw;
        }

        await Until(context, run, stream, close, lapsed);
    }

    private async Task Until(HttpContext context, Func<CancellationToken, Task> run, OpenStream stream, Func<Unit, Task> close, CancellationToken lapsed)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, lapsed);
        try
        {
            await run(over.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client left, as clients do.
        }
        finally
        {
            // When the server itself stops, its streams count as broken only once a server is ready again: a restart empties no desk.
            if (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                ended[stream.Id] = () => store.Write(stream.AccountId, close);
                await CloseEnded(stream.Id);
            }
        }
    }

    private async Task CloseEnded(Guid id)
    {
        if (!ended.TryGetValue(id, out var close))
            return;
        try
        {
            // A locked account may take long, and a stop waits for requests: who takes over stores it.
            await close().WaitAsync(lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }
        catch (Problem)
        {
            // The account is no more, and its streams with it.
        }

        ended.TryRemove(id, out _);
    }
}

/// <summary>Stores what was refused as it happened: the ends of streams.</summary>
public sealed class CloseEndedStreams(OpenStreams streams, TimeProvider clock) : Worker
{
    public override async Task<bool> RunOnce(CancellationToken cancel)
    {
        if (!streams.HaveEnded)
            return false;
        await streams.CloseEnded();
        return true;
    }

    public override Task<DateTimeOffset?> NextDue(CancellationToken cancel) =>
        Task.FromResult<DateTimeOffset?>(streams.HaveEnded ? clock.Now() : null);
}
