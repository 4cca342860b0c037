namespace Nightbell.ApiTokens;

/// <summary>What a program of the account signs in with. It acts for the account, within its scopes, and is nobody: never online, never assigned.</summary>
public sealed class ApiToken
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>What the audit and visitors call it.</summary>
    public required string Name { get; init; }

    /// <summary>How the token begins, so that people can tell theirs apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the token, in hex. The token is as good as random, so nothing slower is needed.</summary>
    public required string Hash { get; init; }

    /// <summary>Names of <see cref="Scopes"/>, space separated.</summary>
    public required string Scopes { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it opens nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To within a few minutes; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
