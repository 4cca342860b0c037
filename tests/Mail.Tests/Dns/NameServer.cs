using System.Diagnostics;
using System.Globalization;
using System.Net;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>Tests that share one name server.</summary>
[CollectionDefinition(Name)]
public sealed class NameServerTests : ICollectionFixture<NameServer>
{
    public const string Name = "name server";
}

/// <summary>NSD, a name server we did not write, on loopback with the zones beside this file.</summary>
public sealed class NameServer : IAsyncLifetime
{
    private const string Program = "/usr/sbin/nsd";

    private readonly string _folder = Directory.CreateTempSubdirectory("nsd").FullName;
    private Process? _process;
    private DnsResolver? _resolver;

    /// <summary>Asks this server only; the test is skipped where it is missing.</summary>
    public DnsResolver Resolver
    {
        get
        {
            Parts.Need(Program, "nsd is not installed: look-ups were tried against packets made by hand only");
            return _resolver!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program)) return;
        var zones = Path.Combine(AppContext.BaseDirectory, "Dns", "Zones");
        foreach (var zone in Directory.GetFiles(zones)) File.Copy(zone, Path.Combine(_folder, Path.GetFileName(zone)));
        await File.AppendAllLinesAsync(Path.Combine(_folder, "example.zone"), DomainKeys.ZoneLines());
        await File.AppendAllLinesAsync(Path.Combine(_folder, "spf.test.zone"), SpfTable.ZoneLines());
        for (var tries = 0; tries < 10; tries++)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            var settings = Path.Combine(_folder, "nsd.conf");
            await File.WriteAllTextAsync(settings, Settings(port, Directory.GetFiles(_folder, "*.zone")));
            _process = Process.Start(new ProcessStartInfo(Program, ["-d", "-c", settings]) { UseShellExecute = false, RedirectStandardError = true })!;
            _process.ErrorDataReceived += (_, _) => { };
            _process.BeginErrorReadLine();
            _resolver = new DnsResolver(new DnsSettings { Servers = [new IPEndPoint(IPAddress.Loopback, port)] }, TimeProvider.System);
            if (await Answers()) return;
            await Stop();
        }

        throw new InvalidOperationException("nsd does not start");
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
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

    private async Task Stop()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>A zone of which the server has no data, broken.test, makes it answer that it failed.</summary>
    private string Settings(int port, IEnumerable<string> zones) => $"""
        server:
          ip-address: 127.0.0.1@{port.ToString(CultureInfo.InvariantCulture)}
          username: ""
          chroot: ""
          zonesdir: "{_folder}"
          database: ""
          zonelistfile: "{_folder}/zone.list"
          xfrdfile: "{_folder}/xfrd.state"
          xfrdir: "{_folder}"
          pidfile: ""
          server-count: 1
          rrl-ratelimit: 0
        remote-control:
          control-enable: no
        zone:
          name: broken.test
          zonefile: there-is-none

        """ + string.Concat(zones.Select(z => $"zone:\n  name: {Path.GetFileNameWithoutExtension(z)}\n  zonefile: {Path.GetFileName(z)}\n"));
}
