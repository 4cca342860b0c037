using System.Net;

namespace Nightbell.Mail.Dns;

/// <summary>The system's list of name servers, resolv.conf(5).</summary>
internal static class ResolvConf
{
    /// <summary>Where the list is.</summary>
    public const string Path = "/etc/resolv.conf";

    /// <summary>Most servers taken from it, the limit of resolv.conf(5).</summary>
    private const int MaxServers = 3;

    private const int Port = 53;

    /// <summary>The servers; the one on this machine where the file names none or cannot be read.</summary>
    public static IReadOnlyList<IPEndPoint> Servers()
    {
        try
        {
            return Servers(File.ReadLines(Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Servers([]);
        }
    }

    /// <summary>The servers that lines of such a file name.</summary>
    public static IReadOnlyList<IPEndPoint> Servers(IEnumerable<string> lines)
    {
        var servers = new List<IPEndPoint>();
        foreach (var line in lines)
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out var address)) servers.Add(new IPEndPoint(address, Port));
            if (servers.Count == MaxServers) break;
        }

        return servers.Count > 0 ? servers : [new IPEndPoint(IPAddress.Loopback, Port)];
    }
}
