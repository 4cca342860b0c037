using System.Net;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Smtp;

namespace Nightbell.Mail.Tests.Smtp;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("2a00:1450:4001:831::200e")]
    [InlineData("::ffff:8.8.8.8")]
    public void Addresses_of_the_internet_are_public(string address) => Assert.True(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    public void Machines_and_networks_within_and_ways_around_to_them_are_not(string address) =>
        Assert.False(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task An_address_that_may_not_be_connected_to_is_not_and_is_not_named(string host)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = new SmtpTransport(
            new SmtpSettings { Host = host, Port = server.Port, Security = SmtpSecurity.None, MayConnect = PublicAddress.IsPublic }, TimeProvider.System);

        var result = await transport.Send(new Envelope("a@example.com", "b@example.com"), "x"u8.ToArray(), transcript: true);

        Assert.Equal(SmtpOutcome.Deferred, result.Outcome);
        Assert.Equal(SmtpStep.Connect, result.Step);
        Assert.Contains("no address that may be connected to", result.Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Transcript, line => line.Contains("::1", StringComparison.Ordinal));
        Assert.Equal(0, server.Connections);
    }
}
