using System.Text;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Tests.Smtp;

/// <summary>What a mail meets on its way into the relay, and what becomes of it.</summary>
public sealed class SmtpTransportTests : IAsyncDisposable
{
    private static readonly Envelope ToAnna = new("bounce@shop.example", "anna@shop.example", "mail-1");
    private static readonly byte[] Mail = "Subject: x\r\n\r\nHello\r\n"u8.ToArray();

    private readonly ScriptedSmtpServer _server = ScriptedSmtpServer.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task I_can_hand_over_a_mail_and_get_the_servers_words()
    {
        _server.At("message", "250 2.0.0 queued as 4711");
        var result = await Send();

        Assert.Equal(SmtpOutcome.Accepted, result.Outcome);
        Assert.Equal(new SmtpReply(250, "2.0.0", "2.0.0 queued as 4711"), result.Reply);
        Assert.Equal("250 2.0.0 queued as 4711", result.Reply!.ToString());
        Assert.Equal("message", result.Step);
        Assert.Null(result.Trouble);
        Assert.Empty(result.Transcript);
        var mail = Assert.Single(_server.Mails);
        Assert.Equal("bounce@shop.example", mail.From);
        Assert.Equal(["anna@shop.example"], mail.To);
        Assert.Equal(Mail, mail.Message);
        Assert.Equal($"SIZE={Mail.Length} RET=HDRS ENVID=mail-1", mail.MailParameters);
        Assert.Equal("NOTIFY=FAILURE,DELAY ORCPT=rfc822;anna@shop.example", mail.RcptParameters);
        Assert.Empty(_server.Violations);
    }

    [Fact]
    public async Task A_server_that_offers_nothing_gets_nothing_but_plain_commands()
    {
        _server.Offers = [];
        Assert.Equal(SmtpOutcome.Accepted, (await Send()).Outcome);
        Assert.Equal("", Assert.Single(_server.Mails).MailParameters);
        Assert.Equal("", _server.Mails.First().RcptParameters);
        Assert.Empty(_server.Violations);
    }

