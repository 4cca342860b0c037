using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Tests.Smtp;

/// <summary>How connections are shared, kept and given up.</summary>
public sealed class SmtpConnectionsTests : IAsyncDisposable
{
    private static readonly byte[] Mail = "Subject: x\r\n\r\nHello\r\n"u8.ToArray();

    private readonly ScriptedSmtpServer _server = ScriptedSmtpServer.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Mails_after_one_another_share_a_connection_up_to_its_limit()
    {
        await using var transport = Transport(s => s with { MaxMessagesPerConnection = 3 });
        for (var i = 0; i < 7; i++) Assert.Equal(SmtpOutcome.Accepted, (await Send(transport)).Outcome);
        Assert.Equal([1, 1, 1, 2, 2, 2, 3], _server.Mails.Select(m => m.Connection));
        Assert.Empty(_server.Violations);
    }

    [Fact]
    public async Task One_bad_recipient_spoils_neither_the_connection_nor_the_next_mail()
    {
        _server.ForRecipient("bad@shop.example", "550 5.1.1 user unknown");
        await using var transport = Transport();
        Assert.Equal(SmtpOutcome.Refused, (await Send(transport, "bad@shop.example")).Outcome);
        Assert.Equal(SmtpOutcome.Accepted, (await Send(transport)).Outcome);
        Assert.Equal(1, _server.Connections);
        Assert.Equal(["anna@shop.example"], Assert.Single(_server.Mails).To);
        Assert.Empty(_server.Violations);
    }

    [Fact]
    public async Task A_server_that_says_421_is_left_alone_and_the_next_mail_goes_anew()
    {
        _server.At("message", "421 4.7.0 slow down");
        await using var transport = Transport();
        Assert.Equal(SmtpOutcome.Deferred, (await Send(transport)).Outcome);
        _server.Relent();
        Assert.Equal(SmtpOutcome.Accepted, (await Send(transport)).Outcome);
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_connection_the_server_closed_while_it_rested_costs_no_mail()
    {
        await using var transport = Transport();
        await Send(transport);
        _server.HangUp();
        Assert.Equal(SmtpOutcome.Accepted, (await Send(transport)).Outcome);
        Assert.Equal(2, _server.Mails.Count);
    }

    [Theory]
    [InlineData("mail")]
    [InlineData("rcpt")]
    [InlineData("data")]
    public async Task A_rested_connection_that_dies_before_the_message_is_replaced_once(string step)
    {
        _server.Decide = m => m.Connection == 1 && _server.Mails.Count == 1 && m.Step == step ? new SmtpAct(Drop: true) : null;
        await using var transport = Transport();
        await Send(transport);
        Assert.Equal(SmtpOutcome.Accepted, (await Send(transport)).Outcome);
        Assert.Equal((2, 2), (_server.Mails.Count, _server.Connections));
    }

    [Fact]
    public async Task A_rested_connection_that_is_told_421_is_replaced_once_and_not_for_ever()
    {
        await using var transport = Transport();
        await Send(transport);
        _server.At("mail", new SmtpAct("421 4.4.2 idle too long", Drop: true));
        var result = await Send(transport);
        Assert.Equal((SmtpOutcome.Deferred, "mail"), (result.Outcome, result.Step));
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_rested_connection_that_dies_with_the_message_is_not_tried_again_at_once()
    {
        _server.Decide = m => _server.Mails.Count == 1 && m.Step == "message" ? new SmtpAct(Drop: true) : null;
        await using var transport = Transport();
        await Send(transport);
        Assert.Equal(SmtpOutcome.Deferred, (await Send(transport)).Outcome);
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task An_idle_connection_is_given_back()
    {
        await using var transport = Transport(s => s with { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        await Send(transport);
        await _server.Until(s => s.OpenConnections == 0);
        Assert.Contains(_server.Commands, c => c.EndsWith("QUIT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disposing_closes_what_rests()
    {
        var transport = Transport();
        await Send(transport);
        await transport.DisposeAsync();
        await _server.Until(s => s.OpenConnections == 0);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Send(transport));
    }

    [Fact]
    public async Task Many_mails_at_once_use_no_more_connections_than_allowed_and_all_arrive()
    {
        var most = 0;
        _server.Decide = m =>
        {
            InterlockedMax(ref most, _server.OpenConnections);
            return null;
        };
        await using var transport = Transport(s => s with { MaxConnections = 3, MaxMessagesPerConnection = 1_000 });
        var results = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Send(transport, $"a{i}@shop.example")));
        Assert.All(results, r => Assert.Equal(SmtpOutcome.Accepted, r.Outcome));
        Assert.Equal(300, _server.Mails.Select(m => m.To[0]).Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(most, 1, 3);
        Assert.InRange(_server.Connections, 1, 3);
    }

    [Fact]
    public async Task A_mail_that_hangs_holds_up_nobody_else()
    {
        _server.ForRecipient("hang@shop.example", new SmtpAct(Hang: true));
        await using var transport = Transport(s => s with { MaxConnections = 2 });
        using var patience = new CancellationTokenSource();
        var hanging = transport.Send(new Envelope("b@shop.example", "hang@shop.example"), Mail, cancel: patience.Token);
        await _server.Until(s => s.Commands.Any(c => c.Contains("hang@", StringComparison.Ordinal)));
        for (var i = 0; i < 20; i++) Assert.Equal(SmtpOutcome.Accepted, (await Send(transport)).Outcome);
        Assert.False(hanging.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // Another thread was faster: compare again.
        }
    }

    private static Task<SmtpResult> Send(SmtpTransport transport, string to = "anna@shop.example") =>
        transport.Send(new Envelope("bounce@shop.example", to), Mail);

    private SmtpTransport Transport(Func<SmtpSettings, SmtpSettings>? change = null) =>
        new((change ?? (s => s))(new SmtpSettings { Host = "127.0.0.1", Port = _server.Port }), TimeProvider.System);
}
