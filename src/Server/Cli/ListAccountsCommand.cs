using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Nightbell.Cli;

/// <summary><c>nightbell account list</c>.</summary>
public static class ListAccountsCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = Terminal.JsonOption();
        var command = new Command("list", "List the accounts, oldest first.") { json };
        command.SetAction(async parsed =>
        {
            await using var installation = await Installation.OpenDatabase(terminal);
            var items = await Load(installation);
            if (parsed.GetValue(json))
            {
                await terminal.SayJson(new { items });
                return 0;
            }

            foreach (var item in items)
            {
                await terminal.Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{item.Id}  {item.Package,-8}  {item.ActiveAgents,3} of {item.Agents} agents active  {item.Conversations,6} conversations  {item.Name}"));
            }

            return 0;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Item>> Load(Installation installation)
    {
        await using var db = installation.Store.Read();
        return await db.Accounts.OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).Select(a => new Item(
            a.Id,
            a.Name,
            a.Package,
            a.WidgetKey,
            a.CreatedAt,
            db.Agents.Count(g => g.AccountId == a.Id && g.DeletedAt == null),
            db.Agents.Count(g => g.AccountId == a.Id && g.DeletedAt == null && g.Active),
            db.Conversations.Count(c => c.AccountId == a.Id))).ToListAsync();
    }

    private sealed record Item(
        Guid Id, string Name, string Package, string WidgetKey, DateTimeOffset CreatedAt, int Agents, int ActiveAgents, int Conversations);
}
