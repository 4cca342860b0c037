namespace Nightbell.Agents;

/// <summary>What an agent looks like, as visitors and colleagues see it.</summary>
public sealed class AgentPicture
{
    public Guid AgentId { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>As its own first octets say, not as whoever sent it said.</summary>
    public required string ContentType { get; set; }
    public required byte[] Octets { get; set; }

    /// <summary>Names these octets, and stands in their address: another picture has another address, so each may be kept for ever.</summary>
    public required string Version { get; set; }

    /// <summary>Where a picture is read; null for none.</summary>
    public static string? PathOf(Guid? agentId, string? version) => agentId is null || version is null ? null : $"/pictures/{agentId}/{version}";
}
