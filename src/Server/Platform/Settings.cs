using Nightbell.Mail.Smtp;

namespace Nightbell.Platform;

/// <summary>The installation's configuration, section <c>Nightbell</c>. Defaults stand here and nowhere else.</summary>
public sealed class Settings
{
    public string PublicUrl { get; set; } = "";
    public string TrustedProxies { get; set; } = "";
    public DelaySettings Delays { get; set; } = new();
    public LimitSettings Limits { get; set; } = new();
    public MailSettings Mail { get; set; } = new();
    public SupportSettings Support { get; set; } = new();
    public WebhookSettings Webhooks { get; set; } = new();
    public bool Demo { get; set; }

    /// <summary>False: the background loops are off, and whoever started the server runs the workers.</summary>
    public bool Workers { get; set; } = true;

    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA-512 that a password costs whoever checks or guesses it; what OWASP's <c>Password Storage Cheat
    /// Sheet</c> asks for. A password kept with fewer is kept anew at its owner's next sign-in.
    /// </summary>
    public int PasswordIterations { get; set; } = 210_000;

    /// <summary>Conversations due for one recipient at once beyond which they get one digest.</summary>
    public int DigestAbove { get; set; } = 5;

    public Dictionary<string, PackageSettings> Packages { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the configuration.</summary>
    /// <param name="configuration">All of it.</param>
    /// <param name="environment">In Development the server is a demo unless told otherwise.</param>
    public static Settings From(IConfiguration configuration, IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(environment);
        var section = configuration.GetSection("Nightbell");
        var settings = section.Get<Settings>() ?? new Settings();
        if (section[nameof(Demo)] is null)
            settings.Demo = environment.IsDevelopment();
        if (settings.Demo && section["Delays:Offline"] is null)
            settings.Delays.Offline = DelaySettings.DemoOffline;

        // A configured list replaces the default whole: the binder would merge them by index.
        // The packages that new accounts have exist, whatever is configured.
        var areConfigured = settings.Packages.Count > 0;
        foreach (var (name, package) in PackageSettings.Defaults())
        {
            if (!areConfigured || name is PackageSettings.OfFirstAccount or PackageSettings.OfLaterAccounts)
                settings.Packages.TryAdd(name, package);
        }

        if (settings.Mail.Smtp.Retry.Count == 0)
            settings.Mail.Smtp.Retry = SmtpConfiguration.DefaultRetry();
        if (settings.PublicUrl.Length == 0)
            settings.PublicUrl = (configuration["Urls"] ?? "").Split(';')[0];

        // It stands in headers of mails, which are ASCII.
        if (Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var url) && url.HostNameType == UriHostNameType.Dns && url.IdnHost != url.Host)
            settings.PublicUrl = new UriBuilder(url) { Host = url.IdnHost }.Uri.AbsoluteUri;
        settings.PublicUrl = settings.PublicUrl.TrimEnd('/');
        return settings;
    }

    public PackageSettings Package(string name) => Packages.TryGetValue(name, out var package) ? package : new PackageSettings();
}

/// <summary>Delays of the installation; the first two also per account.</summary>
public sealed class DelaySettings
{
    /// <summary>Whoever tries the demo shall not have to wait two minutes.</summary>
    public static readonly TimeSpan DemoOffline = TimeSpan.FromSeconds(10);

    public TimeSpan Offline { get; set; } = TimeSpan.FromMinutes(2);
    public TimeSpan Accept { get; set; } = TimeSpan.FromMinutes(5);
    public TimeSpan VisitorGrace { get; set; } = TimeSpan.FromMinutes(1);
    public TimeSpan PresenceGrace { get; set; } = TimeSpan.FromMinutes(2);
    public TimeSpan MobileGrace { get; set; } = TimeSpan.FromHours(12);
    public TimeSpan Throttle { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a device lives after its last contact.</summary>
    public TimeSpan Grace(Devices.DeviceKind kind) => kind == Devices.DeviceKind.Mobile ? MobileGrace : PresenceGrace;
}

/// <summary>Requests a minute, per address and account; 0 is off.</summary>
public sealed class LimitSettings
{
    /// <summary>Notifications to one address of an account in any hour; what is beyond becomes one digest. 0 is off.</summary>
    public int MailsPerRecipientPerHour { get; set; } = 30;

