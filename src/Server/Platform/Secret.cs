using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>What a secret is good for; a token made for one purpose opens nothing else.</summary>
public enum SecretPurpose
{
    Invitation,
    PasswordReset,
    EmailChange,
    RecipientConfirmation,
    AddressConfirmation,
}

/// <summary>The single-use side of a token sent by mail: the token names this row, and using it ends it.</summary>
public sealed class Secret
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public SecretPurpose Purpose { get; init; }

    /// <summary>The agent or additional recipient it belongs to.</summary>
    public Guid SubjectId { get; init; }

    /// <summary>The address it is about.</summary>
    public string? Email { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A client-made id that was used: by whom, for what, with which body, and what was answered.</summary>
public sealed class ClientId : IAppendOnly
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid PrincipalId { get; init; }
    public required string Resource { get; init; }

    /// <summary>SHA-256 of the request's body as understood.</summary>
    public required string BodyHash { get; init; }
    public required string Answer { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>A data-protection key; in the database, so that every server of an installation reads the same cookies.</summary>
public sealed class DataProtectionKey
{
    public required string FriendlyName { get; init; }
    public required string Xml { get; init; }
}