    [Fact]
    public async Task A_server_from_before_EHLO_is_greeted_with_HELO()
    {
        _server.At("ehlo", "502 5.5.1 what?");
        Assert.Equal(SmtpOutcome.Accepted, (await Send()).Outcome);
        Assert.Contains(_server.Commands, c => c.EndsWith("HELO [127.0.0.1]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mail", "550 5.7.1 no")]
    [InlineData("rcpt", "550 5.1.1 <anna@shop.example>: user unknown")]
    [InlineData("data", "554 5.5.1 no")]
    [InlineData("message", "552 5.2.2 mailbox full")]
    public async Task A_lasting_refusal_of_the_mail_is_final(string step, string reply) => await Judged(step, reply, SmtpOutcome.Refused);

    [Theory]
    [InlineData("greeting", "554 5.7.1 you are not welcome")]
    [InlineData("greeting", "421 4.3.2 too busy")]
    [InlineData("ehlo", "421 4.3.2 going down")]
    [InlineData("mail", "451 4.3.0 later")]
    [InlineData("mail", "530 5.7.0 authentication required")]
    [InlineData("rcpt", "450 4.2.1 later")]
    [InlineData("rcpt", "530 5.7.0 must issue a STARTTLS command first")]
    [InlineData("data", "451 4.3.0 later")]
    [InlineData("message", "452 4.3.1 disk full")]
    [InlineData("message", "421 4.7.0 slow down")]
    public async Task A_refusal_for_now_or_of_our_set_up_is_tried_again(string step, string reply) => await Judged(step, reply, SmtpOutcome.Deferred);

    [Fact]
    public async Task Replies_of_several_lines_are_kept_word_for_word()
    {
        _server.At("rcpt", "550-5.7.1 We don't like\r\n550-\r\n550 5.7.1 you");
        var reply = (await Send()).Reply!;
        Assert.Equal("5.7.1 We don't like\n\n5.7.1 you", reply.Text);
        Assert.Equal("5.7.1", reply.EnhancedStatus);
        Assert.Equal("550-5.7.1 We don't like\n550-\n550 5.7.1 you", reply.ToString());
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("ehlo")]
    [InlineData("mail")]
    [InlineData("rcpt")]
    [InlineData("data")]
    [InlineData("message")]
    public async Task A_server_that_drops_the_connection_defers_the_mail(string step)
    {
        _server.At(step, new SmtpAct(Drop: true));
        var result = await Send();
        Assert.Equal((SmtpOutcome.Deferred, step), (result.Outcome, result.Step));
        Assert.Null(result.Reply);
        Assert.Contains("broke off", result.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_taken_by_a_server_that_died_before_saying_so_is_sent_again_rather_than_lost()
    {
        _server.At("message", new SmtpAct(Drop: true, Take: true));
        Assert.Equal(SmtpOutcome.Deferred, (await Send()).Outcome);
        Assert.Single(_server.Mails);
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("ehlo")]
    [InlineData("mail")]
    [InlineData("rcpt")]
    [InlineData("data")]
    [InlineData("message")]
    public async Task A_server_that_hangs_defers_the_mail_when_patience_ends(string step)
    {
        _server.At(step, new SmtpAct(Hang: true));
        var brief = TimeSpan.FromMilliseconds(150);
        await using var transport = Transport(s => s with { GreetingTimeout = brief, CommandTimeout = brief, DataTimeout = brief });
        var result = await transport.Send(ToAnna, Mail);
        Assert.Equal((SmtpOutcome.Deferred, step), (result.Outcome, result.Step));
        Assert.Contains("within 0.15 s", result.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_slow_at_every_step_defers_the_mail_when_its_whole_time_is_over()
    {
        _server.At("rcpt", new SmtpAct(Hang: true));
        await using var transport = Transport(s => s with { SendTimeout = TimeSpan.FromMilliseconds(200) });
        var result = await transport.Send(ToAnna, Mail);
        Assert.Equal((SmtpOutcome.Deferred, "rcpt"), Short(result));
        Assert.Contains("not done within 0.2 s", result.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_defers_the_mail()
    {
        await _server.DisposeAsync();
        var result = await Send();
        Assert.Equal((SmtpOutcome.Deferred, "connect", "4.4.1"), (result.Outcome, result.Step, result.LocalStatus));
        Assert.Contains($"127.0.0.1:{_server.Port}", result.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_address_defers_the_mail()
    {
        await using var transport = Transport(s => s with { Host = "no-such-host.invalid" });
        var result = await transport.Send(ToAnna, Mail);
        Assert.Equal((SmtpOutcome.Deferred, "connect"), (result.Outcome, result.Step));
        Assert.Contains("no-such-host.invalid", result.Trouble, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("")]
    public async Task Something_that_is_no_mail_server_defers_the_mail(string greeting)
    {
        _server.At("greeting", greeting);
        Assert.Equal((SmtpOutcome.Deferred, "greeting"), Short(await Send()));
    }

    [Fact]
    public async Task A_server_that_talks_without_end_is_cut_off()
    {
        _server.At("rcpt", "550 " + new string('x', 10_000));
        Assert.Equal((SmtpOutcome.Deferred, "rcpt"), Short(await Send()));
        _server.At("rcpt", string.Concat(Enumerable.Repeat("550-x\r\n", 1_000)) + "550 x");
        Assert.Equal((SmtpOutcome.Deferred, "rcpt"), Short(await Send()));
    }

    [Fact]
    public async Task A_server_that_wants_the_message_after_refusing_the_recipient_gets_none()
    {
        _server.At("rcpt", "550 5.1.1 user unknown");
        _server.At("data", "354 go ahead");
        await using var transport = Transport();
        Assert.Equal((SmtpOutcome.Refused, "rcpt"), Short(await transport.Send(ToAnna, Mail)));
        _server.Relent();
        Assert.Equal(SmtpOutcome.Accepted, (await transport.Send(ToAnna, Mail)).Outcome);
        Assert.Equal(2, _server.Connections);
        Assert.Single(_server.Mails);
    }

    [Fact]
    public async Task What_is_no_reply_is_not_cut_within_a_character()
    {
        _server.At("greeting", $"{new string('x', 79)}🔔 rings");
        var result = await Send();
        Assert.EndsWith($" {new string('x', 79)}…", result.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Controls_in_a_reply_are_shown_as_replaced()
    {
        _server.At("rcpt", "550 5.1.1 bell\u0007 nul\0 end");
        Assert.Equal("5.1.1 bell\uFFFD nul\uFFFD end", (await Send()).Reply!.Text);
    }

    [Fact]
    public async Task Lines_that_start_with_dots_and_bare_line_ends_arrive_as_lines()
    {
        await using var transport = Transport();
        await transport.Send(ToAnna, "A: b\r\n\r\n.\r\n..\r\n.x\nbare\rend\n.\n\r\n.\r\n"u8.ToArray());
        Assert.Equal("A: b\r\n\r\n.\r\n..\r\n.x\r\nbare\r\nend\r\n.\r\n\r\n.\r\n", Assert.Single(_server.Mails).Text);
        Assert.Empty(_server.Violations);
    }

    [Fact]
    public async Task A_message_without_a_last_line_end_gets_one_and_a_large_one_arrives_whole()
    {
        var large = Encoding.ASCII.GetBytes("A: b\r\n\r\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => $".{i}\r\n")) + "end");
        await using var transport = Transport();
        await transport.Send(ToAnna, large);
        Assert.Equal([.. large, (byte)'\r', (byte)'\n'], Assert.Single(_server.Mails).Message);
    }

    [Fact]
    public async Task A_message_larger_than_the_server_takes_is_refused_without_sending_it()
    {
        _server.Offers = ["SIZE 20"];
        var result = await Send();
        Assert.Equal((SmtpOutcome.Refused, "5.3.4"), (result.Outcome, result.LocalStatus));
        Assert.Contains("21 octets", result.Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Commands, c => c.Contains("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_international_mailbox_goes_where_it_is_understood_and_is_refused_elsewhere()
    {
        var envelope = new Envelope("bounce@shop.example", "józsef@bücher.example");
        await using var transport = Transport();
        Assert.Equal(SmtpOutcome.Accepted, (await transport.Send(envelope, Mail)).Outcome);
        var mail = Assert.Single(_server.Mails);
        Assert.Equal(["józsef@xn--bcher-kva.example"], mail.To);
        Assert.Contains("SMTPUTF8", mail.MailParameters, StringComparison.Ordinal);

        _server.Offers = ["PIPELINING"];
        await using var other = Transport();
        var result = await other.Send(envelope, Mail);
        Assert.Equal((SmtpOutcome.Refused, "5.6.7"), (result.Outcome, result.LocalStatus));
        Assert.Contains("SMTPUTF8", result.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eight_bit_messages_are_declared_and_refused_where_they_are_not_taken()
    {
        var message = "A: b\r\n\r\nő\r\n"u8.ToArray();
        await using var transport = Transport();
        await transport.Send(ToAnna, message);
        Assert.Contains("BODY=8BITMIME", Assert.Single(_server.Mails).MailParameters, StringComparison.Ordinal);
        _server.Offers = [];
        await using var other = Transport();
        Assert.Equal(SmtpOutcome.Refused, (await other.Send(ToAnna, message)).Outcome);
    }

    [Fact]
    public async Task Envelope_ids_and_addresses_are_quoted_as_the_standard_wants()
    {
        await using var transport = Transport();
        await transport.Send(new Envelope("bounce@shop.example", "anna+shop=1@shop.example", "a+b=c"), Mail);
        Assert.Contains("ENVID=a+2Bb+3Dc", Assert.Single(_server.Mails).MailParameters, StringComparison.Ordinal);
        Assert.EndsWith("ORCPT=rfc822;anna+2Bshop+3D1@shop.example", _server.Mails.First().RcptParameters, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_without_sender_asks_for_no_report()
    {
        await using var transport = Transport();
        await transport.Send(new Envelope("", "anna@shop.example"), Mail);
        Assert.Equal("", Assert.Single(_server.Mails).From);
        Assert.Equal("", _server.Mails.First().RcptParameters);
    }

    [Theory]
    [InlineData("a@b.example>\r\nRCPT TO:<c@d.example", "anna@shop.example", null)]
    [InlineData("a@b.example", "anna@shop.example> NOTIFY=NEVER", null)]
    [InlineData("a@b.example", "anna@shop.example\r\nDATA", null)]
    [InlineData("a@b.example", "", null)]
    [InlineData("a@b.example", "anna@shop.example", "x y")]
    [InlineData("a@b.example", "anna@shop.example", "x\r\ny")]
    [InlineData("a@b.example", "anna@shop.example", "")]
    public async Task An_envelope_that_would_be_more_than_an_address_is_refused_at_once(string from, string to, string? id)
    {
        await using var transport = Transport();
        await Assert.ThrowsAsync<ArgumentException>(() => transport.Send(new Envelope(from, to, id), Mail));
        Assert.Equal(0, _server.Connections);
    }

    [Fact]
    public async Task I_can_read_the_whole_conversation_of_a_test_mail()
    {
        await using var transport = Transport();
        await transport.Send(ToAnna, Mail);
        var transcript = (await transport.Send(ToAnna, Mail, transcript: true)).Transcript;
        Assert.Equal($"* connected to 127.0.0.1:{_server.Port}", transcript[0]);
        Assert.Equal(["S: 220 scripted.test ESMTP", "C: EHLO [127.0.0.1]", "S: 250-scripted.test"], transcript.Skip(1).Take(3));
        Assert.Contains("C: DATA", transcript);
        Assert.Equal("S: 250 2.0.0 taken", transcript[^1]);
    }

    [Fact]
    public async Task A_transcript_ends_somewhere()
    {
        _server.At("ehlo", string.Concat(Enumerable.Repeat("250-X" + new string('y', 2_000) + "\r\n", 90)) + "250 ok");
        _server.At("mail", string.Concat(Enumerable.Repeat("550-x\r\n", 99)) + "550 x");
        _server.At("rcpt", string.Concat(Enumerable.Repeat("550-x\r\n", 99)) + "550 x");
        await using var transport = Transport();
        var transcript = (await transport.Send(ToAnna, Mail, transcript: true)).Transcript;
        Assert.All(transcript, line => Assert.True(line.Length <= 501));
        Assert.True(transcript.Count <= 201);
    }

    [Fact]
    public async Task I_can_knock_without_sending_anything()
    {
        await using var transport = Transport();
        var result = await transport.Probe();
        Assert.Equal((SmtpOutcome.Accepted, "ehlo"), Short(result));
        Assert.NotEmpty(result.Transcript);
        await _server.Until(s => s.Commands.Any(c => c.EndsWith("QUIT", StringComparison.Ordinal)));
        Assert.Empty(_server.Mails);
        _server.At("greeting", "554 no");
        Assert.Equal((SmtpOutcome.Deferred, "greeting"), Short(await transport.Probe()));
    }

    [Fact]
    public async Task I_can_give_up_waiting()
    {
        _server.At("rcpt", new SmtpAct(Hang: true));
        await using var transport = Transport();
        using var patience = new CancellationTokenSource();
        var sending = transport.Send(ToAnna, Mail, cancel: patience.Token);
        await _server.Until(s => s.Commands.Any(c => c.Contains("RCPT", StringComparison.Ordinal)));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        _server.Relent();
        Assert.Equal(SmtpOutcome.Accepted, (await transport.Send(ToAnna, Mail)).Outcome);
    }

    [Fact]
    public void Settings_that_cannot_work_are_refused_and_never_show_the_password()
    {
        var settings = Settings() with { User = "u", Password = "secret" };
        Assert.DoesNotContain("secret", settings.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SmtpTransport(settings with { Host = "" }, TimeProvider.System));
        Assert.Throws<ArgumentException>(() => new SmtpTransport(settings with { Port = 0 }, TimeProvider.System));
        Assert.Throws<ArgumentException>(() => new SmtpTransport(settings with { LocalName = "a\r\nMAIL" }, TimeProvider.System));
        Assert.Throws<ArgumentException>(() => new SmtpTransport(settings with { User = "a\0b" }, TimeProvider.System));
        Assert.Throws<ArgumentException>(() => new SmtpTransport(settings with { MaxConnections = 0 }, TimeProvider.System));
        Assert.Throws<ArgumentException>(() => new SmtpTransport(settings with { CommandTimeout = TimeSpan.Zero }, TimeProvider.System));
    }

    private async Task Judged(string step, string reply, SmtpOutcome outcome)
    {
        _server.At(step, reply);
        foreach (var offers in new[] { _server.Offers, [] })
        {
            _server.Offers = offers;
            var result = await Send();
            Assert.Equal((outcome, step), Short(result));
            Assert.Equal(reply, result.Reply!.ToString());
        }

        Assert.Empty(_server.Mails);
        Assert.Empty(_server.Violations);
    }

    private async Task<SmtpResult> Send()
    {
        await using var transport = Transport();
        return await transport.Send(ToAnna, Mail);
    }

    private static (SmtpOutcome Outcome, string Step) Short(SmtpResult result) => (result.Outcome, result.Step);

    private SmtpSettings Settings() => new() { Host = "127.0.0.1", Port = _server.Port };

    private SmtpTransport Transport(Func<SmtpSettings, SmtpSettings>? change = null) => new((change ?? (s => s))(Settings()), TimeProvider.System);
}
