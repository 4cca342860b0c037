using System.Diagnostics;
using System.Net;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>Tests that share one name server.</summary>
[CollectionDefinition(Name)]
public sealed class NameServerTests : ICollectionFixture<NameServer>
{
    public const string Name = "name server";
}

/// <summary><see cref="Nsd"/> with the zones beside this file.</summary>
public sealed class NameServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nsd").FullName;
    private Process? _process;
    private DnsResolver? _resolver;

    /// <summary>Asks this server only; the test is skipped where it is missing.</summary>
    public DnsResolver Resolver
    {
        get
        {
            Parts.Need(Nsd.Program, "nsd is not installed: look-ups were tried against packets made by hand only");
            return _resolver!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Nsd.Program)) return;
        var zones = Path.Combine(AppContext.BaseDirectory, "Dns", "Zones");
        foreach (var zone in Directory.GetFiles(zones)) File.Copy(zone, Path.Combine(_folder, Path.GetFileName(zone)));
        await File.AppendAllLinesAsync(Path.Combine(_folder, "example.zone"), DomainKeys.ZoneLines());
        await File.AppendAllLinesAsync(Path.Combine(_folder, "spf.test.zone"), SpfTable.ZoneLines());
        for (var tries = 0; tries < 10; tries++)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            var address = new IPEndPoint(IPAddress.Loopback, port);
            _process = Nsd.Start(_folder, address, unloaded: "broken.test");
            _resolver = new DnsResolver(new DnsSettings { Servers = [address] }, TimeProvider.System);
            if (await Answers()) return;
            Stop();
        }

        throw new InvalidOperationException("nsd does not start");
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<bool> Answers()
    {
        for (var tries = 0; tries < 500 && !_process!.HasExited; tries++)
        {
            if ((await _resolver!.Query("example", DnsType.Soa)).Status == DnsStatus.Found) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return false;
    }

    private void Stop()
    {
        _process?.End();
        _process = null;
    }
}
