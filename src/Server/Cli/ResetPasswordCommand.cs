using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell account reset-password</c>: the way in for an agent who lost the password and the mailbox.</summary>
public static class ResetPasswordCommand
{
    public static Command Create(Terminal terminal)
    {
        var email = new Argument<string>("email") { Description = "The agent's sign-in name." };
        var passwordStdin = Terminal.PasswordOption();
        var json = Terminal.JsonOption();
        var command = new Command("reset-password", "Set an agent's password. It ends all their sessions; a second factor stays.") { email, passwordStdin, json };
        command.SetAction(async parsed =>
        {
            var check = new Check();
            var address = check.Email("the e-mail address", parsed.GetRequiredValue(email));
            var password = await terminal.ReadPassword(parsed.GetValue(passwordStdin));
            check.Password("the password", password);
            check.MustHold();
            await using var installation = await Installation.OpenDatabase(terminal);
            var agent = await Find(installation, address);
            var hash = installation.Passwords.Hash(password);
            await installation.Store.Write(agent.AccountId, unit => Set(unit, agent.Id, hash));
            if (parsed.GetValue(json))
                await terminal.SayJson(new { agentId = agent.Id, agent.AccountId, agent.Name, agent.Email });
            else
                await terminal.Say($"The password of {agent.Name} is set, and all their sessions have ended.");
            return 0;
        });
        return command;
    }

    /// <summary>The agent who signs in with an address.</summary>
    /// <exception cref="Refusal">There is none, or they have not joined.</exception>
    public static async Task<Agent> Find(Installation installation, string address)
    {
        ArgumentNullException.ThrowIfNull(installation);
        ArgumentNullException.ThrowIfNull(address);
        var normalized = address.ToUpperInvariant();
        await using var db = installation.Store.Read();
        var agent = await db.Agents.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized)
            ?? throw new Refusal($"No agent has the address {address}.");
        return agent.JoinedAt is null
            ? throw new Refusal($"{address} is invited and has not accepted yet: the invitation's link sets the password.")
            : agent;
    }

    private static async Task Set(Unit unit, Guid agentId, string hash)
    {
        var agent = await unit.Db.Agents.AsTracking().SingleAsync(a => a.Id == agentId);
        agent.PasswordHash = hash;

        // A link that is still on its way would undo this: to reset it, or to make the address somebody else's who knew the old one.
        await unit.EndSecrets(agentId, SecretPurpose.PasswordReset);
        await unit.EndSecrets(agentId, SecretPurpose.EmailChange);
        await unit.EndSessions(unit.Db.Sessions.Where(s => s.AgentId == agentId), agentId);
    }
}
