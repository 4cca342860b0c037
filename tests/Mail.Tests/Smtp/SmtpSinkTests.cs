using System.Diagnostics;
using System.Text;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Tests.Smtp;

/// <summary>The client against a server we did not write.</summary>
public sealed class SmtpSinkTests(ITestOutputHelper output)
{
    /// <summary>Mails a second that the queue may count on; the machine these figures come from has two cores.</summary>
    private const double LeastMailsPerSecond = 5_000;

    [Theory]
    [InlineData]
    [InlineData("-p")]
    [InlineData("-e")]
    [InlineData("-8", "-N", "-E")]
    public async Task Postfix_takes_our_mails_whatever_it_offers(params string[] options)
    {
        await using var sink = await SmtpSink.Start(keepMails: true, options);
        await using var transport = Transport(sink, connections: 3);
        var message = MessageWriter.Write(Message("Árvíztűrő tükörfúrógép 👋", ".\r\n..két pont\r\nFrom here\r\n"));
        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => transport.Send(new Envelope("b@shop.example", $"a{i}@shop.example", "id-1"), message)));
        Assert.All(results, r => Assert.Equal(SmtpOutcome.Accepted, r.Outcome));

        var mails = Directory.GetFiles(sink.Folder!).Select(File.ReadAllText).ToArray();
        Assert.Equal(30, mails.Length);
        var sent = Encoding.ASCII.GetString(message).Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.All(mails, mail => Assert.Contains(sent.TrimEnd(), mail, StringComparison.Ordinal));
        Assert.Equal(30, mails.SelectMany(m => m.Split('\n').Where(l => l.StartsWith("X-Rcpt-Args: <a", StringComparison.Ordinal))).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("-r", "rcpt", SmtpOutcome.Deferred, "rcpt", 450)]
    [InlineData("-f", "rcpt", SmtpOutcome.Refused, "rcpt", 500)]
    [InlineData("-f", ".", SmtpOutcome.Refused, "message", 500)]
    [InlineData("-q", "data", SmtpOutcome.Deferred, "data", null)]
    [InlineData("-q", ".", SmtpOutcome.Deferred, "message", null)]
    [InlineData("-Q", "mail", SmtpOutcome.Deferred, "mail", 421)]
    public async Task Postfix_in_a_bad_mood_is_understood(string option, string command, SmtpOutcome outcome, string step, int? code)
    {
        await using var sink = await SmtpSink.Start(keepMails: false, option, command);
        await using var transport = Transport(sink, connections: 1);
        await Judged(transport, outcome, step, code);
        await Judged(transport, outcome, step, code);
    }

    [Fact(Explicit = true)]
    public async Task Figures_mails_a_second_over_sixteen_connections()
    {
        const int Mails = 100_000;
        const int Connections = 16;
        await using var sink = await SmtpSink.Start(keepMails: false);
        await using var transport = Transport(sink, Connections);
        var message = MessageWriter.Write(Message("Anna wrote", new string('x', 1_200)));
        var left = Mails;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                Assert.Equal(SmtpOutcome.Accepted, (await transport.Send(new Envelope("b@shop.example", "anna@shop.example"), message)).Outcome);
        }));
        var rate = Mails / watch.Elapsed.TotalSeconds;
        output.WriteLine($"{rate:N0} mails/s of {message.Length} octets over {Connections} connections");
        Assert.True(rate >= LeastMailsPerSecond, $"{rate:N0} mails/s");
    }

    private static async Task Judged(SmtpTransport transport, SmtpOutcome outcome, string step, int? code)
    {
        var result = await transport.Send(new Envelope("b@shop.example", "anna@shop.example"), "A: b\r\n\r\nx\r\n"u8.ToArray());
        Assert.Equal((outcome, step, code), (result.Outcome, result.Step, result.Reply?.Code));
    }

    private static SmtpTransport Transport(SmtpSink sink, int connections) =>
        new(new SmtpSettings { Host = "127.0.0.1", Port = sink.Port, MaxConnections = connections, MaxMessagesPerConnection = 1_000 }, TimeProvider.System);

    private static MailMessage Message(string subject, string text) => new()
    {
        From = new Mailbox("nightbell@shop.example", "Kovács János via Shop"),
        To = new Mailbox("anna@shop.example"),
        Subject = subject,
        Text = text,
        Html = $"<p>{text}</p>",
        MessageId = "1@shop.example",
        Date = new DateTimeOffset(2026, 11, 22, 3, 15, 0, TimeSpan.Zero),
    };
}
