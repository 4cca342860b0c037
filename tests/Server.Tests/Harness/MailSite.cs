using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Nightbell.Mail.Tests;

namespace Nightbell.Server.Tests.Harness;

/// <summary>
/// A real Postfix and a real Dovecot on loopback: they deliver into maildirs with quota and Sieve, refuse in every way that matters, sign people
/// in, and hand what comes back to <c>nightbell mail ingest</c> by Postfix's pipe, as the guide says.
/// </summary>
public sealed class MailSite : IAsyncDisposable
{
    public const string Password = "a mail password";

    private const string Postfix = "/usr/sbin/postfix";
    private const string Dovecot = "/usr/sbin/dovecot";

    /// <summary>What the pipe starts: the published program whose file <c>NIGHTBELL_PUBLISHED</c> names, or the one built with the tests.</summary>
    private static readonly string Program = Path.Combine(
        Path.GetDirectoryName(Environment.GetEnvironmentVariable("NIGHTBELL_PUBLISHED")) ?? AppContext.BaseDirectory, "nightbell");

    private readonly string folder = Directory.CreateTempSubdirectory("nightbell-mail").FullName;
    private readonly GreyList greyList = new();
    private readonly TestAuthority authority = new();

    private Process? dovecot;
    private NameServerOfNobody? names;

    private MailSite()
    {
    }

    /// <summary>Plain SMTP for this machine.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Submission with STARTTLS, AUTH PLAIN and LOGIN.</summary>
    public int SubmissionPort { get; } = FreePort.Next();

    /// <summary>Submission with TLS from the first byte, AUTH LOGIN alone.</summary>
    public int TlsPort { get; } = FreePort.Next();

    /// <summary>The same with a certificate of the same authority for another host.</summary>
    public int OtherNamePort { get; } = FreePort.Next();

    /// <summary>Who signed the site's certificate, which is for localhost.</summary>
    public X509Certificate2 Authority => authority.Certificate;

    /// <summary>How the application is told of it.</summary>
    public string[] Configuration =>
        ["--Nightbell:Mail:Smtp:Host=127.0.0.1", $"--Nightbell:Mail:Smtp:Port={Text(Port)}", "--Nightbell:Mail:Smtp:Security=none"];

