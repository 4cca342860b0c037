using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>NSD, a name server we did not write, serving the zones of one folder on loopback.</summary>
public static class Nsd
{
    public const string Program = "/usr/sbin/nsd";

    /// <summary>Starts it; it may yet find that the address is taken, and end.</summary>
    /// <param name="folder">For its files; every <c>*.zone</c> in it is a zone of that name.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="unloaded">A zone it knows of and has no data for: it answers that it failed.</param>
    public static Process Start(string folder, IPEndPoint address, string? unloaded = null)
    {
        var settings = Path.Combine(folder, "nsd.conf");
        File.WriteAllText(settings, Settings(folder, address, unloaded));
        return Processes.StartQuietly(new ProcessStartInfo(Program, ["-d", "-c", settings]));
    }

    private static string Settings(string folder, IPEndPoint address, string? unloaded) => $"""
        server:
          ip-address: {address.Address}@{address.Port.ToString(CultureInfo.InvariantCulture)}
          username: ""
          chroot: ""
          zonesdir: "{folder}"
          database: ""
          zonelistfile: "{folder}/zone.list"
          xfrdfile: "{folder}/xfrd.state"
          xfrdir: "{folder}"
          pidfile: ""
          server-count: 1
          rrl-ratelimit: 0
        remote-control:
          control-enable: no

        """ + string.Concat(Directory.GetFiles(folder, "*.zone").Select(z => Zone(Path.GetFileNameWithoutExtension(z), Path.GetFileName(z))))
        + (unloaded is null ? "" : Zone(unloaded, "there-is-none"));

    private static string Zone(string name, string file) => $"zone:\n  name: {name}\n  zonefile: {file}\n";
}