    public int SignInPerMinute { get; set; } = 10;
    public int VisitorsPerMinute { get; set; } = 60;
    public int MessagesPerMinute { get; set; } = 120;
    public int FilesPerMinute { get; set; } = 30;
}

/// <summary>The operator's own account, which helps the others.</summary>
public sealed class SupportSettings
{
    /// <summary>The key of its widget, which stands in the dashboard of accounts whose package includes it; null: nowhere.</summary>
    public string? WidgetKey { get; set; }
}

/// <summary>Where webhooks may be told: https and the internet, unless the operator allows more.</summary>
public sealed class WebhookSettings
{
    /// <summary>This machine and its network, too.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Without TLS, too.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Addresses and networks within that are allowed, such as <c>10.1.0.0/16</c>.</summary>
    public List<string> Allowed { get; set; } = [];
}

public sealed class MailSettings
{
    public DnsConfiguration Dns { get; set; } = new();

    /// <summary>Every account's own relay may stand on this machine or its network; otherwise only that of the installation's first account.</summary>
    public bool PrivateRelays { get; set; }

    /// <summary>The installation's sender; null derives <c>nightbell@host</c> from the public address.</summary>
    public string? From { get; set; }
    public SmtpConfiguration Smtp { get; set; } = new();
    public InboundConfiguration Inbound { get; set; } = new();
    public DkimConfiguration Dkim { get; set; } = new();
}

/// <summary>For the check of the sending domain: whom to ask, and what only the operator knows of the mail server.</summary>
public sealed class DnsConfiguration
{
    /// <summary>Name servers, with a port unless it is 53; none: the system's.</summary>
    public List<string> Servers { get; set; } = [];

    /// <summary>The address that the recipients' servers see, where it is a server of our own; null behind a provider's.</summary>
    public string? SendingAddress { get; set; }

    /// <summary>What that server calls itself.</summary>
    public string? HostName { get; set; }
}

/// <summary>What comes back.</summary>
public sealed class InboundConfiguration
{
    /// <summary>The domain whose mail is brought to this installation; null: mails go out with the sender's own address on the envelope.</summary>
    public string? Domain { get; set; }

    /// <summary>What <c>POST /inbound/mail</c> is authorized by; null: nobody may call it.</summary>
    public string? Token { get; set; }
}

/// <summary>How mails are signed (RFC 6376); without a key file they are not, and the relay may.</summary>
public sealed class DkimConfiguration
{
    /// <summary>The signing domain; null is that of <see cref="MailSettings.From"/>.</summary>
    public string? Domain { get; set; }

    /// <summary>Which of the domain's keys.</summary>
    public string? Selector { get; set; }

    /// <summary>Path of the RSA key in PEM.</summary>
    public string? KeyFile { get; set; }
}

/// <summary>The next mail server; without a host, mails are captured.</summary>
public sealed class SmtpConfiguration
{
    public string? Host { get; set; }
    public int Port { get; set; } = 25;
    public SmtpSecurity Security { get; set; } = SmtpSecurity.Auto;
    public string? User { get; set; }
    public string? Password { get; set; }

    /// <summary>How long the server may take to answer a command. For a message it has five times as long: see <see cref="SmtpSettings.DataTimeout"/>.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Connections open at once.</summary>
    public int Connections { get; set; } = 4;

    /// <summary>Pauses after a temporary refusal; the last one repeats until the mail expires.</summary>
    public List<TimeSpan> Retry { get; set; } = [];

    public static List<TimeSpan> DefaultRetry() =>
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
    ];
}

/// <summary>What a package includes.</summary>
public sealed class PackageSettings
{
    /// <summary>A self-hosted installation's first account has everything; later ones are customers.</summary>
    public const string OfFirstAccount = "pro";
    public const string OfLaterAccounts = "free";

    public bool UnacceptedConversations { get; set; }
    public bool Groups { get; set; }
    public bool OfficeHours { get; set; }
    public bool FormWhileOnline { get; set; }
    public bool Support { get; set; }

    /// <summary>Active agents; null is unlimited.</summary>
    public int? Agents { get; set; }

    /// <summary>Names of what is included, as the API tells them.</summary>
    public IReadOnlyList<string> Features() =>
    [
        "offline_messages",
        .. UnacceptedConversations ? ["unaccepted_conversations"] : Array.Empty<string>(),
        .. Groups ? ["groups"] : Array.Empty<string>(),
        .. OfficeHours ? ["office_hours"] : Array.Empty<string>(),
        .. FormWhileOnline ? ["form_while_online"] : Array.Empty<string>(),
        .. Support ? ["support"] : Array.Empty<string>(),
    ];

    public static Dictionary<string, PackageSettings> Defaults() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["free"] = new() { Agents = 3 },
        ["standard"] = new() { UnacceptedConversations = true, FormWhileOnline = true, Support = true, Agents = 10 },
        ["pro"] = new() { UnacceptedConversations = true, Groups = true, OfficeHours = true, FormWhileOnline = true, Support = true },
    };
}
