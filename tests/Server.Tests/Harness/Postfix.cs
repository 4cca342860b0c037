using System.Globalization;

namespace Nightbell.Server.Tests.Harness;

/// <summary>A private Postfix on a loopback port that delivers one address into a maildir and knows no other.</summary>
public sealed class Postfix : IAsyncDisposable
{
    private const string Program = "/usr/sbin/postfix";
    private const string Domain = "example.com";

    /// <summary>Who owns the maildir: nobody, on Debian.</summary>
    private const int Nobody = 65534;

    private readonly string folder;

    private Postfix(string folder, int port)
    {
        this.folder = folder;
        Port = port;
    }

    public int Port { get; }

    /// <summary>How the application is told of it.</summary>
    public string[] Configuration =>
    [
        "--Nightbell:Mail:Smtp:Host=127.0.0.1",
        $"--Nightbell:Mail:Smtp:Port={Port.ToString(CultureInfo.InvariantCulture)}",
    ];

    /// <summary>Starts it; the test is skipped where Postfix is missing or may not be started.</summary>
    /// <param name="localPart">The one mailbox it has.</param>
    public static async Task<Postfix> Start(string localPart)
    {
        Missing.SkipsUnless(File.Exists(Program), "Postfix is not installed: nothing was delivered to a real mail server.");
        Missing.SkipsUnless(Environment.IsPrivilegedProcess, "Postfix is started by root only: nothing was delivered to a real mail server.");
        var postfix = new Postfix(Directory.CreateTempSubdirectory("nightbell-postfix").FullName, FreePort.Next());
        postfix.Write(localPart);
        await Daemon.Run("/bin/chown", "postfix", Path.Combine(postfix.folder, "data"));
        await Daemon.Run("/bin/chown", "nobody", Path.Combine(postfix.folder, "mail"));
        await Daemon.Run("/bin/chmod", "755", postfix.folder);
        await Daemon.Run(Program, "-c", Path.Combine(postfix.folder, "conf"), "start");
        await Soon.Holds("Postfix listens", () => Daemon.Listens(postfix.Port));
        return postfix;
    }

    /// <summary>The delivered mails as they lie in the mailbox.</summary>
    public IReadOnlyList<string> Delivered()
    {
        var mail = Path.Combine(folder, "mail");
        return [.. Directory.EnumerateFiles(mail, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == "new").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.Run(Program, "-c", Path.Combine(folder, "conf"), "stop");
        Directory.Delete(folder, recursive: true);
    }

    private void Write(string localPart)
    {
        foreach (var name in (string[])["conf", "queue", "data", "mail"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        var port = Port.ToString(CultureInfo.InvariantCulture);
        var owner = Nobody.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(folder, "conf", "main.cf"), $$"""
            compatibility_level = 3.6
            queue_directory = {{folder}}/queue
            data_directory = {{folder}}/data
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = mx.{{Domain}}
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            virtual_mailbox_domains = {{Domain}}
            virtual_mailbox_base = {{folder}}/mail
            virtual_mailbox_maps = inline:{ {{{localPart}}@{{Domain}} = {{localPart}}/} }
            virtual_uid_maps = static:{{owner}}
            virtual_gid_maps = static:{{owner}}
            maillog_file = {{folder}}/queue/mail.log
            maillog_file_prefixes = {{folder}}
            smtpd_relay_restrictions = permit_mynetworks, reject
            smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
            alias_maps =
            local_recipient_maps =

            """);
        File.WriteAllText(Path.Combine(folder, "conf", "master.cf"), $"""
            127.0.0.1:{port} inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd

            """);
    }
}
