using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Devices;

/// <summary>A device says that it is there, or signs out.</summary>
public static class SignInDevice
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/me/devices/{id:guid}", SignIn).WithSummary("A device of mine is signed in and in contact now");
        api.MapDelete("/me/devices/{id:guid}", SignOut).WithSummary("Sign a device of mine out, at once");
    }

    private static async Task<Ok<DeviceItem>> SignIn(Guid id, Request request, Me me, Store store)
    {
        var check = new Check();
        var name = check.Name("name", request.Name);
        check.Done();
        return TypedResults.Ok(await store.Write(me.AccountId, async unit =>
        {
            // It was signed out everywhere meanwhile: a device would be there for hours that nobody holds.
            if (!await unit.Db.Sessions.AnyAsync(s => s.Id == me.SessionId))
                throw new Problem(StatusCodes.Status401Unauthorized, "sign_in_needed");
            var device = await unit.Db.Devices.AsTracking().SingleOrDefaultAsync(d => d.AgentId == me.AgentId && d.Id == id);
            if (device is null)
            {
                device = new Device { Id = id, AccountId = me.AccountId, AgentId = me.AgentId, Name = name, Since = unit.Now };
                unit.Db.Add(device);
            }

            device.Kind = request.Kind;
            device.Name = name;
            device.SessionId = me.SessionId;
            var until = unit.Now + unit.Settings.Delays.Grace(device.Kind);
            device.Touch(unit.Now, device.AliveUntil > until ? device.AliveUntil : until);
            await unit.RefreshTeams();
            unit.Emit("me", new { }, Audience.OneAgent, agentId: me.AgentId);
            return DeviceItem.Of(device, unit.Now);
        }));
    }

    private static async Task<NoContent> SignOut(Guid id, Me me, Store store)
    {
        await store.Write(me.AccountId, async unit =>
        {
            var device = await unit.Db.Devices.SingleOrDefaultAsync(d => d.AgentId == me.AgentId && d.Id == id) ?? throw Problem.NotFound();
            await unit.SignOutDevices(unit.Db.Devices.Where(d => d.AgentId == me.AgentId && d.Id == id));
            await EndSessionOf(unit, device, me);
            unit.Emit("me", new { }, Audience.OneAgent, agentId: me.AgentId);
        });
        return TypedResults.NoContent();
    }

    /// <summary>
    /// Whoever has that browser before them finds themselves at the sign-in. A session goes with its last device: a browser that forgot its id
    /// has another one by now. One's own ends by signing out of it.
    /// </summary>
    private static async Task EndSessionOf(Unit unit, Device device, Me me)
    {
        if (device.SessionId != me.SessionId && !await unit.Db.Devices.AnyAsync(d => d.AgentId == me.AgentId && d.SessionId == device.SessionId))
            await unit.EndSessions(unit.Db.Sessions.Where(s => s.Id == device.SessionId), me.AgentId);
    }

    /// <summary>Ends devices at once, without a grace: signing out is said, not noticed.</summary>
    public static async Task SignOutDevices(this Unit unit, IQueryable<Device> devices)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var gone = await devices.AsTracking().ToListAsync();
        foreach (var device in gone)
        {
            await unit.Db.OpenStreams.Where(s => s.AgentId == device.AgentId && s.DeviceId == device.Id).ExecuteDeleteAsync();
            unit.Emit("device", new { }, Audience.Server, agentId: device.AgentId);
        }

        unit.Db.RemoveRange(gone);
        await unit.RefreshTeams();

        // An assignee without any device left is an empty chair, online before or not.
        await unit.WakeWaiting();
    }

    public sealed record Request(DeviceKind Kind, string Name);
}

public sealed record DeviceItem(Guid Id, DeviceKind Kind, string Name, bool Alive, DateTimeOffset Since, DateTimeOffset LastContact)
{
    public static DeviceItem Of(Device device, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new(device.Id, device.Kind, device.Name, device.IsAlive(now), device.Since, device.LastContact);
    }
}
