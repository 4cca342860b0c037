using System.Text;
using System.Text.Json.Nodes;
using Nightbell.Mail.Tests;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Settings;

/// <summary>An account's own relay and sender, and test mails through it.</summary>
public sealed class MailSettingsTests
{
    private const string Secret = "correct horse battery";

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Mails_leave_by_the_accounts_own_relay_and_sender_until_it_goes_with_the_installation_again(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await using var relay = ScriptedSmtpServer.Start();
        relay.Account = ("moonlight", Secret);
        var before = (await anna.Api.Get("/api/settings/mail")).Is(200);
        Assert.Equal("nightbell@shop.example", before.Field("from"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, before.Json.GetProperty("smtp").ValueKind);

        await Sets(anna, relay.Port, new { user = "moonlight", password = Secret });
        var first = s.Visitor();
        await first.Writes("Hello");
        await s.At("2:00");

        var mail = Assert.Single(relay.Mails);
        Assert.Equal(("hello@moonlight.example", "moonlight"), (mail.From, mail.User));
        Assert.Contains("From: ", mail.Text, StringComparison.Ordinal);
        Assert.Contains("<hello@moonlight.example>", mail.Text, StringComparison.Ordinal);
        Assert.Contains("@shop.example>", new Letter(s.App.Now, anna.Email, mail.Message).MessageId, StringComparison.Ordinal);
        s.NoMails();

        (await anna.Api.Put("/api/settings/mail", new { smtp = (object?)null })).Is(200);
        await s.Visitor().Writes("Hello again");
        await s.Advance("2:00");
        Assert.Single(relay.Mails);
        Assert.Contains("nightbell@shop.example", Assert.Single(s.MailsTo(anna.Email)).From, StringComparison.Ordinal);
        await s.CheckHolds();
        Assert.Empty(relay.Violations);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_password_is_kept_sealed_and_never_shown(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await using var relay = ScriptedSmtpServer.Start();

        var set = await Sets(anna, relay.Port, new { user = "moonlight", password = Secret });

        Assert.True(set.Json.GetProperty("smtp").GetProperty("passwordSet").GetBoolean());
        Assert.DoesNotContain(Secret, set.Text + (await anna.Api.Get("/api/settings/mail")).Is(200).Text, StringComparison.Ordinal);
        var stored = (string)(await s.App.Tamper("""SELECT "OwnRelay_Password" FROM "Accounts" """))!;
        Assert.DoesNotContain(Secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(Convert.FromBase64String(Padded(stored))), StringComparison.Ordinal);
        var noted = (string)(await s.App.Tamper("""SELECT "NewValue" FROM "SettingChanges" WHERE "Setting" = 'mail' """))!;
        Assert.Contains("moonlight", noted, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, noted, StringComparison.Ordinal);
        Assert.NotNull(await s.App.Tamper("""SELECT "Id" FROM "SettingChanges" WHERE "Setting" = 'mail.password' """));

        static string Padded(string url) => url.Replace('-', '+').Replace('_', '/').PadRight((url.Length + 3) / 4 * 4, '=');
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_password_left_out_stays_and_null_or_nothing_clears_it(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await using var relay = ScriptedSmtpServer.Start();
        relay.Account = ("moonlight", Secret);
        await Sets(anna, relay.Port, new { user = "moonlight", password = Secret });

        // What was read can be written back as it is.
        var read = JsonNode.Parse((await anna.Api.Get("/api/settings/mail")).Is(200).Text)!;
        read["from"] = "else@moonlight.example";
        Assert.True(IsSet((await anna.Api.Put("/api/settings/mail", read)).Is(200)));
        (await anna.Api.Post("/api/mails/test")).Is(202);
        await s.Settle();
        Assert.Equal(("else@moonlight.example", "moonlight"), (Assert.Single(relay.Mails).From, relay.Mails.Single().User));

        Assert.False(IsSet(await Sets(anna, relay.Port, new { user = "moonlight", password = (string?)null })));
        Assert.True(IsSet(await Sets(anna, relay.Port, new { user = "moonlight", password = Secret })));
        Assert.False(IsSet(await Sets(anna, relay.Port, new { user = "moonlight", password = "" })));
        Assert.True(IsSet(await Sets(anna, relay.Port, new { user = "moonlight", password = Secret })));
        Assert.False(IsSet(await Sets(anna, relay.Port, new { })));

        static bool IsSet(Answer answer) => answer.Json.GetProperty("smtp").GetProperty("passwordSet").GetBoolean();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_kept_password_goes_to_no_other_host_and_not_unencrypted(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        (await Put("mail.example.com", "starttls", Secret)).Is(200);
        (await Put("MAIL.example.com", "tls")).Is(200);

        Assert.True(Errors(await Put("evil.example.com", "tls")).TryGetProperty("smtp.password", out var _));
        Assert.True(Errors(await Put("mail.example.com", "none")).TryGetProperty("smtp.password", out var _));
        (await Put("evil.example.com", "tls", "another one")).Is(200);

        Task<Answer> Put(string host, string security, string? password = null)
        {
            var smtp = new JsonObject { ["host"] = host, ["port"] = 587, ["security"] = security, ["user"] = "moonlight" };
            if (password is not null)
                smtp["password"] = password;
            return anna.Api.Put("/api/settings/mail", new JsonObject { ["smtp"] = smtp });
        }
    }

    [Theory]
    [InlineData("""{"smtp":{"host":"","port":25,"security":"auto"}}""", "smtp.host")]
    [InlineData("""{"smtp":{"host":"mail example","port":25,"security":"auto"}}""", "smtp.host")]
    [InlineData("""{"smtp":{"host":"mail.example.com:25","port":25,"security":"auto"}}""", "smtp.host")]
    [InlineData("""{"smtp":{"host":"https://mail.example.com/","port":25,"security":"auto"}}""", "smtp.host")]
    [InlineData("""{"smtp":{"host":"mail.example.com\r\nEHLO","port":25,"security":"auto"}}""", "smtp.host")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":0,"security":"auto"}}""", "smtp.port")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":65536,"security":"auto"}}""", "smtp.port")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":-1,"security":"auto"}}""", "smtp.port")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":"auto","password":"x"}}""", "smtp.user")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":"auto","user":"a\nb"}}""", "smtp.user")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":"auto","user":"a","password":"a\u0000b"}}""", "smtp.password")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":"auto"},"from":"nobody"}""", "from")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":"auto"},"from":"Anna <anna@example.com>"}""", "from")]
    [InlineData("""{"smtp":null,"from":"hello@moonlight.example"}""", "from")]
    [InlineData("""{"smtp":null,"inbound":{"domain":"in.example.com","tokenSet":false}}""", "inbound")]
    [InlineData("""{"smtp":null,"installation":{"from":"else@example.com","sends":true}}""", "installation")]
    public async Task What_breaks_a_rule_is_named_by_its_field_and_changes_nothing(string body, string field)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        var before = (await anna.Api.Get("/api/settings/mail")).Is(200).Text;

        Assert.True(Errors(await anna.Api.SendRaw(HttpMethod.Put, "/api/settings/mail", body)).TryGetProperty(field, out var _));
        Assert.Equal(before, (await anna.Api.Get("/api/settings/mail")).Is(200).Text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"smtp":{}}""")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25}}""")]
    [InlineData("""{"smtp":{"host":null,"port":25,"security":"auto"}}""")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":null,"security":"auto"}}""")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":"25","security":"auto"}}""")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":"ssl"}}""")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":0}}""")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":"auto","pass":"x"}}""")]
    [InlineData("""{"smtp":{"host":"mail.example.com","port":25,"security":"auto","hasPassword":true}}""")]
    [InlineData("""{"smtp":null,"token":"x"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task What_cannot_be_read_is_refused(string body)
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite);
        var anna = await s.Agent("Anna");
        (await anna.Api.SendRaw(HttpMethod.Put, "/api/settings/mail", body)).IsProblem(400);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Only_the_installations_first_account_may_reach_this_machine_and_its_network(string database)
    {
        await using var s = await Story.Begin(database);
        await s.Agent("Anna");
        await using var neighbour = s.Neighbour();
        var nora = await neighbour.Agent("Nora");
        await using var relay = ScriptedSmtpServer.Start();
        foreach (var host in (string[])["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1", "2130706433", "::ffff:10.0.0.1"])
            Assert.True(Errors(await nora.Api.Put("/api/settings/mail", Body(host))).TryGetProperty("smtp.host", out var _), host);

        // A name that leads there is found out when it is connected to, whatever it led to before.
        (await nora.Api.Put("/api/settings/mail", Body(System.Net.Dns.GetHostName()))).Is(200);
        var id = (await nora.Api.Post("/api/mails/test")).Is(202).Field("id");
        await s.Settle();
        var mail = (await nora.Api.Get($"/api/mails/{id}")).Is(200).Json;
        Assert.Equal("deferred", mail.GetProperty("state").GetString());
        var attempt = Assert.Single(mail.GetProperty("attempts").EnumerateArray());
        Assert.Equal("connect", attempt.GetProperty("step").GetString());
        Assert.Equal(0, relay.Connections);

        object Body(string host) => new { smtp = new { host, port = relay.Port, security = "none" }, from = "nora@example.com" };
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Other_accounts_may_too_where_the_operator_allows_it(string database)
    {
        await using var s = await Story.Begin(database, "pro", null, "--Nightbell:Mail:PrivateRelays=true");
        await s.Agent("Anna");
        await using var neighbour = s.Neighbour();
        var nora = await neighbour.Agent("Nora");
        await using var relay = ScriptedSmtpServer.Start();

        await Sets(nora, relay.Port, new { });
        (await nora.Api.Post("/api/mails/test")).Is(202);
        await s.Settle();

        Assert.Equal(nora.Email, Assert.Single(Assert.Single(relay.Mails).To));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_waits_because_of_the_relay_is_tried_at_once_by_the_new_one_and_what_a_recipient_put_off_waits_on(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.Refuses(bela.Email, "451 4.7.1 Greylisted");
        await s.Visitor().Writes("Hello");
        await s.At("2:01");
        await using var relay = ScriptedSmtpServer.Start();
        await Sets(anna, FreePort.Next(), new { });
        await s.Visitor().Writes("Another one");
        await s.At("20:00");
        var mails = (await anna.Api.Get("/api/mails?state=deferred")).Is(200).Json.GetProperty("items");
        Assert.Equal(3, mails.GetArrayLength());
        var attempts = s.App.Post.AttemptsAt(bela.Email);

        await Sets(anna, relay.Port, new { });
        await s.Settle();

        Assert.Equal(3, relay.Mails.Count);
        Assert.Equal(attempts, s.App.Post.AttemptsAt(bela.Email));
        await s.CheckHolds();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_test_mail_shows_the_whole_conversation_without_the_password(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await using var relay = ScriptedSmtpServer.Start();
        relay.Account = ("moonlight", Secret);
        await Sets(anna, relay.Port, new { user = "moonlight", password = Secret });
        var id = (await anna.Api.Post("/api/mails/test")).Is(202).Field("id");
        await s.Settle();

        var mail = (await anna.Api.Get($"/api/mails/{id}")).Is(200);
        var attempt = Assert.Single(mail.Json.GetProperty("attempts").EnumerateArray());
        var transcript = attempt.GetProperty("transcript").EnumerateArray().Select(l => l.GetString()!).ToList();
        Assert.Contains("C: AUTH PLAIN ***", transcript);
        Assert.Contains($"C: RCPT TO:<{anna.Email}> NOTIFY=FAILURE,DELAY ORCPT=rfc822;{anna.Email}", transcript);
        Assert.StartsWith("S: 250", transcript.FindLast(l => l.StartsWith("S: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0moonlight\0{Secret}")), mail.Text, StringComparison.Ordinal);
        var token = new Letter(s.App.Now, anna.Email, relay.Mails.Single().Message).Token;
        Assert.DoesNotContain(token, mail.Text, StringComparison.Ordinal);

        await Sets(anna, relay.Port, new { user = "moonlight", password = "wrong" });
        id = (await anna.Api.Post("/api/mails/test")).Is(202).Field("id");
        await s.Settle();
        mail = (await anna.Api.Get($"/api/mails/{id}")).Is(200);
        Assert.Equal("auth", Assert.Single(mail.Json.GetProperty("attempts").EnumerateArray()).GetProperty("step").GetString());
        Assert.Equal("sender_setup", mail.Field("cause"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_agent_whose_address_is_unusable_proves_it_by_the_link_of_a_test_mail_without_full_access(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        s.App.Post.Refuses(bela.Email, "550 5.1.1 No such user here");
        var visitor = s.Visitor();
        await visitor.Writes("Hello");
        await s.At("2:00");
        await visitor.Writes("Are you there?");
        await s.At("10:00");
        (await visitor.Why()).Stands(bela, "skip", "AddressUnusable");

        (await bela.Api.Post("/api/mails/test")).IsProblem(403, "full_access_needed");
        s.App.Post.Receives(bela.Email);
        (await bela.Api.Post("/api/me/address/confirmation")).Is(202);
        await s.Settle();
        var token = s.App.Post.Take(l => l.To == bela.Email && l.HasToken).Token;
        using var browser = s.App.Caller();
        (await browser.Put("/api/me/address/confirmation", new { token })).Is(204);
        await s.Settle();

        Assert.Equal("usable", (await bela.Me()).GetProperty("address").GetProperty("state").GetString());
        await s.Advance("2:00");
        Assert.Contains("Are you there?", Assert.Single(s.MailsTo(bela.Email)).Text, StringComparison.Ordinal);
        Assert.NotNull(anna);
    }

    private static async Task<Answer> Sets(Agent agent, int port, object more)
    {
        var smtp = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(more))!.AsObject();
        (smtp["host"], smtp["port"], smtp["security"]) = ("127.0.0.1", port, "none");
        return (await agent.Api.Put("/api/settings/mail", new JsonObject { ["smtp"] = smtp, ["from"] = "hello@moonlight.example" })).Is(200);
    }

    private static System.Text.Json.JsonElement Errors(Answer answer) => answer.IsProblem(400, "invalid").Json.GetProperty("errors");
}
