using System.Security.Cryptography;
using System.Text;
using Nightbell.Mail.Mime;
using Nightbell.Mail.Reports;

namespace Nightbell.Inbound;

/// <summary>A mail as it arrived, read once for everybody who looks at it.</summary>
public sealed class ArrivedMail
{
    private ArrivedMail(ReadOnlyMemory<byte> raw, MimePart mail, Report report, string digest) =>
        (Raw, Mail, Report, Digest) = (raw, mail, report, digest);

    /// <summary>Fields that a mail keeps on every way; what servers add in front differs.</summary>
    private static readonly string[] Lasting = ["Message-ID", "Date", "From", "Subject"];

    /// <summary>Octet for octet.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    public MimePart Mail { get; }

    /// <summary>What it says where it is a report, and whom it was sent to in any case.</summary>
    public Report Report { get; }

    /// <summary>
    /// The same for the same mail, whether it came by HTTP or on standard input, with whatever line ends and trace fields: SHA-256 of the
    /// fields that last and of the body without CR, in hexadecimal.
    /// </summary>
    public string Digest { get; }

    /// <summary>Reads a mail; never fails.</summary>
    /// <param name="raw">The octets, which must stay as they are.</param>
    public static ArrivedMail Read(ReadOnlyMemory<byte> raw)
    {
        var mail = MimeReader.Read(raw);
        return new ArrivedMail(raw, mail, ReportReader.Read(mail), DigestOf(mail));
    }

    private static string DigestOf(MimePart mail)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Lasting)
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{mail.Headers.Find(name)?.Trim()}\n"));
        var body = mail.Body.Span.TrimEnd("\r\n \t"u8);
        foreach (var range in body.Split((byte)'\r'))
            hash.AppendData(body[range]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
