using System.Globalization;

namespace Nightbell.Mail.Smtp;

/// <summary>What a server offered in its reply to EHLO (RFC 5321, 4.1.1.1).</summary>
internal sealed record SmtpExtensions
{
    /// <summary>What a server offers that knows only HELO: nothing.</summary>
    public static readonly SmtpExtensions None = new();

    /// <summary>Several commands in one write (RFC 2920).</summary>
    public bool Pipelining { get; private init; }

    /// <summary>Messages with the eighth bit set (RFC 6152).</summary>
    public bool EightBitMime { get; private init; }

    /// <summary>Addresses and headers in UTF-8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; private init; }

    /// <summary>Reports as asked for (RFC 3461).</summary>
    public bool Dsn { get; private init; }

    /// <summary>STARTTLS (RFC 3207).</summary>
    public bool StartTls { get; private init; }

    /// <summary>Whether SIZE may be declared (RFC 1870).</summary>
    public bool Size { get; private init; }

    /// <summary>The largest message in octets; 0 for no stated limit.</summary>
    public long MaxSize { get; private init; }

    /// <summary>Ways to sign in (RFC 4954), upper case.</summary>
    public IReadOnlyList<string> Auth { get; private init; } = [];

    /// <summary>Reads the reply to EHLO: its first line is a greeting, each other names an extension.</summary>
    public static SmtpExtensions Parse(SmtpReply ehlo)
    {
        var found = None;
        foreach (var line in ehlo.Text.Split('\n').Skip(1))
        {
            // "AUTH=PLAIN LOGIN" is how servers wrote it before RFC 2554, and some still do beside the right form.
            var words = line.ToUpperInvariant().Replace('=', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            found = words is [] ? found : words[0] switch
            {
                "PIPELINING" => found with { Pipelining = true },
                "8BITMIME" => found with { EightBitMime = true },
                "SMTPUTF8" => found with { SmtpUtf8 = true },
                "DSN" => found with { Dsn = true },
                "STARTTLS" => found with { StartTls = true },
                "SIZE" => found with { Size = true, MaxSize = words.Length > 1 ? Octets(words[1]) : 0 },
                "AUTH" => found with { Auth = [.. found.Auth.Union(words.Skip(1), StringComparer.Ordinal)] },
                _ => found,
            };
        }

        return found;
    }

    private static long Octets(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : 0;
}
