using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Nightbell.Agents;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Accounts;

/// <summary>A running shop to try: an account of three agents, made once.</summary>
public sealed class Demo(Store store, Passwords passwords, IServer server, Settings settings) : IHostedLifecycleService
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
                var (account, _) = await CreateAccount.Create(unit, "Moonlight Shop", PackageSettings.OfFirstAccount, People[0].Email, People[0].Name, hash);
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

    /// <summary>The server listens: says where, and how to sign in.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? settings.PublicUrl;

        // A server that listens everywhere is reached here by this name.
        var address = bound.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal).TrimEnd('/');
        await Console.Out.WriteLineAsync($"""

            Nightbell is running as a demo.

              The shop, where a visitor writes   {address}/demo
              The desk, where agents answer      {address}/app
              The mailbox, where mails land      {address}/mailbox

              Sign in at the desk as {string.Join(" or ", People.Select(p => p.Email))}
              with the password {Password}

            """);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
