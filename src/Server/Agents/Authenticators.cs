using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Outbox;
using Nightbell.Platform;
using OtpNet;

namespace Nightbell.Agents;

/// <summary>Makes and checks the second factor: codes of an authenticator (RFC 6238) and recovery codes, each accepted once.</summary>
public sealed class Authenticators(Tokens tokens)
{
    /// <summary>How many recovery codes there are at first.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>Octets of a secret: as long as the hash (RFC 4226, 4).</summary>
    private const int SecretOctets = 20;

    private const string Issuer = "Nightbell";

    /// <summary>One step of 30 s to either side: clocks differ, and typing takes a moment (RFC 6238, 5.2).</summary>
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>A fresh secret, for an agent's authenticator to take over.</summary>
    public (string Sealed, string Secret, string Uri) New(Agent agent, string account)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var octets = RandomNumberGenerator.GetBytes(SecretOctets);
        var secret = Base32Encoding.ToString(octets).TrimEnd('=');
        // Hash, digits and period are what authenticators take for granted; naming them makes the QR code denser.
        var label = Uri.EscapeDataString($"{account} ({Issuer}):{agent.Email}");
        return (tokens.SealSecondFactor(agent.Id, octets), secret,
            $"otpauth://totp/{label}?secret={secret}&issuer={Uri.EscapeDataString($"{account} ({Issuer})")}");
    }

    /// <summary>The time step of a code that is right now and newer than any that was accepted; null for a wrong or used one.</summary>
    public long? StepOf(SecondFactor factor, string code, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(factor);
        ArgumentNullException.ThrowIfNull(code);
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        if (digits.Length != 6 || code.Length > 12 || tokens.OpenSecondFactor(factor.AgentId, factor.Secret) is not { } secret)
            return null;
        return new Totp(secret).VerifyTotp(now.UtcDateTime, digits, out var step, Window) && step > factor.LastStep ? step : null;
    }

    /// <summary>Takes a code of the authenticator or a recovery code, which is void from then on.</summary>
    /// <returns>Whether it was right.</returns>
    public async Task<bool> Take(Unit unit, SecondFactor factor, string code)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(factor);
        if (StepOf(factor, code, unit.Now) is { } step)
        {
            factor.LastStep = step;
            return true;
        }

        return RecoveryCode.HashOf(factor.AgentId, code) is { } hash
            && await unit.Db.RecoveryCodes.Where(r => r.AgentId == factor.AgentId && r.Hash == hash).ExecuteDeleteAsync() > 0;
    }

    /// <summary>Fresh recovery codes in place of all that were there: the only time that they are shown.</summary>
    public static async Task<IReadOnlyList<string>> RenewRecoveryCodes(Unit unit, Guid agentId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await unit.Db.RecoveryCodes.Where(r => r.AgentId == agentId).ExecuteDeleteAsync();
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RecoveryCode.New()).ToList();
        unit.Db.AddRange(codes.Select(code => new RecoveryCode
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            AgentId = agentId,
            Hash = RecoveryCode.HashOf(agentId, code)!,
        }));
        return codes;
    }

    /// <summary>The agent signs in with the password alone from now on.</summary>
    /// <returns>Whether there was a second factor.</returns>
    public static async Task<bool> Remove(Unit unit, Guid agentId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await unit.Db.RecoveryCodes.Where(r => r.AgentId == agentId).ExecuteDeleteAsync();
        var asked = await unit.Db.SecondFactors.AnyAsync(f => f.AgentId == agentId && f.Since != null);
        await unit.Db.SecondFactors.Where(f => f.AgentId == agentId).ExecuteDeleteAsync();
        return asked;
    }

    /// <summary>Mails the agent that their second factor was switched on or off.</summary>
    public static void Tell(Unit unit, Agent agent, bool on)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(agent);
        unit.QueueLetter(on ? MailPurpose.SecondFactorOn : MailPurpose.SecondFactorOff, agent.Email, agent.Name, agent.Locale, agent.Id);
    }
}
