using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Nightbell.Mail.Tests;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Published;

/// <summary>SIGKILL at any moment between the visitor's 201 and the mail: acceptance scenario 32 with the published program and the real clock.</summary>
public sealed class KillTests(PublishedServer published) : IClassFixture<PublishedServer>
{
    /// <summary>The mail is due this long after the message; kills fall anywhere before, around and after it.</summary>
    private const int OfflineDelayMilliseconds = 250;

    private const int LatestKillMilliseconds = 700;

    /// <summary>A mail that was claimed by a killed process is claimed anew when the claim has run out.</summary>
    private static readonly TimeSpan ClaimPatience = TimeSpan.FromSeconds(150);

    /// <summary>What may lie between a mail's arrival and our noticing it, on a busy machine.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <summary>How often at most a mail is known to have left.</summary>
    private const string MostOfOne = """
        SELECT MAX(left_times) FROM (SELECT COUNT(*) AS left_times FROM "MailAttempts" WHERE "Code" = 250 GROUP BY "MailId") AS mails
        """;

    private static readonly string[] Recipients = ["anna@example.com", "bela@example.com"];

    [Theory]
    [InlineData(TestDatabase.Sqlite, 20)]
    [InlineData(TestDatabase.Postgres, 10)]
    public async Task Killed_at_any_moment_every_recipient_gets_the_mail_once(string kind, int rounds)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed.ToString(CultureInfo.InvariantCulture)}");
        var random = new Random(seed);
        await using var database = await TestDatabase.Create(kind);
        await using var post = PostOffice.OpenAndWatch();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        string[] configuration = [.. Configuration(database, post), $"--Urls={address.GetLeftPart(UriPartial.Authority)}"];
        var key = await Found(database);
        var kills = new List<DateTimeOffset>();
        var process = await Start(configuration, address);
        try
        {
            await InviteBela(address, post);
            for (var round = 0; round < rounds; round++)
            {
                await Write(address, key, Text(round));
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LatestKillMilliseconds)), TimeProvider.System);
                process.End();
                kills.Add(TimeProvider.System.GetUtcNow());
                process = await Start(configuration, address);
            }

            await Soon.Holds(
                "every message has come to everybody",
                () => Enumerable.Range(0, rounds).All(round => Recipients.All(to => Copies(post, round, to).Count > 0)),
                ClaimPatience);
        }
        finally
        {
            process.End();
        }

        foreach (var round in Enumerable.Range(0, rounds))
        {
            Assert.All(Recipients, to => IsOnceOrRepeatedByAKill(Copies(post, round, to), kills, $"round {round} to {to}"));
        }

        // Whatever the database knows to have left did not leave again.
        Assert.Equal("1", Convert.ToString(await database.Execute(MostOfOne), CultureInfo.InvariantCulture));
        var (exit, output) = await published.Command(["check", .. Configuration(database, post)]);
        Assert.True(exit == 0, output);
    }

    private static string Text(int round) => $"Round {round.ToString(CultureInfo.InvariantCulture)}.";

    private static List<Letter> Copies(PostOffice post, int round, string to)
    {
        return [.. post.Delivered.Where(l => l.To == to && l.Text.Contains(Text(round), StringComparison.Ordinal))];
    }

    private static void IsOnceOrRepeatedByAKill(List<Letter> copies, List<DateTimeOffset> kills, string which)
    {
        Assert.True(copies.Count > 0, $"{which}: no mail");
        foreach (var (copy, repeated) in copies.Zip(copies.Skip(1)))
        {
            Assert.True(copy.MessageId == repeated.MessageId, $"{which}: two mails of different Message-ID");
            Assert.True(
                kills.Exists(k => k > copy.At - Slack && k < repeated.At),
                $"{which}: came at {copy.At:mm:ss.fff} and again at {repeated.At:mm:ss.fff}, and no kill fell between: {Times(kills)}");
        }
    }

    private static string Times(IEnumerable<DateTimeOffset> moments) =>
        string.Join(' ', moments.Select(m => m.ToString("mm:ss.fff", CultureInfo.InvariantCulture)));

    private static string[] Configuration(TestDatabase database, PostOffice post) =>
    [
        $"--ConnectionStrings:Nightbell={database.ConnectionString}",
        "--Nightbell:Demo=false",
        $"--Nightbell:Delays:Offline={TimeSpan.FromMilliseconds(OfflineDelayMilliseconds).ToString("c", CultureInfo.InvariantCulture)}",
        "--Nightbell:Limits:SignInPerMinute=0",
        "--Nightbell:Limits:VisitorsPerMinute=0",
        "--Nightbell:Limits:MessagesPerMinute=0",
        "--Nightbell:Limits:MailsPerRecipientPerHour=0",
        .. post.Configuration,
    ];

    private async Task<string> Found(TestDatabase database)
    {
        var (exit, output) = await published.Command(
            [
                "account", "create", "--name", "Moonlight Shop", "--owner-email", "anna@example.com", "--owner-name", "Anna", "--password-stdin", "--json",
                $"--ConnectionStrings:Nightbell={database.ConnectionString}",
            ],
            Agent.Password + "\n");
        Assert.True(exit == 0, output);
        return JsonSerializer.Deserialize<JsonElement>(output[output.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("widgetKey").GetString()!;
    }

    private async Task<Process> Start(string[] configuration, Uri address)
    {
        var process = published.Serve(configuration);
        using var http = new HttpClient { BaseAddress = address };
        await Soon.Holds("the server is ready", async () =>
        {
            Assert.False(process.HasExited, "The server ended while it started.");
            try
            {
                using var answer = await http.GetAsync("/readyz");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return process;
    }

    private static async Task InviteBela(Uri address, PostOffice post)
    {
        using var anna = new Caller(address);
        (await anna.Post("/api/session", new { email = "anna@example.com", password = Agent.Password })).Is(204);
        (await anna.Post("/api/agents", new { email = "bela@example.com", access = "limited" })).Is(201);
        await Soon.Holds("the invitation comes", () => post.Delivered.Count > 0);
        var token = post.Take(l => l.To == "bela@example.com").Token;
        (await anna.Put("/api/invitations/acceptance", new { token, name = "Bela", password = Agent.Password })).Is(204);
    }

    private static async Task Write(Uri address, string key, string text)
    {
        using var visitor = new Caller(address);
        visitor.Bearer = (await visitor.Post($"/widget/v1/{key}/visitors", new { })).Is(201).Field("token");
        (await visitor.Put("/widget/v1/visitor", new { email = "visitor@example.net" })).Is(200);
        (await visitor.Post("/widget/v1/messages", new { text })).Is(201);
    }
}
