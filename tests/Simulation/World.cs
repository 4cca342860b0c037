using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Nightbell.Outbox;
using Npgsql;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>Somebody of the cast, with the browsers that are signed in.</summary>
/// <param name="Id">The agent's.</param>
/// <param name="Email">At the beginning.</param>
/// <param name="Browsers">By device, each with a session of its own; <see cref="World.Desk"/> is no device.</param>
public sealed record Member(string Id, string Email, IReadOnlyDictionary<string, Caller> Browsers);

/// <summary>
/// An account with its agents and visitors, made once through the public API; every story begins with a copy of its database.
/// </summary>
public sealed class World : IAsyncDisposable
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
    public const string Password = "correct horse battery staple";

    /// <summary>A session that is nobody's device: it asks questions and changes settings.</summary>
    public const string Desk = "desk";

    /// <summary>A Tuesday at five to three, in winter, when offices in every time zone of Europe are open for two hours more.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 3, 3, 14, 55, 0, TimeSpan.Zero);

    /// <summary>Who is of the group that a visitor asks for.</summary>
    public static readonly string[] NightShift = ["bela", "csilla"];

    private readonly string folder = Scratch.Folder("nightbell-sim-").FullName;

    private string template = "";
    private int copies;
    private PostgresCopies? postgres;

    private World(string kind) => Kind = kind;

    public string Kind { get; }

    /// <summary>Several servers may use the database at once.</summary>
    public bool IsShared => Kind == Postgres;

    public string AccountId { get; private set; } = "";

    public string WidgetKey { get; private set; } = "";

    /// <summary>The group that a visitor asks for; Anna is in none.</summary>
    public string GroupId { get; private set; } = "";

    /// <summary>David's.</summary>
    public string OtherGroupId { get; private set; } = "";

    public Dictionary<string, Member> Agents { get; } = new(StringComparer.Ordinal);

    /// <summary>Tokens of visitors who have introduced themselves.</summary>
    public Dictionary<string, string> Visitors { get; } = new(StringComparer.Ordinal);

    public static async Task<World> Prepare(string kind)
    {
        var world = new World(kind);
        world.template = kind == Sqlite
            ? world.PathOf("template")
            : await (await TestRun.Postgres()).CreateDatabase();
        var clock = new FakeClock(Beginning - TimeSpan.FromHours(1));
        await using var host = new Host(world.template, clock, new MailWire(clock));
        await world.Found(host);
        await host.Stop();
        if (kind != Sqlite)
            world.postgres = new PostgresCopies(await TestRun.Postgres(), world.template);

        return world;
    }

    /// <summary>A database of a story's own.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> Copy()
    {
        if (postgres is not null)
            return await postgres.Take();
        var copy = PathOf($"story-{Interlocked.Increment(ref copies)}");
        File.Copy(new SqliteConnectionStringBuilder(template).DataSource, new SqliteConnectionStringBuilder(copy).DataSource);
        return copy;
    }

    /// <summary>
    /// A dead server's lease has run out. Leases run by the machine's time: where several servers share the database, the next one would
    /// otherwise wait for seconds that no story has.
    /// </summary>
    public async Task ExpireLeases(string copy)
    {
        if (Kind == Postgres)
            await Execute(copy, """DELETE FROM "ServerLeases" """);
    }

    /// <summary>Whoever lives does so for longer than any story takes.</summary>
    public static Task ProlongLeases(string copy) => Execute(copy, """UPDATE "ServerLeases" SET "Until" = now() + interval '1 hour'""");

    private static async Task Execute(string copy, string sql)
    {
        await using var connection = new NpgsqlConnection(copy);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Statements of ours alone.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public void Drop(string copy)
    {
        if (postgres is not null)
        {
            postgres.GiveBack(copy);
            return;
        }

        foreach (var file in Directory.GetFiles(folder, Path.GetFileName(new SqliteConnectionStringBuilder(copy).DataSource) + "*"))
            File.Delete(file);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string PathOf(string name) => $"Data Source={Path.Combine(folder, name)}.db";

    private async Task Found(Host host)
    {
        await host.Start();
        var made = JsonSerializer.Deserialize<JsonElement>(await host.Command(
            ["account", "create", "--name", "Moonlight Shop", "--owner-email", "anna@shop.example", "--owner-name", "Anna", "--password-stdin", "--package", "pro", "--json"],
            Password + "\n"));
        AccountId = made.GetProperty("accountId").GetString()!;
        WidgetKey = made.GetProperty("widgetKey").GetString()!;
        var anna = await SignIn(host, made.GetProperty("agentId").GetString()!, "anna");
        foreach (var name in Cast.Agents.Where(n => n != "anna"))
            await Invite(host, anna, name);
        GroupId = (await anna.Post("/api/groups", new { name = "Night shift", agentIds = NightShift.Select(a => Agents[a].Id) }))
            .Is(201).Field("id");
        OtherGroupId = (await anna.Post("/api/groups", new { name = "Day shift", agentIds = new[] { Agents["david"].Id } })).Is(201).Field("id");
        foreach (var name in Cast.Visitors)
        {
            using var page = new Caller(host.Address);
            page.Bearer = (await page.Post($"/widget/v1/{WidgetKey}/visitors", new { })).Is(201).Field("token");
            (await page.Put("/widget/v1/visitor", new { name, email = Cast.AddressOf(name) })).Is(200);
            Visitors[name] = page.Bearer;
        }
    }

    private async Task Invite(Host host, Caller anna, string name)
    {
        var access = Cast.FullAccess.Contains(name) ? "full" : "limited";
        var id = (await anna.Post("/api/agents", new { email = EmailOf(name), name = Proper(name), access })).Is(201).Field("id");
        var token = "";
        host.Wire.Watch = letter => token = letter.Token;
        var outbox = host.Services.GetRequiredService<SendDueMail>();
        foreach (var (mailId, accountId) in await outbox.Due(CancellationToken.None))
        {
            var attempt = outbox.Attempt(mailId, accountId, CancellationToken.None);
            await Soon.Holds("the invitation is handed over", () => token.Length > 0);
            host.Wire.Take()!.Answer(MailWire.Result(Mood.Accepts));
            await attempt;
        }

        using var browser = new Caller(host.Address);
        (await browser.Put("/api/invitations/acceptance", new { token, name = Proper(name), password = Password })).Is(204);
        await SignIn(host, id, name);
    }

    private async Task<Caller> SignIn(Host host, string id, string name)
    {
        var email = EmailOf(name);
        var browsers = new Dictionary<string, Caller>(StringComparer.Ordinal);
        foreach (var device in new[] { Desk, "laptop", "phone" })
        {
            browsers[device] = new Caller(host.Address);
            (await browsers[device].Post("/api/session", new { email, password = Password })).Is(204);
        }

        Agents[name] = new Member(id, email, browsers);
        return browsers[Desk];
    }

    /// <summary>The address at which an agent begins.</summary>
    public static string EmailOf(string name) => $"{name}@shop.example";

    public static string Proper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
