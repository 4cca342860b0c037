using System.Text;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Tests.Smtp;

/// <summary>The client against a server we did not write.</summary>
public sealed class SmtpSinkTests
{
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
