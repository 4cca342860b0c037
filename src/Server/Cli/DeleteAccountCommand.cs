using System.CommandLine;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Files;
using Nightbell.Outbox;

namespace Nightbell.Cli;

/// <summary><c>nightbell account delete</c>: the account and every row it owns.</summary>
public static class DeleteAccountCommand
{
    /// <summary>Rows deleted in one unit: a server on the same database waits for no longer than that takes.</summary>
    private const int RowsAtOnce = 1000;

    private static readonly MethodInfo DeleteSomeMethod =
        typeof(DeleteAccountCommand).GetMethod(nameof(DeleteSome), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static Command Create(Terminal terminal)
    {
        var id = new Argument<Guid>("account") { Description = "The account's id." };
        var yes = new Option<bool>("--yes") { Description = "Yes, delete everything it owns. There is no way back." };
        var json = Terminal.JsonOption();
        var command = new Command("delete", "Delete an account with everything it owns.") { id, yes, json };
        command.SetAction(async parsed =>
        {
            await using var installation = await Installation.OpenDatabase(terminal);
            var accountId = parsed.GetRequiredValue(id);
            var name = await NameOf(installation, accountId);
            if (!parsed.GetValue(yes))
                throw new Misuse($"This deletes {name} with all its agents and conversations, for good: say --yes.");
            var rows = await Delete(installation.Store, accountId);
            FolderFiles.Forget(installation.SqliteFile, accountId);
            if (parsed.GetValue(json))
                await terminal.SayJson(new { accountId, name, rows });
            else
                await terminal.Say($"{name} is deleted, with {rows} rows.");
            return 0;
        });
        return command;
    }

    private static async Task<string> NameOf(Installation installation, Guid accountId)
    {
        await using var db = installation.Store.Read();
        return await db.Accounts.Where(a => a.Id == accountId).Select(a => a.Name).SingleOrDefaultAsync()
            ?? throw new Refusal($"There is no account {accountId}.");
    }

    private static async Task<long> Delete(Store store, Guid accountId)
    {
        await store.Write(accountId, EndAllSessions);
        long rows = 0;
        foreach (var type in await OwnedTypes(store))
        {
            for (var deleted = RowsAtOnce; deleted == RowsAtOnce; rows += deleted)
                deleted = await store.Write(accountId, unit => DeleteOf(unit.Db, type, accountId));
        }

        // What a running server wrote meanwhile is little; it goes in the same unit as the account, after which nothing can follow.
        return rows + await store.Write(accountId, async unit =>
        {
            var rest = 0;
            foreach (var type in OwnedTypes(unit.Db))
            {
                for (var deleted = RowsAtOnce; deleted == RowsAtOnce; rest += deleted)
                    deleted = await DeleteOf(unit.Db, type, accountId);
            }

            unit.Db.Remove(unit.Account);
            return rest + 1;
        });
    }

    /// <summary>Agents who are signed in are shown out by the server within seconds.</summary>
    private static async Task EndAllSessions(Unit unit)
    {
        var agents = await unit.Db.Agents.Where(a => a.AccountId == unit.Account.Id).Select(a => a.Id).ToListAsync();
        foreach (var agentId in agents)
            await unit.EndSessions(unit.Db.Sessions.Where(s => s.AgentId == agentId), agentId);
    }

    private static async Task<IReadOnlyList<Type>> OwnedTypes(Store store)
    {
        await using var db = store.Read();
        return OwnedTypes(db);
    }

    /// <summary>
    /// Every kind of row that names its account: a table added later is not forgotten here. First what a running server acts on,
    /// so that nobody is told about an account that is going.
    /// </summary>
    private static IReadOnlyList<Type> OwnedTypes(Db db) =>
        [.. db.Model.GetEntityTypes()
            .Where(t => !t.IsOwned() && t.ClrType != typeof(Account) && t.FindProperty(nameof(Agent.AccountId)) is not null)
            .Select(t => t.ClrType)
            .OrderByDescending(t => t == typeof(OutgoingMail) || t == typeof(Conversation))];

    private static Task<int> DeleteOf(Db db, Type type, Guid accountId) =>
        (Task<int>)DeleteSomeMethod.MakeGenericMethod(type).Invoke(null, [db, accountId])!;

    private static Task<int> DeleteSome<T>(Db db, Guid accountId)
        where T : class =>
        db.Set<T>().Where(row => EF.Property<Guid?>(row, nameof(Agent.AccountId)) == accountId).Take(RowsAtOnce).ExecuteDeleteAsync();
}
