using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nightbell.Live;
using Nightbell.Platform;

namespace Nightbell.Server.Tests.Live;

/// <summary>A laptop whose lid was closed says nothing: its connection ends all the same.</summary>
public sealed class DeadPeersTests
{
    [Fact]
    public async Task Every_connection_is_given_up_when_what_was_sent_stays_unconfirmed_for_half_a_minute()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "An option of Linux.");
        await using var app = App.Build(["--ConnectionStrings:Nightbell=Data Source=nowhere.db"]);
        var sockets = app.Services.GetRequiredService<IOptions<SocketTransportOptions>>().Value;
        using var listener = sockets.CreateBoundListenSocket(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var browser = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await browser.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);

        using var connection = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        var milliseconds = new byte[sizeof(int)];
        connection.GetRawSocketOption(DeadPeers.Tcp, DeadPeers.UserTimeout, milliseconds);
        Assert.Equal(30_000, BitConverter.ToInt32(milliseconds));
    }
}
