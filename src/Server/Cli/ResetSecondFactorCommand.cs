using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.Data;

namespace Nightbell.Cli;

/// <summary><c>nightbell account reset-second-factor</c>: the way in for an agent who lost the authenticator and the recovery codes.</summary>
public static class ResetSecondFactorCommand
{
    public static Command Create(Terminal terminal)
    {
        var email = new Argument<string>("email") { Description = "The agent's sign-in name." };
        var json = Terminal.JsonOption();
        var command = new Command("reset-second-factor", "Let an agent sign in with the password alone, until they set up two-factor sign-in again.") { email, json };
        command.SetAction(async parsed =>
        {
            var check = new Platform.Check();
            var address = check.Email("the e-mail address", parsed.GetRequiredValue(email));
            check.MustHold();
            await using var installation = await Installation.OpenDatabase(terminal);
            var agent = await ResetPasswordCommand.Find(installation, address);
            var asked = await installation.Store.Write(agent.AccountId, unit => Reset(unit, agent.Id));
            if (parsed.GetValue(json))
            {
                await terminal.SayJson(new { agentId = agent.Id, agent.AccountId, agent.Name, agent.Email, secondFactor = false, changed = asked });
                return 0;
            }

            await terminal.Say(asked
                ? $"{agent.Name} signs in with the password alone from now on."
                : $"{agent.Name} signs in with the password alone already.");
            return 0;
        });
        return command;
    }

    private static async Task<bool> Reset(Unit unit, Guid agentId)
    {
        var asked = await Authenticators.Remove(unit, agentId);
        if (asked)
        {
            Authenticators.Tell(unit, await unit.FindAgent(agentId), on: false);
            unit.NoteChangeByOperator("agent.secondFactor", new { Id = agentId, SecondFactor = true }, new { Id = agentId, SecondFactor = false });
            unit.Emit("settings", new { });
        }

        return asked;
    }
}
