using Nightbell.Mail.Compose;
using Npgsql;

namespace Nightbell.Server.Tests.Harness;

/// <summary>The harness itself: a false clock that stands still or a reader that misreads would prove anything.</summary>
public sealed class HarnessTests
{
    [Fact]
    public async Task Time_stands_still_until_it_is_advanced_and_delays_end_at_their_moment()
    {
        var clock = new FakeClock(FakeClock.Morning);
        var ended = new List<DateTimeOffset>();
        var first = Wait(TimeSpan.FromSeconds(10));
        var second = Wait(TimeSpan.FromSeconds(3));

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(ended);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(first, second);

        Assert.Equal(FakeClock.Morning + TimeSpan.FromSeconds(62), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(62), clock.GetElapsedTime(0));
        Assert.Equal(2, ended.Count);

        async Task Wait(TimeSpan span)
        {
            await Task.Delay(span, clock);
            lock (ended)
            {
                ended.Add(clock.GetUtcNow());
            }
        }
    }

    [Fact]
    public void A_periodic_timer_fires_at_each_of_its_moments()
    {
        var clock = new FakeClock(FakeClock.Morning);
        var fired = new List<TimeSpan>();
        using var timer = clock.CreateTimer(
            _ => fired.Add(clock.GetUtcNow() - FakeClock.Morning), state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)], fired);
    }

    [Fact]
    public void A_clock_set_back_keeps_measuring_durations()
    {
        var clock = new FakeClock(FakeClock.Morning);
        var started = clock.GetTimestamp();

        clock.SetBack(TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(FakeClock.Morning - TimeSpan.FromMinutes(59), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(1), clock.GetElapsedTime(started));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_crashed_database_keeps_what_was_committed_and_nothing_after(string kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await database.Execute("CREATE TABLE t (n integer)");
        await database.Execute("INSERT INTO t VALUES (1)");

        await database.CrashItsUser();
        try
        {
            await database.Execute("INSERT INTO t VALUES (2)");
        }
        catch (NpgsqlException)
        {
            // PostgreSQL refuses; SQLite writes to a file that nobody reads again.
        }

        await database.Recover();
        Assert.Equal(1L, await database.Execute("SELECT count(*) FROM t"));
    }

    [Fact]
    public void A_letter_is_read_as_it_was_written()
    {
        const string Text = "Árvíztűrő = tükörfúrógép 🌙\nA line that is quite a bit longer than the seventy-eight characters that a line of a mail may have\n.dot\nhttps://shop.example/app#token=abc-123_x";
        var written = MessageWriter.Write(new MailMessage
        {
            From = new Mailbox("nightbell@shop.example", "Szőke Őrs via \"Moonlight\" Shop"),
            To = new Mailbox("anna@example.com"),
            Subject = "Öt új üzenet érkezett a Holdfény Bolt látogatójától, aki már várja a választ 🌙",
            Text = Text,
            Html = "<p>Árvíztűrő</p>",
            MessageId = "second@shop.example",
            InReplyTo = "first@shop.example",
            References = ["root@shop.example", "first@shop.example"],
            Date = FakeClock.Morning,
            Headers = [("Auto-Submitted", "auto-generated")],
        });

        var letter = new Letter(FakeClock.Morning, "anna@example.com", written);

        Assert.Equal(Text, letter.Text.TrimEnd('\n'));
        Assert.Equal("<p>Árvíztűrő</p>", letter.Html.TrimEnd('\n'));
        Assert.Equal("Öt új üzenet érkezett a Holdfény Bolt látogatójától, aki már várja a választ 🌙", letter.Subject);
        Assert.Contains("Szőke Őrs via", letter.From, StringComparison.Ordinal);
        Assert.Equal("<second@shop.example>", letter.MessageId);
        Assert.Contains("<first@shop.example>", letter.Thread);
        Assert.Contains("<root@shop.example>", letter.Thread);
        Assert.Equal("abc-123_x", letter.Token);
        Assert.Equal("auto-generated", letter.Header("auto-submitted"));
    }
}
