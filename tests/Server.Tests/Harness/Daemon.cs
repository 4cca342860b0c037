using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Nightbell.Server.Tests.Harness;

/// <summary>Programs that serve on loopback, and how they are started and asked.</summary>
public static class Daemon
{
    /// <summary>Runs a program to its end; fails with what it said.</summary>
    public static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {said}");
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
