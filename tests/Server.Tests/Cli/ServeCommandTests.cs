using System.Net;
using System.Net.Sockets;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Cli;

/// <summary>A server that cannot start says why in one sentence.</summary>
public sealed class ServeCommandTests
{
    [Fact]
    public async Task A_taken_port_is_one_sentence()
    {
        await using var app = await TestApp.Start(TestDatabase.Sqlite);
        var port = FreePort.Next();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, port));
        taken.Listen();
        await Fails(
            $"http://127.0.0.1:{port}: address already in use",
            $"--Urls=http://127.0.0.1:{port}",
            $"--ConnectionStrings:Nightbell=Data Source={Path.GetTempPath()}{Path.GetRandomFileName()}/n.db");
    }

    [Theory]
    [InlineData("Nightbell:Delays:Offline", "--Nightbell:Delays:Offline=soon")]
    [InlineData("Nightbell:Mail:Dns:Servers: nowhere is no address", "--Nightbell:Mail:Dns:Servers:0=nowhere")]
    [InlineData("Nightbell:Mail:Dns:SendingAddress: nowhere is no address", "--Nightbell:Mail:Dns:SendingAddress=nowhere")]
    [InlineData("neither an address nor a network", "--Nightbell:TrustedProxies=everybody")]
    [InlineData("ConnectionStrings:Nightbell cannot be read", "--ConnectionStrings:Nightbell=nonsense")]
    [InlineData("Failed to connect to 127.0.0.1:1", "--ConnectionStrings:Nightbell=Host=127.0.0.1;Port=1;Database=x;Username=y")]
    public Task A_bad_configuration_is_one_sentence(string words, string argument) => Fails(words, argument, $"--Urls=http://127.0.0.1:{FreePort.Next()}");

    private static async Task Fails(string words, params string[] configuration)
    {
        var (exit, output, error) = await CommandLineTests.Run(["serve", .. configuration]);
        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.StartsWith("nightbell: The server could not start.", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }
}
