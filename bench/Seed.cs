using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Agents;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Live;
using Nightbell.Platform;
using Nightbell.Visitors;

namespace Nightbell.Bench;

/// <summary>A database filled with the application's own entities, as it would stand after use. Never while the program writes to it.</summary>
internal sealed class Seed : IAsyncDisposable
{
    /// <summary>Of whoever is let in.</summary>
    public const string Password = "correct horse battery staple";

    private const int AccountsPerUnit = 250;

    private readonly Store store;

    private Seed(string connectionString)
    {
        ConnectionString = connectionString;
        var settings = new Settings { Packages = PackageSettings.Defaults() };
        var signals = new Signals(new Feed());
        store = connectionString.Contains("Host=", StringComparison.Ordinal)
            ? new PostgresStore(connectionString, signals, settings, new Yesterday())
            : new SqliteStore(connectionString, signals, settings, new Yesterday());
    }

    public string ConnectionString { get; }

    /// <summary>A new database with the schema; a file of the run's folder, or one of the private cluster.</summary>
    public static async Task<Seed> New(Options options, Postgres? cluster = null)
    {
        var seed = new Seed(cluster is null ? SqliteIn(options) : await cluster.CreateDatabase());
        await seed.store.Migrate();
        return seed;
    }

    /// <summary>A database file that does not exist yet.</summary>
    public static string SqliteIn(Options options) => $"Data Source={Path.Combine(options.Folder, $"{Guid.CreateVersion7():N}.db")}";

    public Db Read() => store.Read();

    /// <summary>Accounts, each with active agents who are offline; a fact of <paramref name="offlineDelay"/> replaces the installation's.</summary>
    public async Task<IReadOnlyList<SeededAccount>> Accounts(int count, int agents, TimeSpan? offlineDelay = null)
    {
        var made = new List<SeededAccount>(count);
        for (var from = 0; from < count; from += AccountsPerUnit)
        {
            var first = from;
            made.AddRange(await store.WriteOutside(async unit =>
            {
                var some = new List<SeededAccount>();
                for (var i = first; i < Math.Min(count, first + AccountsPerUnit); i++)
                    some.Add(await Account(unit, i, agents, offlineDelay));
                return some;
            }));
        }

        return made;
    }

    /// <summary>Conversations of one visitor each that wrote once at a moment and nobody answered; the worker has not looked yet.</summary>
    public async Task<IReadOnlyList<Conversation>> Conversations(IReadOnlyList<SeededAccount> accounts, int count, DateTimeOffset at, int messages = 1)
    {
        var made = new List<Conversation>(count);
        foreach (var some in accounts.Chunk(AccountsPerUnit))
        {
            made.AddRange(await store.WriteOutside(unit =>
            {
                var of = some.SelectMany(a => Enumerable.Range(1, count / accounts.Count).Select(i => Conversation(unit, a, at, messages, i))).ToList();
                return Task.FromResult(of);
            }));
        }

        return made;
    }

    /// <summary>Writes anything else.</summary>
    public Task Write(Action<Db> write) => store.WriteOutside(unit =>
    {
        write(unit.Db);
        return Task.FromResult(true);
    });

    /// <summary>Lets an account's owner sign in with <see cref="Password"/>.</summary>
    public async Task<Agent> LetOwnerIn(SeededAccount account)
    {
        var owner = account.Agents[0];
        var hash = new PasswordHasher<Agent>().HashPassword(owner, Password);
        await Write(db => db.Agents.Where(a => a.Id == owner.Id).ExecuteUpdate(set => set.SetProperty(a => a.PasswordHash, hash)));
        return owner;
    }

    public ValueTask DisposeAsync() => store is IAsyncDisposable writer ? writer.DisposeAsync() : default;

    /// <summary>What is seeded was there a day ago: a team that never was online is offline since its account exists.</summary>
    private sealed class Yesterday : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(-1);
    }

    private static async Task<SeededAccount> Account(Unit unit, int number, int agents, TimeSpan? offlineDelay)
    {
        var (account, owner) = await CreateAccount.Create(
            unit, string.Create(CultureInfo.InvariantCulture, $"Shop {number}"), "pro", $"a0.shop{number}@mail.example", "Anna", "no password");
        account.OfflineDelaySeconds = offlineDelay is { } delay ? (int)delay.TotalSeconds : null;
        var people = new List<Agent> { owner };
        for (var i = 1; i < agents; i++)
        {
            var agent = CreateAccount.NewAgent(unit, account.Id, $"Agent {i}", $"a{i}.shop{number}@mail.example", Access.Limited, "en");
            (agent.Active, agent.JoinedAt) = (true, unit.Now);
            people.Add(agent);
        }

        unit.Db.AddRange(people.Skip(1));
        return new SeededAccount(account.Id, account.WidgetKey, people);
    }

    private static Conversation Conversation(Unit unit, SeededAccount account, DateTimeOffset at, int messages, int nth)
    {
        var visitor = new Visitor { Id = at.NewId(), AccountId = account.Id, Name = "Vera", Email = "vera@visitor.example", CreatedAt = at };
        var conversation = new Conversation
        {
            Id = at.NewId(),
            AccountId = account.Id,
            VisitorId = visitor.Id,
            CreatedAt = at,
            OpenSince = at,
            LastNumber = messages,
            LastFrom = MessageFrom.Visitor,
            LastText = string.Create(CultureInfo.InvariantCulture, $"Is the blue one still in stock, number {nth}?"),
            LastAt = at,
            UnansweredSince = at,
            LookAt = at,
        };
        unit.Db.AddRange(visitor, conversation);
        for (var number = 1; number <= messages; number++)
        {
            unit.Db.Add(new Message
            {
                Id = at.NewId(),
                AccountId = account.Id,
                ConversationId = conversation.Id,
                Number = number,
                From = MessageFrom.Visitor,
                Name = visitor.Name,
                Text = conversation.LastText,
                At = at,
                Offline = true,
            });
        }

        return conversation;
    }
}

/// <summary>An account of the seed.</summary>
internal sealed record SeededAccount(Guid Id, string WidgetKey, IReadOnlyList<Agent> Agents);
