using System.Text.Json;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>Accounts from the command line, beside a running server.</summary>
public sealed class AccountCommandTests
{
    private const string Unknown = "01990000-0000-7000-8000-000000000000";

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_owner_of_a_created_account_may_sign_in_at_once(string database)
    {
        await using var app = await TestApp.Start(database);
        var made = await Create(app, "First", "anna@example.com", "correct horse battery\n");
        Assert.Equal(["accountId", "widgetKey", "agentId"], made.EnumerateObject().Select(p => p.Name));
        using var browser = app.Caller();
        (await browser.Post("/api/session", new { email = "anna@example.com", password = "correct horse battery" })).Is(204);
        var me = (await browser.Get("/api/me")).Is(200).Json;
        Assert.Equal(made.GetProperty("agentId").GetString(), me.GetProperty("id").GetString());
        Assert.Equal("pro", me.GetProperty("account").GetProperty("package").GetString());
        (await browser.Get($"/widget/v1/{made.GetProperty("widgetKey").GetString()}")).Is(200);
    }

    [Fact]
    public async Task Only_one_line_end_of_the_password_is_dropped()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        await Create(app, "First", "anna@example.com", "correct horse battery\n\r\n");
        using var browser = app.Caller();
        (await browser.Post("/api/session", new { email = "anna@example.com", password = "correct horse battery" })).Is(401);
        (await browser.Post("/api/session", new { email = "anna@example.com", password = "correct horse battery\n" })).Is(204);
    }

    [Fact]
    public async Task The_first_account_is_pro_and_a_later_one_is_what_it_is_said_to_be()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        await Create(app, "First", "a@example.com", "correct horse battery");
        await Create(app, "Second", "b@example.com", "correct horse battery");
        await Create(app, "Third", "c@example.com", "correct horse battery", "--package", "Standard");
        var items = JsonDocument.Parse((await app.Command(["account", "list", "--json"])).Out).RootElement.GetProperty("items");
        Assert.Equal(["First pro", "Second free", "Third standard"], items.EnumerateArray()
            .Select(i => $"{i.GetProperty("name").GetString()} {i.GetProperty("package").GetString()}").Order(StringComparer.Ordinal));
        Assert.Contains("Second", (await app.Command(["account", "list"])).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_values_are_misuse_and_each_is_named()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        string[] command = ["account", "create", "--name", " ", "--owner-email", "no address", "--owner-name", "A\nB", "--password-stdin"];
        var (exit, output, error) = await app.Command(command, "short\n");
        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Contains("--name is empty.", error, StringComparison.Ordinal);
        Assert.Contains("--owner-email is no e-mail address.", error, StringComparison.Ordinal);
        Assert.Contains("--owner-name holds characters that are not allowed.", error, StringComparison.Ordinal);
        Assert.Contains("The password is too short", error, StringComparison.Ordinal);
        Assert.Contains("\"items\":[]", (await app.Command(["account", "list", "--json"])).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "Option '--name' is required", "account", "create", "--owner-email", "a@example.com", "--owner-name", "A", "--password-stdin")]
    [InlineData(2, "--password-stdin", "account", "create", "--name", "A", "--owner-email", "a@example.com", "--owner-name", "A")]
    [InlineData(2, "There is no package gold", "account", "create", "--name", "A", "--owner-email", "a@example.com", "--owner-name", "A", "--password-stdin", "--package", "gold")]
    [InlineData(2, "There is no package gold", "account", "set-package", Unknown, "gold")]
    [InlineData(1, "There is no such thing", "account", "set-package", Unknown, "free")]
    [InlineData(2, "Cannot parse argument", "account", "set-package", "first", "free")]
    [InlineData(1, "There is no account", "account", "delete", Unknown, "--yes")]
    [InlineData(1, "No agent has the address", "account", "reset-password", "nobody@example.com", "--password-stdin")]
    [InlineData(2, "--password-stdin", "account", "reset-password", "nobody@example.com")]
    [InlineData(2, "Required command was not provided", "account")]
    public async Task What_cannot_be_done_is_said_in_a_sentence(int status, string sentence, params string[] command)
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        var (exit, output, error) = await app.Command(command, "correct horse battery\n");
        Assert.Equal(status, exit);
        Assert.Empty(output);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_taken_address_is_refused()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        await Create(app, "First", "anna@example.com", "correct horse battery");
        string[] again = ["account", "create", "--name", "B", "--owner-email", "ANNA@example.com", "--owner-name", "B", "--password-stdin"];
        var (exit, _, error) = await app.Command(again, "correct horse battery\n");
        Assert.Equal(1, exit);
        Assert.Contains("in use", error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_changed_package_counts_for_what_waits(string database)
    {
        await using var story = await Story.Begin(database);
        var anna = await story.Agent("Anna");
        await anna.ComesOnline();
        await story.FirstVisitor().Writes("Hello?");
        (await story.FirstVisitor().Why()).Stands(anna, "wait", "AcceptDelay");
        var (exit, output, _) = await story.App.Command(["account", "set-package", story.AccountId, "Free"]);
        Assert.Equal(0, exit);
        Assert.Contains("The package was pro and is free.", output, StringComparison.Ordinal);
        await story.Settle();
        (await story.FirstVisitor().Why()).Stands(anna, "skip", "NotInPackage");
        await story.CheckHolds();
    }

    [Fact]
    public async Task What_was_done_to_an_account_is_told_as_JSON_too()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        async Task<string> Told(params string[] command)
        {
            var (exit, output, error) = await s.App.Command([.. command, "--json"], "another password\n");
            Assert.Equal((0, ""), (exit, error));
            return output;
        }

        Assert.Equal($$"""{"accountId":"{{s.AccountId}}","before":"pro","package":"free","activeAgents":1,"includedAgents":3}""" + "\n", await Told("account", "set-package", s.AccountId, "free"));
        var agent = $"{{\"agentId\":\"{anna.Id}\",\"accountId\":\"{s.AccountId}\",\"name\":\"Anna\",\"email\":\"{anna.Email}\"";
        Assert.Equal(agent + "}\n", await Told("account", "reset-password", anna.Email, "--password-stdin"));
        Assert.Equal(agent + ""","secondFactor":false,"changed":false}""" + "\n", await Told("account", "reset-second-factor", anna.Email));
        Assert.StartsWith($$"""{"accountId":"{{s.AccountId}}","name":""", await Told("account", "delete", s.AccountId, "--yes"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_reset_password_ends_all_sessions_and_a_change_of_address_under_way(string database)
    {
        await using var story = await Story.Begin(database);
        var anna = await story.Agent("Anna");
        (await anna.Api.Post("/api/me/email", new { email = "thief@elsewhere.example", password = Agent.Password })).Is(202);
        await story.Settle();
        var link = story.App.Post.Take(l => l.To == "thief@elsewhere.example").Token;
        var (exit, _, error) = await story.App.Command(["account", "reset-password", "Anna@Example.com", "--password-stdin"], "another password\n");
        Assert.True(exit == 0, error);
        (await anna.Api.Get("/api/me")).Is(401);
        using var browser = story.App.Caller();
        (await browser.Put("/api/me/email", new { token = link })).IsProblem(400);
        (await browser.Post("/api/session", new { email = anna.Email, password = Agent.Password })).Is(401);
        (await browser.Post("/api/session", new { email = anna.Email, password = "another password" })).Is(204);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_deleted_account_leaves_nothing_and_its_neighbour_everything(string database)
    {
        await using var story = await Story.Begin(database);
        var anna = await story.Agent("Anna");
        await using var neighbour = story.Neighbour();
        await neighbour.Agent("Bea");
        await story.FirstVisitor().Writes("Hello?");
        await neighbour.FirstVisitor().Writes("Hello?");
        await anna.ComesOnline();
        await story.Advance("10:00");

        var (unsaid, _, error) = await story.App.Command(["account", "delete", story.AccountId]);
        Assert.Equal(2, unsaid);
        Assert.Contains("say --yes", error, StringComparison.Ordinal);
        (await anna.Api.Get("/api/me")).Is(200);

        var (exit, _, trouble) = await story.App.Command(["account", "delete", story.AccountId, "--yes"]);
        Assert.True(exit == 0, trouble);
        (await anna.Api.Get("/api/me")).Is(401);
        var tables = Tables.Naming("AccountId");
        Assert.Contains("Messages", tables);
        foreach (var table in tables)
        {
            var rows = await story.App.Ask($"""SELECT COUNT(*) FROM "{table}" WHERE UPPER(CAST("AccountId" AS TEXT)) = '{story.AccountId.ToUpperInvariant()}'""");
            Assert.True(rows == 0, $"{table} still has {rows} rows.");
        }

        Assert.Equal(1, await story.App.Ask("""SELECT COUNT(*) FROM "Accounts" """));
        (await neighbour.Owner.Api.Get("/api/me")).Is(200);
        Assert.Equal(1, await story.App.Ask("""SELECT COUNT(*) FROM "Messages" """));
        await neighbour.CheckHolds();
    }

    private static async Task<JsonElement> Create(TestApp app, string name, string email, string input, params string[] more)
    {
        string[] command = ["account", "create", "--name", name, "--owner-email", email, "--owner-name", "Anna", "--password-stdin", .. more];
        var (exit, output, error) = await app.Command(command, input);
        Assert.True(exit == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }
}
