using Microsoft.AspNetCore.Identity;

namespace Nightbell.Agents;

/// <summary>ASP.NET Core Identity's password hashes (PBKDF2), which know when they have grown too weak.</summary>
public sealed class Passwords(IPasswordHasher<Agent> hasher)
{
    private readonly Lazy<string> hashOfNobody = new(() => hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>A hasher needs some agent, and never looks at it.</summary>
    private static Agent Nobody { get; } = new() { Name = "", Email = "", Locale = "en", TimeZone = "UTC" };

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Takes as long for nobody as for somebody.</summary>
    public PasswordVerificationResult Verify(Agent? agent, string password)
    {
        ArgumentNullException.ThrowIfNull(password);

        // Longer than any password we set: not worth hashing.
        var tried = password.Length <= 4 * Platform.Check.MaxPasswordLength ? password : "";
        var result = hasher.VerifyHashedPassword(Nobody, agent?.PasswordHash ?? hashOfNobody.Value, tried);
        return agent?.PasswordHash is null ? PasswordVerificationResult.Failed : result;
    }
}
