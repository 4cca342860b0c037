using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>A running shop to try: an account of three agents, made once.</summary>
public sealed class Demo(Store store, Passwords passwords) : IHostedService
{
    public const string Password = "moonlight-shop";

    public static readonly IReadOnlyList<(string Name, string Email)> People =
        [("Anna", "anna@demo.example"), ("Béla", "bela@demo.example"), ("Csilla", "csilla@demo.example")];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var db = store.Read())
        {
            if (await db.Accounts.AnyAsync(cancellationToken))
                return;
        }

        var hash = passwords.Hash(Password);
        await store.WriteOutside(
            async unit =>
            {
                var (account, _) = await CreateAccount.Create(unit, "Moonlight Shop", "pro", People[0].Email, People[0].Name, hash);
                foreach (var (name, email) in People.Skip(1))
                {
                    var agent = CreateAccount.NewAgent(unit, account.Id, name, email, Access.Limited, account.Locale);
                    (agent.PasswordHash, agent.JoinedAt, agent.Active) = (hash, unit.Now, true);
                    unit.Db.Add(agent);
                }

                return true;
            },
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
