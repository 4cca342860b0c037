using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Nightbell.Mail.Mime;
using Nightbell.Mail.Reports;
using Nightbell.Outbox;

namespace Nightbell.Inbound;

/// <summary>A mail as it arrived, read once for everybody who looks at it.</summary>
public sealed partial class ArrivedMail
{
    private ArrivedMail(ReadOnlyMemory<byte> raw, MimePart mail, Report report) => (Raw, Mail, Report) = (raw, mail, report);

    /// <summary>Octets that are searched for envelope senders, and most that are taken.</summary>
    private const int MaxSearched = 1 << 20;
    private const int MaxSenders = 20;

    /// <summary>Fields that a mail keeps on every way; what servers add in front differs.</summary>
    private static readonly string[] Lasting = ["Message-ID", "Date", "From", "To", "Subject"];

    /// <summary>Octet for octet.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    public MimePart Mail { get; }

    /// <summary>What it says where it is a report, and whom it was sent to in any case.</summary>
    public Report Report { get; }

    /// <summary>The mail of ours whose signed envelope sender it shows; null where it shows none.</summary>
    public Guid? ProvenAbout { get; private init; }

    /// <summary>
    /// The same for the same mail, whether it came by HTTP or on standard input, with whatever line ends and trace fields: SHA-256 in
    /// hexadecimal of the fields that last, of the body without CR, and of the mail that it is proven to be about. A report that was held
    /// because a way lost its proof is thereby another one when it comes with it.
    /// </summary>
    public string Digest { get; private init; } = "";

    /// <summary>Reads a mail, whatever it is.</summary>
    /// <param name="raw">The octets, which must stay as they are.</param>
    /// <param name="sign">Knows the senders of our envelopes.</param>
    /// <param name="cancel">Ends the waiting for the database.</param>
    public static async Task<ArrivedMail> Read(ReadOnlyMemory<byte> raw, SignEnvelope sign, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(sign);
        var mail = MimeReader.Read(raw);
        var report = ReportReader.Read(mail);
        var about = await sign.MailOf(Senders(raw, report), cancel);
        return new ArrivedMail(raw, mail, report) { ProvenAbout = about, Digest = DigestOf(mail, about) };
    }

    /// <summary>
    /// Everything in it that looks like a signed envelope sender of ours, first where it was sent to: reports go to one, and what they return,
    /// as complaints do, shows it. Whoever made one up is found out by the signature.
    /// </summary>
    private static IReadOnlyList<string> Senders(ReadOnlyMemory<byte> raw, Report report)
    {
        var text = Encoding.Latin1.GetString(raw.Span[..Math.Min(raw.Length, MaxSearched)]);
        return [.. report.SentTo, .. EnvelopeSender().Matches(text).Take(MaxSenders).Select(m => m.Value)];
    }

    [GeneratedRegex(@"bounce\+[a-z0-9]+\.[a-z0-9]+@[\w.-]+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EnvelopeSender();

    private static string DigestOf(MimePart mail, Guid? about)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Lasting)
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{mail.Headers.Find(name)?.Trim()}\n"));
        var body = mail.Body.Span.TrimEnd("\r\n \t"u8);
        foreach (var range in body.Split((byte)'\r'))
            hash.AppendData(body[range]);
        hash.AppendData(Encoding.ASCII.GetBytes($"\n{about}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
