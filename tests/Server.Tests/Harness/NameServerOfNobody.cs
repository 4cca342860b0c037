using System.Diagnostics;
using System.Net;
using Nightbell.Mail.Tests;
using Nightbell.Mail.Tests.Dns;

namespace Nightbell.Server.Tests.Harness;

/// <summary>NSD, serving the domain <c>example</c>, in which there is nobody: whoever asks for a host of it hears that there is none.</summary>
public sealed class NameServerOfNobody : IAsyncDisposable
{
    /// <summary>The only port that a resolv.conf can mean.</summary>
    private const int Port = 53;

    private const string Zone = """
        @ 3600 IN SOA ns.example. hostmaster.example. 1 3600 600 86400 60
        @ 3600 IN NS ns.example.
        ns 3600 IN A 127.0.0.1

        """;

    private readonly Process process;

    private NameServerOfNobody(IPAddress address, Process process)
    {
        Address = address;
        this.process = process;
    }

    /// <summary>On loopback, and this run's alone.</summary>
    public IPAddress Address { get; }

    /// <summary>Starts it; the test is skipped where it is missing.</summary>
    /// <param name="folder">For its files; its owner deletes them.</param>
    public static async Task<NameServerOfNobody> Start(string folder)
    {
        Missing.SkipsUnless(File.Exists(Nsd.Program), "NSD is not installed: no mail server asked for a host that does not exist.");
        Directory.CreateDirectory(folder);
        var random = Random.Shared;
        var address = new IPAddress([127, (byte)random.Next(1, 255), (byte)random.Next(1, 255), (byte)random.Next(1, 255)]);
        await File.WriteAllTextAsync(Path.Combine(folder, "example.zone"), Zone);
        var endpoint = new IPEndPoint(address, Port);
        var process = Nsd.Start(folder, endpoint);
        var server = new NameServerOfNobody(address, process);
        try
        {
            await Soon.Holds("NSD listens", () => Daemon.Listens(endpoint));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        process.End();
        return ValueTask.CompletedTask;
    }
}
