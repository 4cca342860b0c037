using System.Globalization;
using Nightbell.Mail.Smtp;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Scenarios;

/// <summary>Everything that real mail servers do to a notification, at once and later: each agent's fate is theirs alone.</summary>
public sealed class WithPostfixAndDovecot
{
    /// <summary>Three mails come back through a pipe that starts the program for each, one at a time, and on a busy machine that takes 15 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Each_ends_as_the_right_state_cause_and_sentence(string database)
    {
        // The pipe's clock is the machine's, so the story begins now.
        await using var s = await Story.Begin(database, from: TimeProvider.System.GetUtcNow(), settings: Harness.Inbound.Configuration);
        var anna = await s.Agent("Anna");
        var (full, unknown, blocked) = (await s.Agent("Full"), await s.Agent("Unknown"), await s.Agent("Blocked"));
        var (spam, grey, nowhere, away) = (await s.Agent("Spam"), await s.Agent("Grey"), await s.Agent("Nowhere"), await s.Agent("Away"));
        await nowhere.ChangesEmail("zed@nowhere.example");
        await using var site = await MailSite.Start(s.App.ConnectionString);
        await s.App.Restart(site.Configuration);
        s.App.LetEverybodyWrite();
        var visitor = s.Visitor();
        await visitor.Writes("Is the Full Moon lamp dimmable?");

        await s.At("4:00");
        await Ends(s, site, visitor, full, "bounced");
        await Ends(s, site, visitor, nowhere, "bounced");
        await Comes(site, "the out-of-office answer", async () => await Count(s, "AutoReply") == 1);

        // A report that has just come is still to be decided upon.
        await s.Settle();
        var why = (await visitor.Why()).StateIs("announced")
            .WasTold(anna, "OfflineMessage").WasTold(grey, "OfflineMessage").WasTold(away, "OfflineMessage")
            .Stands(full, "skip", "MailFailed", "mailbox_full", "552 5.2.2", "Quota exceeded")
            .Stands(unknown, "skip", "AddressUnusable", "wrong_address", "550 5.1.1", "User unknown")
            .Stands(blocked, "skip", "MailFailed", "sender_blocked", "Your domain is on our blocklist")
            .Stands(spam, "skip", "MailFailed", "spam_or_content", "identified as spam")
            .Stands(nowhere, "skip", "AddressUnusable", "domain_not_found", "Host not found");
        foreach (var (agent, sentence) in new[]
        {
            (full, "The mailbox is full (552 5.2.2"), (unknown, "There is no such address (550 5.1.1"), (blocked, "The mail server blocks us ("),
            (spam, "A filter took it for spam ("), (nowhere, "The part after @ does not exist or takes no mail ("),
        })
        {
            Assert.Contains(sentence, why.Latest(agent).GetProperty("text").GetString(), StringComparison.Ordinal);
        }

        var states = new Dictionary<Agent, string>
        {
            [anna] = "usable", [grey] = "usable", [away] = "usable", [full] = "doubtful", [blocked] = "doubtful", [spam] = "doubtful",
            [unknown] = "unusable", [nowhere] = "unusable",
        };
        foreach (var (agent, state) in states)
        {
            Assert.Equal(state, (await agent.Me()).GetProperty("address").GetProperty("state").GetString());
        }

        Assert.True(Assert.Single(why.MailsOf(grey)).GetProperty("attempts").GetArrayLength() > 1, "Nobody was greylisted.");
        await Comes(site, "the mails in their boxes", () => Task.FromResult(((string[])["anna", "grey", "away"]).All(u => site.MailsOf(u).Count == 1)));
        Assert.Empty(site.MailsOf("full"));
        await s.CheckHolds();
    }

    [Fact]
    public async Task Encryption_and_signing_in_are_spoken_as_Postfix_and_Dovecot_speak_them()
    {
        await using var site = await MailSite.Start("Data Source=/nowhere/at/all.db");
        foreach (var (port, security) in new[] { (site.SubmissionPort, SmtpSecurity.StartTls), (site.TlsPort, SmtpSecurity.Tls) })
        {
            var settings = new SmtpSettings
            {
                Host = "localhost", Port = port, Security = security, User = "anna", Password = MailSite.Password, ExtraAuthorities = [site.Authority],
            };
            Is(SmtpOutcome.Accepted, null, await Send(settings));
            Is(SmtpOutcome.Deferred, "535", await Send(settings with { Password = "another one" }));
            Is(SmtpOutcome.Refused, "554", await Send(settings with { User = null, Password = null }));

            // A certificate that nobody known has signed.
            Is(SmtpOutcome.Deferred, "certificate", await Send(settings with { ExtraAuthorities = [] }));
        }

        var otherName = new SmtpSettings { Host = "localhost", Port = site.OtherNamePort, Security = SmtpSecurity.Tls, ExtraAuthorities = [site.Authority] };
        Is(SmtpOutcome.Deferred, "certificate", await Send(otherName));
        await Comes(site, "both mails in the box", () => Task.FromResult(site.MailsOf("anna").Count == 2));
        Assert.All(site.MailsOf("anna"), m => Assert.Contains("with ESMTPSA", m, StringComparison.Ordinal));
        Assert.Contains("sasl_method=PLAIN", site.Logs(), StringComparison.Ordinal);
        Assert.Contains("sasl_method=LOGIN", site.Logs(), StringComparison.Ordinal);

        static async Task<SmtpResult> Send(SmtpSettings settings)
        {
            await using var transport = new SmtpTransport(settings, TimeProvider.System);
            return await transport.Send(new Envelope("nightbell@shop.example", "anna@example.com"), "Subject: x\r\n\r\nHello\r\n"u8.ToArray(), transcript: true, CancellationToken.None);
        }

        void Is(SmtpOutcome outcome, string? words, SmtpResult result)
        {
            var told = $"{result.Outcome}: {result.Reply} {result.Trouble}\n{string.Join('\n', result.Transcript)}\n{site.Logs()}";
            Assert.True(result.Outcome == outcome, told);
            Assert.True(words is null || told.Contains(words, StringComparison.OrdinalIgnoreCase), told);
        }
    }

    private static async Task Ends(Story s, MailSite site, Visitor visitor, Agent agent, string state)
    {
        await Comes(site, $"{agent.Name}'s mail that is {state}", async () =>
        {
            await s.Settle();
            return (await visitor.Why()).MailsOf(agent)[0].GetProperty("state").GetString() == state;
        });
    }

    private static async Task Comes(MailSite site, string what, Func<Task<bool>> holds)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                Assert.Fail($"This did not come: {what}.\n{site.Logs()}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private static async Task<long> Count(Story s, string kind) =>
        Convert.ToInt64(await s.App.Tamper($"SELECT COUNT(*) FROM \"InboundMails\" WHERE \"Kind\" = '{kind}'"), CultureInfo.InvariantCulture);
}
