using System.Globalization;
using System.Text.Json;

namespace Nightbell.Server.Tests.Harness;

/// <summary>
/// One account on a server of its own, told so that a test reads like the row of the table it comes from.
/// After each step the server finishes whatever is due; then and only then time moves, by <see cref="At"/> and <see cref="Advance(string)"/>.
/// </summary>
public sealed class Story : IAsyncDisposable
{
    private readonly List<Agent> agents = [];
    private readonly List<Visitor> visitors = [];
    private readonly string package;
    private readonly bool isGuest;
    private DateTimeOffset? zero;

    private Story(TestApp app, string package, bool isGuest = false)
    {
        App = app;
        this.isGuest = isGuest;
        this.package = package;
    }

    public TestApp App { get; }

    /// <summary>The account's, once it has its first agent.</summary>
    public string WidgetKey { get; private set; } = "";

    public string AccountId { get; private set; } = "";

    public IReadOnlyList<Agent> Agents => agents;

    public IReadOnlyList<Visitor> Visitors => visitors;

    /// <summary>The first agent: owner of the account, full access.</summary>
    public Agent Owner => agents[0];

    /// <param name="database">The kind of database.</param>
    /// <param name="package">The account's package.</param>
    /// <param name="from">When the story begins; <see cref="FakeClock.Morning"/> if not said.</param>
    /// <param name="settings">Further configuration, as arguments.</param>
    public static async Task<Story> Begin(string database, string package = "pro", DateTimeOffset? from = null, params string[] settings) =>
        new(await TestApp.Start(database, from, settings), package);

    /// <summary>A further account on the same server.</summary>
    public Story Neighbour() => new(App, package, isGuest: true);

    /// <summary>
    /// A further agent, signed in with nothing but a session for questions: no device, so not online.
    /// The first one owns the account; the others are invited and accept.
    /// </summary>
    public async Task<Agent> Agent(string name, string access = "limited")
    {
        var agent = agents.Count == 0 ? await Found(name) : await Invite(name, access);
        agents.Add(agent);
        return agent;
    }

    public Visitor Visitor(string? name = null)
    {
        var number = visitors.Count + 1;
        var visitor = new Visitor(this, name ?? $"Visitor {number}", $"visitor-{number}@example.net");
        visitors.Add(visitor);
        return visitor;
    }

    public async Task<string> Group(string name, params Agent[] members)
    {
        var answer = await Owner.Api.Post("/api/groups", new { name, agentIds = members.Select(m => m.Id).ToArray() });
        await Settle();
        return answer.Is(201).Field("id");
    }

    /// <summary>Sets the beginning that <see cref="At"/> counts from; without it, it is the first visitor message.</summary>
    public void Mark() => zero = App.Now;

    public void MarkFirst() => zero ??= App.Now;

    /// <summary>Time passes until this moment after the beginning.</summary>
    /// <param name="time">"m:ss" or "h:mm:ss".</param>
    public async Task At(string time)
    {
        var moment = Moment(time);
        Assert.True(moment >= App.Now, $"It is already past {time}: {Since(App.Now)}");
        await App.Advance(moment - App.Now);
    }

    public Task Advance(string time) => App.Advance(Parse(time));

    /// <summary>Time passes in one go, while the server is down: for days and weeks in which it would do the same every hour.</summary>
    public Task IsDownFor(string time) => App.DownFor(Parse(time));

    public Task Settle() => App.Settle();

    public DateTimeOffset Moment(string time) => (zero ?? throw new InvalidOperationException("Nobody wrote yet.")) + Parse(time);

    /// <summary>A moment as tests write it.</summary>
    public string Since(DateTimeOffset moment) => Format(moment - (zero ?? App.Now));

    /// <summary>Exactly these mails have come since the beginning, and no other.</summary>
    public void MailsAre(params ExpectedLetter[] expected)
    {
        var left = App.Post.Delivered.ToList();
        foreach (var letter in expected)
        {
            var found = left.Find(l => l.To == letter.To && l.At == Moment(letter.At) && letter.Carrying.All(m => l.Text.Contains(m, StringComparison.Ordinal)));
            Assert.True(found is not null, $"No mail to {letter.To} at {letter.At} with {string.Join(" + ", letter.Carrying)}. There are:\n{Told()}");
            left.Remove(found);
        }

        Assert.True(left.Count == 0, $"Expected {expected.Length} mails; there are:\n{Told()}");
    }

    public void NoMails() => MailsAre();

    /// <summary>The mails to one recipient, in the order they came.</summary>
    public IReadOnlyList<Letter> MailsTo(string address) => [.. App.Post.Delivered.Where(l => l.To == address)];

    /// <summary>The promise, over the whole database; and the application kept to SMTP.</summary>
    public async Task CheckHolds()
    {
        Assert.Empty(App.Post.Violations);
        var (exit, output, error) = await App.Command(["check"]);
        Assert.True(exit == 0, $"check ended with {exit}:\n{output}{error}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in visitors)
        {
            await visitor.DisposeAsync();
        }

        foreach (var agent in agents)
        {
            await agent.DisposeAsync();
        }

        if (!isGuest)
        {
            await App.DisposeAsync();
        }
    }

    private static TimeSpan Parse(string time)
    {
        var parts = time.Split(':').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return parts.Length == 2 ? new TimeSpan(0, parts[0], parts[1]) : new TimeSpan(parts[0], parts[1], parts[2]);
    }

    private static string Format(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(time < TimeSpan.Zero ? "-" : "")}{Math.Abs((int)time.TotalHours)}:{time:mm\\:ss\\.fff}");

    private string Told() =>
        string.Join('\n', App.Post.Delivered.Select(l => $"  {Since(l.At)} to {l.To}: «{l.Subject}»\n    {l.Text.Trim().Replace("\n", "\n    ", StringComparison.Ordinal)}"));

    private async Task<Agent> Found(string name)
    {
        var email = Harness.Agent.AddressOf(name);
        var (exit, output, error) = await App.Command(
            ["account", "create", "--name", "Moonlight Shop", "--owner-email", email, "--owner-name", name, "--password-stdin", "--package", package, "--json"],
            Harness.Agent.Password + "\n");
        Assert.True(exit == 0, $"account create ended with {exit}: {output}{error}");
        var made = JsonSerializer.Deserialize<JsonElement>(output);
        AccountId = made.GetProperty("accountId").GetString()!;
        WidgetKey = made.GetProperty("widgetKey").GetString()!;
        return await Harness.Agent.SignIn(this, made.GetProperty("agentId").GetString()!, name, email);
    }

    private async Task<Agent> Invite(string name, string access)
    {
        var email = Harness.Agent.AddressOf(name);
        var id = (await Owner.Api.Post("/api/agents", new { email, name, access })).Is(201).Field("id");
        await Settle();
        var token = App.Post.Take(l => l.To == email && l.HasToken).Token;
        using var invited = App.Caller();
        (await invited.Put("/api/invitations/acceptance", new { token, name, password = Harness.Agent.Password })).Is(204);
        await Settle();
        return await Harness.Agent.SignIn(this, id, name, email);
    }
}

/// <summary>A mail that ought to have come.</summary>
/// <param name="At">When, after the beginning.</param>
/// <param name="To">To which address.</param>
/// <param name="Carrying">Messages that stand in it.</param>
public sealed record ExpectedLetter(string At, string To, IReadOnlyList<string> Carrying);
