using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Compose;

/// <summary>
/// Signs messages for a domain (RFC 6376; RFC 8301): rsa-sha256, relaxed/relaxed. Without time stamp and expiry, so that the same message has
/// the same signature on every retry. Safe for several threads.
/// </summary>
public sealed class DkimSigner
{
    /// <summary>Longest line before a fold (RFC 5322, 2.1.1).</summary>
    private const int PreferredLine = 78;

    /// <summary>
    /// What a signature covers: all that a reader is shown or a program acts upon (RFC 6376, 5.4.1), and List-Unsubscribe with its Post as
    /// RFC 8058, 4 demands. Each is listed once more than it occurs, so that nobody can add another one (RFC 6376, 5.4.2).
    /// </summary>
    private static readonly string[] Covered =
    [
        "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
    ];

    private readonly string _opening;

    /// <summary>Makes a signer.</summary>
    /// <param name="domain">The signing domain, <c>d=</c>: that of From or a parent of it, so that DMARC counts the signature (RFC 7489, 3.1.1).</param>
    /// <param name="selector">Which of the domain's keys, <c>s=</c>: the record is at <c>selector._domainkey.domain</c>.</param>
    /// <param name="key">The key, which the caller disposes of.</param>
    /// <exception cref="ArgumentException">Domain or selector is no name that can stand in the DNS.</exception>
    public DkimSigner(string domain, string selector, DkimKey key)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(key);
        Domain = Name(domain, nameof(domain));
        Selector = Name(selector, nameof(selector));
        RecordName = DnsName.Normalize($"{Selector}._domainkey.{Domain}") ?? throw new ArgumentException("selector and domain together are too long for a name", nameof(selector));
        Key = key;
        _opening = $"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d={Domain}; s={Selector};\r\n h=";
    }

    /// <summary>The signing domain in ASCII and lower case.</summary>
    public string Domain { get; }

    /// <summary>The selector in lower case.</summary>
    public string Selector { get; }

    /// <summary>Where the TXT record of <see cref="DkimKey.Record"/> belongs.</summary>
    public string RecordName { get; }

    /// <summary>What it signs with.</summary>
    public DkimKey Key { get; }

    /// <summary>The message with its signature before it.</summary>
    /// <param name="message">The message as <see cref="MessageWriter"/> writes it.</param>
    /// <exception cref="ArgumentException">Not a message that can be signed: no header with exactly one From, or line ends other than CRLF, which a relay would change.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf("\r\n\r\n"u8);
        if (end < 0) throw new ArgumentException("a message has a blank line after its header", nameof(message));
        if (HasBareLineEnd(message)) throw new ArgumentException("lines of a message end in CRLF before it is signed (RFC 6376, 5.3)", nameof(message));
        var header = message[..(end + 2)];
        var canon = new ArrayBufferWriter<byte>(Math.Max(4096, message.Length));
        DkimCanon.Body(canon, message[(end + 4)..]);
        var bodyHash = Convert.ToBase64String(SHA256.HashData(canon.WrittenSpan));
        canon.ResetWrittenCount();

        var signature = new StringBuilder(_opening, 2048);
        AppendFields(signature, canon, header, Fields(header));
        signature.Append(";\r\n bh=").Append(bodyHash).Append(";\r\n b=");
        DkimCanon.Field(canon, Encoding.ASCII.GetBytes(signature.ToString()));
        AppendFolded(signature, Convert.ToBase64String(Key.Sign(canon.WrittenSpan)));
        return [.. Encoding.ASCII.GetBytes(signature.Append("\r\n").ToString()), .. message];
    }

    /// <summary>Lists what is covered, and puts its canonical form behind each other, the lowest of several first (RFC 6376, 5.4.2).</summary>
    private static void AppendFields(StringBuilder signature, ArrayBufferWriter<byte> canon, ReadOnlySpan<byte> header, List<(string Name, Range Place)> fields)
    {
        var column = " h=".Length;
        foreach (var name in Covered)
        {
            var found = fields.FindAll(f => name.Equals(f.Name, StringComparison.OrdinalIgnoreCase));
            if (name == "From" && found.Count != 1) throw new ArgumentException("a message to be signed has exactly one From", nameof(header));
            found.Reverse();
            foreach (var (_, place) in found)
            {
                DkimCanon.Field(canon, header[place]);
                canon.Write("\r\n"u8);
            }

            for (var listed = 0; listed <= found.Count; listed++)
            {
                var first = signature[^1] == '=';
                if (!first) signature.Append(':');
                if (column + name.Length + 2 > PreferredLine)
                {
                    signature.Append("\r\n  ");
                    column = 2;
                }

                signature.Append(name);
                column += name.Length + 1;
            }
        }
    }

    private static void AppendFolded(StringBuilder signature, string base64)
    {
        const int FirstLine = 72;
        for (var i = 0; i < base64.Length; i += FirstLine)
        {
            if (i > 0) signature.Append("\r\n  ");
            signature.Append(base64.AsSpan(i, Math.Min(FirstLine, base64.Length - i)));
        }
    }

    /// <summary>Names and places of the header's fields, folds included, without the CRLF at their ends.</summary>
    private static List<(string Name, Range Place)> Fields(ReadOnlySpan<byte> header)
    {
        var fields = new List<(string, Range)>();
        for (var from = 0; from < header.Length;)
        {
            var to = from;
            do to += header[to..].IndexOf("\r\n"u8) + 2;
            while (to < header.Length && header[to] is (byte)' ' or (byte)'\t');
            var colon = header[from..to].IndexOf((byte)':');
            if (colon < 1) throw new ArgumentException("a line of the header is no field", nameof(header));
            fields.Add((Encoding.ASCII.GetString(header.Slice(from, colon).TrimEnd(" \t"u8)), from..(to - 2)));
            from = to;
        }

        return fields;
    }

    private static bool HasBareLineEnd(ReadOnlySpan<byte> message)
    {
        while (message.IndexOfAny((byte)'\r', (byte)'\n') is var at and >= 0)
        {
            if (message[at] != '\r' || at + 1 == message.Length || message[at + 1] != '\n') return true;
            message = message[(at + 2)..];
        }

        return false;
    }

    private static string Name(string text, string parameter) =>
        DnsName.Normalize(text) is { } name && DnsName.IsPlain(name) ? name : throw new ArgumentException($"the DKIM {parameter} is no name for the DNS", parameter);
}