    /// <summary>Starts both; the test is skipped where one is missing or may not be started.</summary>
    /// <param name="connectionString">The database that the pipe writes to.</param>
    public static async Task<MailSite> Start(string connectionString)
    {
        Missing.SkipsUnless(File.Exists(Postfix), "Postfix is not installed: nothing was delivered to a real mail server.");
        Missing.SkipsUnless(File.Exists("/usr/lib/dovecot/lmtp"), "Dovecot's LMTP is not installed: nothing was delivered into real mailboxes.");
        Missing.SkipsUnless(File.Exists("/usr/lib/dovecot/modules/lib90_sieve_plugin.so"), "Dovecot's Sieve is not installed: nobody was out of office.");
        Missing.SkipsUnless(Environment.IsPrivilegedProcess, "Postfix and Dovecot are started by root only: nothing was delivered to a real mail server.");
        var site = new MailSite();
        try
        {
            site.names = await NameServerOfNobody.Start(site.In("nsd"));
            await site.Write(connectionString);
            site.dovecot = Processes.StartQuietly(new ProcessStartInfo(Dovecot, ["-F", "-c", site.In("dovecot.conf")]));
            await Daemon.Run(Postfix, "-c", site.In("conf"), "start");
            await Soon.Holds("Postfix listens", () => Daemon.Listens(site.Port));
            await Soon.Holds("Dovecot listens", () => Task.FromResult(File.Exists(site.In("lmtp"))));
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>The mails in somebody's mailbox.</summary>
    public IReadOnlyList<string> MailsOf(string user) => Directory.Exists(In($"mail/{user}/new"))
        ? [.. Directory.EnumerateFiles(In($"mail/{user}/new")).Select(File.ReadAllText)]
        : [];

    /// <summary>What both wrote into their logs, for whoever wonders why a test failed.</summary>
    public string Logs() => string.Join('\n', new[] { "queue/mail.log", "dovecot.log" }.Select(In).Where(File.Exists).Select(File.ReadAllText));

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(In("queue/pid/master.pid")))
        {
            await Daemon.Run(Postfix, "-c", In("conf"), "stop");
        }

        if (dovecot is { HasExited: false })
        {
            await Daemon.Run("/usr/bin/doveadm", "-c", In("dovecot.conf"), "stop");
            dovecot.MustExit();
        }

        dovecot?.Dispose();
        if (names is not null)
        {
            await names.DisposeAsync();
        }

        await greyList.DisposeAsync();
        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string In(string name) => Path.Combine(folder, name);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task Write(string connectionString)
    {
        foreach (var name in (string[])["conf", "queue/etc", "data", "mail", "home/away", "run"])
        {
            Directory.CreateDirectory(In(name));
        }

        await WriteCertificate("conf/tls.pem", "localhost");
        await WriteCertificate("conf/other.pem", "mail.example.com");

        // Who sends mail on lives in the queue, and finds there whom to ask for hosts.
        await File.WriteAllTextAsync(In("queue/etc/resolv.conf"), $"nameserver {names!.Address}\n");
        File.Copy("/etc/services", In("queue/etc/services"));
        await File.WriteAllTextAsync(In("conf/header_checks"), "/^To:.*spam@example\\.com/ REJECT 5.7.1 Message identified as spam by our filter\n");
        await File.WriteAllTextAsync(In("conf/gateway"), Gateway);
        await File.WriteAllTextAsync(In("users"), Users());
        await File.WriteAllTextAsync(In("home/away/.dovecot.sieve"), OutOfOffice);
        await File.WriteAllTextAsync(In("conf/main.cf"), MainCf());
        await File.WriteAllTextAsync(In("conf/master.cf"), MasterCf(connectionString));
        await File.WriteAllTextAsync(In("dovecot.conf"), DovecotConf());
        await Daemon.Run("/bin/chmod", "755", folder);
        await Daemon.Run("/bin/chown", "postfix", In("data"));
        await Daemon.Run("/bin/chown", "-R", "nobody", In("mail"), In("home"));
    }

    private async Task WriteCertificate(string file, string host)
    {
        using var certificate = authority.Issue(host);
        await File.WriteAllTextAsync(In(file), $"{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n");
    }

    private static string Users() => string.Concat(
        ((string[])["anna", "full", "grey", "away"]).Select(user =>
            $"{user}:{{PLAIN}}{Password}:65534:65534::::{(user == "full" ? "userdb_quota_rule=*:bytes=1" : "")}\n"));

    private const string OutOfOffice = """
        require "vacation";
        vacation :days 1 :subject "Out of office" "I am on holiday until Monday.";

        """;

    /// <summary>
    /// Notifications say that they are nothing to answer, and Sieve heeds that: away@example.com's mail runs through a gateway that takes it out.
    /// </summary>
    private const string Gateway = """
        /^(Auto-Submitted|X-Auto-Response-Suppress|List-Unsubscribe|List-Unsubscribe-Post):/ IGNORE

        """;

    private string MainCf() => $$"""
        compatibility_level = 3.6
        queue_directory = {{folder}}/queue
        data_directory = {{folder}}/data
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = mx.example.com
        mydestination =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        maillog_file = {{folder}}/queue/mail.log
        maillog_file_prefixes = {{folder}}
        alias_maps =
        local_recipient_maps =
        virtual_mailbox_domains = example.com
        virtual_mailbox_maps = inline:{ anna@example.com=x, full@example.com=x, grey@example.com=x, away@example.com=x, blocked@example.com=x, spam@example.com=x }
        virtual_transport = lmtp:unix:{{folder}}/lmtp
        relay_domains = {{Inbound.Domain}}
        transport_maps = inline:{ {away@example.com = gateway:unix:{{folder}}/lmtp}, {{{Inbound.Domain}} = nightbell:} }
        header_checks = regexp:{{folder}}/conf/header_checks
        smtpd_restriction_classes = blocks, greylists
        blocks = check_sender_access inline:{ {{{Inbound.Domain}} = 550 5.7.1 Your domain is on our blocklist} }
        greylists = check_policy_service inet:127.0.0.1:{{Text(greyList.Port)}}
        smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
        smtpd_recipient_restrictions = check_recipient_access inline:{ blocked@example.com=blocks, grey@example.com=greylists }, reject_unlisted_recipient, permit_mynetworks, permit_sasl_authenticated, reject
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = {{folder}}/auth
        smtpd_tls_chain_files = {{folder}}/conf/tls.pem

        """;

    private string MasterCf(string connectionString) => $$"""
        127.0.0.1:{{Text(Port)}} inet n - n - - smtpd
        127.0.0.1:{{Text(SubmissionPort)}} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o mynetworks=127.0.0.9
        127.0.0.1:{{Text(TlsPort)}} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_mechanism_filter=login -o mynetworks=127.0.0.9
        127.0.0.1:{{Text(OtherNamePort)}} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_tls_chain_files={{folder}}/conf/other.pem
        smtp unix - - y - - smtp
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        lmtp unix - - n - - lmtp
        gateway unix - - n - - lmtp -o lmtp_header_checks=regexp:{{folder}}/conf/gateway
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd
        nightbell unix - n n - 1 pipe
          flags=DO user=nobody:nogroup directory=/tmp argv={{Program}} mail ingest
          {--ConnectionStrings:Nightbell={{connectionString}}}
          --Nightbell:Mail:Inbound:Domain={{Inbound.Domain}} --Nightbell:Mail:From=nightbell@shop.example

        """;

    private string DovecotConf() => $$"""
        base_dir = {{folder}}/run
        log_path = {{folder}}/dovecot.log
        protocols = lmtp
        ssl = no
        listen = 127.0.0.1
        auth_mechanisms = plain login
        auth_username_format = %Ln
        mail_home = {{folder}}/home/%n
        mail_location = maildir:{{folder}}/mail/%n
        first_valid_uid = 1
        mail_plugins = quota
        postmaster_address = postmaster@example.com
        hostname = mx.example.com
        submission_host = 127.0.0.1:{{Text(Port)}}
        passdb {
          driver = passwd-file
          args = {{folder}}/users
        }
        userdb {
          driver = passwd-file
          args = {{folder}}/users
        }
        plugin {
          quota = maildir:User quota
          sieve = file:~/sieve;active=~/.dovecot.sieve
        }
        protocol lmtp {
          mail_plugins = quota sieve
        }
        service lmtp {
          unix_listener {{folder}}/lmtp {
            mode = 0666
          }
        }
        service auth {
          unix_listener {{folder}}/auth {
            mode = 0666
          }
        }

        """;
}
