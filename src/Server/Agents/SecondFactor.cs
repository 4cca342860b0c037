using System.Security.Cryptography;
using System.Text;

namespace Nightbell.Agents;

/// <summary>An agent's authenticator (RFC 6238): besides the password, signing in asks for what it shows.</summary>
public sealed class SecondFactor
{
    public Guid AgentId { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>The shared secret, sealed.</summary>
    public required string Secret { get; set; }

    /// <summary>Since when it is asked for; null until the agent has shown by a code that the authenticator has it.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>The newest time step whose code was accepted: no code is accepted twice.</summary>
    public long LastStep { get; set; }
}

/// <summary>A way in for whoever lost the authenticator; used once. Only its hash is kept: it is too long to be guessed from that.</summary>
public sealed class RecoveryCode
{
    /// <summary>No letter is taken for another or for a digit.</summary>
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>79 bits.</summary>
    private const int Length = 16;

    private const int GroupLength = 4;

    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid AgentId { get; init; }
    public required string Hash { get; init; }

    /// <summary>A fresh code, in groups that are easy to copy.</summary>
    public static string New() =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>What is kept of an agent's code, however it is grouped; null for what cannot be one.</summary>
    public static string? HashOf(Guid agentId, string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var plain = string.Concat(code.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        return plain.Length == Length ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{agentId} {plain}"))) : null;
    }
}
