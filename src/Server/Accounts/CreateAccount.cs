using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>Creates an account with its owner, an active agent with full access.</summary>
public static class CreateAccount
{
    /// <exception cref="Problem">409 <c>email_taken</c>.</exception>
    public static async Task<(Account Account, Agent Owner)> Create(
        Unit unit, string name, string package, string ownerEmail, string ownerName, string passwordHash, string locale = "en")
    {
        ArgumentNullException.ThrowIfNull(unit);
        var normalized = ownerEmail.ToUpperInvariant();
        if (await unit.Db.Agents.AnyAsync(a => a.NormalizedEmail == normalized))
            throw Problem.Conflict("email_taken");
        var account = new Account
        {
            Id = unit.Now.NewId(),
            Name = name,
            Package = package,
            CreatedAt = unit.Now,
            WidgetKey = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12)),
            Locale = locale,
            PrivateRelay = !await unit.Db.Accounts.AnyAsync(),
        };
        var owner = NewAgent(unit, account.Id, ownerName, ownerEmail, Access.Full, locale);
        owner.PasswordHash = passwordHash;
        owner.JoinedAt = unit.Now;
        owner.Active = true;
        unit.Db.AddRange(account, owner);

        // With the first account, the way to make it without signing in is closed.
        await unit.Db.SetupCodes.ExecuteDeleteAsync();
        return (account, owner);
    }

    public static Agent NewAgent(Unit unit, Guid accountId, string name, string email, Access access, string locale, Guid? id = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(email);
        return new Agent
        {
            Id = id ?? unit.Now.NewId(),
            AccountId = accountId,
            Name = name,
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            Access = access,
            Locale = locale,
            TimeZone = "UTC",
            InvitedAt = unit.Now,
        };
    }
}
