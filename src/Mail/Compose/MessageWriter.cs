using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Nightbell.Mail.Compose;

/// <summary>
/// Writes a mail as the bytes that go over the wire (RFC 5322; MIME: RFC 2045, 2046, 2047, 2231; RFC 6532): multipart/alternative of plain
/// text and HTML, 7-bit unless an address itself holds UTF-8, CRLF line ends, lines of at most 78 characters wherever they can be folded.
/// </summary>
public static class MessageWriter
{
    /// <summary>Longest subject or name, in UTF-16 units; the rest is cut and shown as "…".</summary>
    public const int MaxDisplayText = 500;

    /// <summary>Message-IDs kept in References: the first, and the newest of the others, as RFC 5537, 3.4.4 advises.</summary>
    public const int MaxReferences = 21;

    /// <summary>Most further header fields.</summary>
    private const int MaxHeaders = 50;

    /// <summary>Fields this writer writes itself, or that would change what the message is or whom it goes to.</summary>
    private static readonly HashSet<string> OwnFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Subject", "Message-ID", "In-Reply-To", "References",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    };

    /// <summary>Writes the message. The same message gives the same bytes.</summary>
    /// <exception cref="ArgumentException">A header part holds CR, LF or NUL, an address or Message-ID is none, or a further field is one of the writer's own.</exception>
    public static byte[] Write(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var output = new ArrayBufferWriter<byte>(1024 + (2 * (message.Text.Length + message.Html.Length)));
        var boundary = Boundary(message.MessageId);
        Head(output, message);
        output.Ascii($"MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"{boundary}\"\r\n\r\n");
        Part(output, boundary, "plain", message.Text);
        Part(output, boundary, "html", message.Html);
        output.Ascii($"--{boundary}--\r\n");
        return output.WrittenSpan.ToArray();
    }

    private static void Head(ArrayBufferWriter<byte> output, MailMessage message)
    {
        HeaderFields.Date(output, message.Date);
        HeaderFields.Address(output, "From", message.From);
        HeaderFields.Address(output, "To", message.To);
        if (message.ReplyTo is { } replyTo) HeaderFields.Address(output, "Reply-To", replyTo);
        HeaderFields.Text(output, "Subject", message.Subject);
        HeaderFields.MessageIds(output, "Message-ID", [message.MessageId]);
        if (message.InReplyTo is { } inReplyTo) HeaderFields.MessageIds(output, "In-Reply-To", [inReplyTo]);
        var references = message.References;
        if (references.Count > MaxReferences) references = [references[0], .. references.Skip(references.Count - MaxReferences + 1)];
        if (references.Count > 0) HeaderFields.MessageIds(output, "References", references);
        if (message.Headers.Count > MaxHeaders) throw new ArgumentException($"more than {MaxHeaders} further fields", nameof(message));
        foreach (var (name, value) in message.Headers)
        {
            if (OwnFields.Contains(name)) throw new ArgumentException($"{name} is not a further field", nameof(message));
            HeaderFields.Structured(output, name, value);
        }
    }

    private static void Part(ArrayBufferWriter<byte> output, string boundary, string subtype, string text)
    {
        output.Ascii($"--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n");
        BodyEncoding.Write(output, text);
    }

    /// <summary>"=_" can stand neither in quoted-printable nor in base64 (RFC 2045, 6.7), so no text can hold its own boundary.</summary>
    private static string Boundary(string messageId) =>
        $"=_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16))}";
}
