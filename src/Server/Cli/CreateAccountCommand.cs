using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Platform;

namespace Nightbell.Cli;

/// <summary><c>nightbell account create</c>: an account and its owner, who may sign in at once.</summary>
public static class CreateAccountCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Option<string>("--name") { Description = "The account's name, as visitors see it in mails.", Required = true };
        var ownerEmail = new Option<string>("--owner-email") { Description = "Sign-in name of its first agent, and address of notifications.", Required = true };
        var ownerName = new Option<string>("--owner-name") { Description = "Name of its first agent.", Required = true };
        var package = new Option<string?>("--package") { Description = $"Its package; {PackageSettings.OfFirstAccount} for the first account, {PackageSettings.OfLaterAccounts} for later ones." };
        var passwordStdin = Terminal.PasswordOption();
        var command = new Command("create", "Create an account and its owner. Prints {accountId, widgetKey, agentId}.")
        {
            name, ownerEmail, ownerName, passwordStdin, package, Terminal.JsonOption(),
        };
        command.SetAction(async parsed =>
        {
            var check = new Check();
            var accountName = check.Name("--name", parsed.GetRequiredValue(name));
            var email = check.Email("--owner-email", parsed.GetRequiredValue(ownerEmail));
            var agentName = check.Name("--owner-name", parsed.GetRequiredValue(ownerName));
            var password = await terminal.ReadPassword(parsed.GetValue(passwordStdin));
            check.Password("the password", password);
            check.MustHold();
            await using var installation = Installation.Open(terminal);
            if (parsed.GetValue(package) is { } wanted)
                installation.Settings.MustHavePackage(wanted);
            await installation.Migrate();
            var hash = installation.Passwords.Hash(password);
            var (account, owner) = await installation.Store.WriteOutside(async unit =>
            {
                var chosen = parsed.GetValue(package) ?? (await unit.Db.Accounts.AnyAsync() ? PackageSettings.OfLaterAccounts : PackageSettings.OfFirstAccount);
                return await CreateAccount.Create(unit, accountName, chosen.ToLowerInvariant(), email, agentName, hash);
            });
            await terminal.SayJson(new { accountId = account.Id, widgetKey = account.WidgetKey, agentId = owner.Id });
            return 0;
        });
        return command;
    }
}
