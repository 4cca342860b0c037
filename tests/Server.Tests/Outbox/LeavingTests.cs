using Nightbell.Mail.Tests;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Outbox;

/// <summary>Mails that something keeps from leaving, or from leaving once.</summary>
public sealed class LeavingTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_stop_waits_for_the_answer_to_a_mail_and_nobody_gets_it_twice(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var (taken, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        s.App.Post.BeforeReply = async () =>
        {
            taken.TrySetResult();
            await answer.Task;
        };
        await s.App.Restart("--Nightbell:Workers=true");
        await s.Visitor().Writes("Hello?");
        s.App.Clock.Advance(TimeSpan.FromMinutes(2));

        // A loop that was about to nap, by the time before, naps until then from now: so time goes on, as it does.
        await Soon.Holds("the mail is on the wire", () =>
        {
            s.App.Clock.Advance(TimeSpan.FromSeconds(1));
            return taken.Task.IsCompleted;
        });

        var stopping = s.App.Stop();
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.False(stopping.IsCompleted);
        answer.SetResult();
        await stopping.WaitAsync(Soon.Patience, TimeProvider.System);

        await s.App.Start();
        s.App.Clock.Advance(TimeSpan.FromHours(1));
        await s.Settle();
        Assert.Equal("Accepted", await s.App.Tamper("""SELECT "State" FROM "Mails" WHERE "Purpose" = 'Notification'"""));
        Assert.Equal(1, s.App.Post.AttemptsAt(anna.Email));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_of_an_international_domain_leaves(string database)
    {
        await using var s = await Story.Begin(database, settings: "--Nightbell:Mail:From=chat@bücher.example");
        var anna = await s.Agent("Anna");
        await s.Visitor().Writes("Hello?");
        await s.At("2:00");
        Assert.EndsWith("@xn--bcher-kva.example>", Assert.Single(s.MailsTo(anna.Email)).MessageId, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_mail_that_is_cut_in_the_middle_of_an_emoji_leaves(string database)
    {
        await using var s = await Story.Begin(database, settings: "--Nightbell:DigestAbove=1");
        var anna = await s.Agent("Anna");
        await s.Visitor(string.Concat(Enumerable.Repeat("🔔", 40))).Writes("Hello?");
        await s.At("2:00");
        Assert.Single(s.MailsTo(anna.Email));
        await s.Visitor().Writes(new string('a', 279) + "🔔🔔");
        await s.Visitor().Writes(new string('b', 279) + "🔔🔔");
        await s.At("10:00");
        Assert.Equal(2, s.MailsTo(anna.Email).Count);
        Assert.Contains("aaa", s.MailsTo(anna.Email)[1].Text, StringComparison.Ordinal);
    }

    /// <summary>Without a record the mail would be sent once more, when its claim has run out.</summary>
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_record_that_the_database_refuses_for_a_moment_is_made_all_the_same(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        await s.Visitor().Writes("Hello?");
        await s.At("1:59");
        Task mended = Task.CompletedTask;
        s.App.Post.BeforeReply = async () =>
        {
            await s.App.Tamper(database == "sqlite"
                ? """CREATE TRIGGER "Full" BEFORE INSERT ON "MailAttempts" BEGIN SELECT RAISE(ABORT, 'disk full'); END"""
                : """ALTER TABLE "MailAttempts" ADD CONSTRAINT "Full" CHECK (FALSE) NOT VALID""");
            mended = Mend();
        };

        await s.At("2:00");
        await mended;
        s.App.Post.BeforeReply = null;
        await s.At("3:00:00");

        Assert.Equal("Accepted", await s.App.Tamper("""SELECT "State" FROM "Mails" WHERE "Purpose" = 'Notification'"""));
        Assert.Equal(1, s.App.Post.AttemptsAt(anna.Email));
        await s.CheckHolds();

        async Task Mend()
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System);
            await s.App.Tamper(database == "sqlite" ? """DROP TRIGGER "Full" """ : """ALTER TABLE "MailAttempts" DROP CONSTRAINT "Full" """);
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task That_it_failed_here_does_not_undo_that_another_server_delivered_it(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        s.App.Post.LosesReplies(true);
        await s.Visitor().Writes("Hello?");
        await s.At("1:59");

        // Meanwhile the others took this server for dead.
        s.App.Post.BeforeReply = () => s.App.Tamper(
            """UPDATE "Mails" SET "State" = 'Accepted', "ClaimedBy" = NULL, "ClaimedUntil" = NULL, "DueAt" = NULL WHERE "Purpose" = 'Notification'""");
        await s.At("2:00");
        s.App.Post.BeforeReply = null;
        s.App.Post.LosesReplies(false);
        await s.At("3:00:00");

        Assert.Equal("Accepted", await s.App.Tamper("""SELECT "State" FROM "Mails" WHERE "Purpose" = 'Notification'"""));
        Assert.Equal(1, s.App.Post.AttemptsAt(anna.Email));
    }

    /// <summary>Whoever has the first copy may never see a second one under the same Message-ID; and who answers it answers what it said.</summary>
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_copy_of_a_mail_that_may_have_arrived_says_no_more_and_what_was_written_since_comes_in_another(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        s.App.Post.LosesReplies(true);
        var visitor = s.Visitor();
        await visitor.Writes("First thing");
        await s.At("2:02");
        await visitor.Writes("Second thing");
        s.App.Post.LosesReplies(false);

        await s.At("30:00");
        var mails = s.MailsTo(anna.Email);
        Assert.Equal(3, mails.Count);
        Assert.Equal(mails[0].MessageId, mails[1].MessageId);
        Assert.NotEqual(mails[0].MessageId, mails[2].MessageId);
        Assert.All(mails, m => Assert.Contains("First thing", m.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("Second thing", mails[1].Text, StringComparison.Ordinal);
        Assert.Contains("Second thing", mails[2].Text, StringComparison.Ordinal);
        (await visitor.Why()).StateIs("announced").WasTold(anna, "OfflineMessage");
        await s.CheckHolds();
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task So_does_a_copy_of_a_mail_whose_server_died_with_it_on_the_wire(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        var visitor = s.Visitor();
        await visitor.Writes("First thing");
        await s.App.CrashAtNextMail(within: TimeSpan.FromMinutes(2));
        s.App.Clock.Advance(TimeSpan.FromSeconds(5));
        await s.App.Start();
        await visitor.Writes("Second thing");

        await s.At("2:00:00");
        var mails = s.MailsTo(anna.Email);
        var other = Assert.Single(mails, m => m.Text.Contains("Second thing", StringComparison.Ordinal));
        Assert.NotEqual(mails[0].MessageId, other.MessageId);
        await s.CheckHolds();
    }

    /// <summary>More of its mails are due than may be in hand of all relays.</summary>
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_relay_that_hangs_keeps_the_mails_of_no_other_back(string database)
    {
        const int Many = 40;
        string[] settings = ["--Nightbell:Mail:PrivateRelays=true", "--Nightbell:DigestAbove=100", "--Nightbell:Limits:MailsPerRecipientPerHour=0"];
        await using var s = await Story.Begin(database, settings: settings);
        var anna = await s.Agent("Anna");
        var neighbour = s.Neighbour();
        var eve = await neighbour.Agent("Eve");
        await using var hanging = ScriptedSmtpServer.Start();
        hanging.Decide = _ => new SmtpAct(Hang: true);
        (await eve.Api.Put("/api/settings/mail", new { smtp = new { host = "127.0.0.1", port = hanging.Port, security = "none" }, from = "hello@moonlight.example" })).Is(200);
        for (var i = 0; i < Many; i++)
            await neighbour.Visitor().Writes("Hello, neighbour");
        await s.App.Restart([.. settings, "--Nightbell:Workers=true"]);
        s.App.Clock.Advance(TimeSpan.FromSeconds(20));
        await s.Visitor().Writes("Hello");
        s.App.Clock.Advance(TimeSpan.FromSeconds(100));
        await Comes("the relay hangs", () => hanging.OpenConnections > 0);

        s.App.Clock.Advance(TimeSpan.FromSeconds(20));
        await Comes("the other relay's mail arrives", () => s.App.Post.AttemptsAt(anna.Email) == 1);
        Assert.NotEqual(0, hanging.OpenConnections);
        hanging.HangUp();

        // Time goes on, all in all by less than the hanging one is given to answer.
        async Task Comes(string what, Func<bool> condition)
        {
            var steps = 0;
            await Soon.Holds(what, () =>
            {
                if (steps++ < 300)
                    s.App.Clock.Advance(TimeSpan.FromMilliseconds(50));
                return condition();
            });
        }
    }
}
