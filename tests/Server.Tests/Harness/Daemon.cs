using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Nightbell.Mail.Tests;

namespace Nightbell.Server.Tests.Harness;

/// <summary>Programs that serve on loopback, and how they are started and asked.</summary>
public static class Daemon
{
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a program to its end; fails with what it said.</summary>
    public static async Task Run(string program, params string[] arguments)
    {
        using var process = Processes.StartQuietly(new ProcessStartInfo(program, arguments));
        var said = new ConcurrentQueue<string?>();
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        process.MustExit();
        if (process.ExitCode != 0)
        {
            // The last words may still be on their way.
            await Task.Delay(LastWords, TimeProvider.System);
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {string.Join('\n', said)}");
        }
    }

    public static Task<bool> Listens(int port) => Listens(new IPEndPoint(IPAddress.Loopback, port));

    public static async Task<bool> Listens(IPEndPoint address)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
