using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;
using Nightbell.Devices;

namespace Nightbell.Cli;

/// <summary><c>nightbell account set-package</c>: what it no longer includes stays stored and no longer counts.</summary>
public static class SetPackageCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<Guid>("account") { Description = "The account's id." };
        var package = new Argument<string>("package") { Description = "The new package." };
        var json = Terminal.JsonOption();
        var command = new Command("set-package", "Change an account's package.") { id, package, json };
        command.SetAction(async parsed =>
        {
            var wanted = parsed.GetRequiredValue(package).ToLowerInvariant();
            await using var installation = await Installation.OpenDatabase(terminal);
            installation.Settings.MustHavePackage(wanted);
            var accountId = parsed.GetRequiredValue(id);
            var (before, agents) = await installation.Store.Write(accountId, unit => Change(unit, wanted));
            var included = installation.Settings.Package(wanted).Agents;
            if (parsed.GetValue(json))
            {
                await terminal.SayJson(new { accountId, before, package = wanted, activeAgents = agents, includedAgents = included });
                return 0;
            }

            await terminal.Say($"The package was {before} and is {wanted}.");
            if (agents > included)
                await terminal.Say($"{agents} agents are active, more than the package includes: they stay so, and no further one can be activated.");
            return 0;
        });
        return command;
    }

    private static async Task<(string Before, int ActiveAgents)> Change(Unit unit, string package)
    {
        var before = unit.Account.Package;
        if (before != package)
        {
            await unit.KeepPastHours();
            unit.Account.Package = package;
            unit.NoteChangeByOperator("package", before, package);

            // Groups and office hours may count from now on, or no longer.
            await unit.RefreshTeams(tellAll: true);
            await unit.WakeWaiting();
            unit.Emit("settings", new { });
            unit.Emit("me", new { });
        }

        return (before, await unit.Db.Agents.CountAsync(a => a.AccountId == unit.Account.Id && a.Active && a.DeletedAt == null));
    }
}
