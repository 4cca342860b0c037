namespace Nightbell.Devices;

/// <summary>What kind of device; decides how long it lives without contact.</summary>
public enum DeviceKind
{
    Web,
    Mobile,
    Desktop,
}

/// <summary>One signed-in browser or phone of an agent.</summary>
public sealed class Device
{
    /// <summary>Chosen by the device; unique per agent.</summary>
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid AgentId { get; init; }
    public Guid SessionId { get; set; }
    public DeviceKind Kind { get; set; }
    public required string Name { get; set; }

    /// <summary>Start of its present life.</summary>
    public DateTimeOffset Since { get; set; }
    public DateTimeOffset LastContact { get; set; }

    /// <summary>Alive before this moment; <see cref="DateTimeOffset.MaxValue"/> while a web or desktop device's stream is open.</summary>
    public DateTimeOffset AliveUntil { get; set; }

    public bool IsAlive(DateTimeOffset now) => AliveUntil > now;

    /// <summary>In contact now, and alive until then if nothing else happens.</summary>
    public void Touch(DateTimeOffset now, DateTimeOffset aliveUntil)
    {
        if (!IsAlive(now))
            Since = now;
        LastContact = now;
        AliveUntil = aliveUntil;
    }
}

/// <summary>One open event stream, held by one server. Rows of a server that died are taken up by the living.</summary>
public sealed class OpenStream
{
    public Guid Id { get; init; }
    public Guid ServerId { get; init; }
    public Guid AccountId { get; init; }
    public Guid? AgentId { get; init; }
    public Guid? DeviceId { get; init; }
    public Guid? VisitorId { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
}

/// <summary>A running server and how long it may be silent before the others take it for dead.</summary>
public sealed class ServerLease
{
    public Guid Id { get; init; }
    public DateTimeOffset Until { get; set; }
}
