using System.Text;
using System.Text.RegularExpressions;

namespace Nightbell.Server.Tests.Harness;

/// <summary>Just enough of RFC 2045–2047 to read what the server sends; written apart from the code that writes it.</summary>
public sealed partial class MimePart
{
    private readonly List<(string Name, string Value)> headers = [];
    private readonly List<MimePart> parts = [];
    private string body = "";

    public static MimePart Parse(string text)
    {
        var part = new MimePart();
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = end < 0 ? text : text[..end];
        foreach (var line in Folds().Replace(head, " ").Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            Assert.True(colon > 0, $"This is no header line: {line}");
            part.headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }

        part.Fill(end < 0 ? "" : text[(end + 4)..]);
        return part;
    }

    public static string DecodeWords(string text) =>
        Words().Replace(Gaps().Replace(text, ""), match =>
        {
            var content = match.Groups["content"].Value;
            var bytes = match.Groups["how"].Value is "B" or "b"
                ? Convert.FromBase64String(content)
                : QuotedPrintable(content.Replace('_', ' '));
            return Encoding.GetEncoding(match.Groups["charset"].Value).GetString(bytes);
        });

    /// <summary>The value of a header; fails when it stands there twice.</summary>
    public string? Header(string name)
    {
        var found = headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.True(found.Count <= 1, $"The header {name} stands there {found.Count} times.");
        return found.Count == 0 ? null : found[0].Value;
    }

    /// <summary>The first part of that type, decoded, with LF line ends.</summary>
    public string? Find(string type) =>
        parts.Count > 0
            ? parts.Select(p => p.Find(type)).FirstOrDefault(t => t is not null)
            : (Header("Content-Type") ?? "text/plain").StartsWith(type, StringComparison.OrdinalIgnoreCase) ? Decode() : null;

    private void Fill(string content)
    {
        var boundary = Boundaries().Match(Header("Content-Type") ?? "");
        if (!boundary.Success)
        {
            body = content;
            return;
        }

        var pieces = ("\r\n" + content).Split("\r\n--" + boundary.Groups["mark"].Value);
        foreach (var piece in pieces.Skip(1).TakeWhile(p => !p.StartsWith("--", StringComparison.Ordinal)))
        {
            parts.Add(Parse(piece[(piece.IndexOf("\r\n", StringComparison.Ordinal) + 2)..]));
        }
    }

    private string Decode()
    {
        var bytes = Header("Content-Transfer-Encoding")?.ToLowerInvariant() switch
        {
            "base64" => Convert.FromBase64String(body.ReplaceLineEndings("")),
            "quoted-printable" => QuotedPrintable(SoftBreaks().Replace(body, "")),
            _ => Encoding.UTF8.GetBytes(body),
        };
        return Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
    }

    private static byte[] QuotedPrintable(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=')
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"\r\n[ \t]+", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Folds();

    [GeneratedRegex(@"=[ \t]*\r\n", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex SoftBreaks();

    [GeneratedRegex(@"boundary=""?(?<mark>[^"";\s]+)""?", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Boundaries();

    // White space between two encoded words is not part of the text (RFC 2047, 6.2).
    [GeneratedRegex(@"(?<=\?=)\s+(?==\?)", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Gaps();

    [GeneratedRegex(@"=\?(?<charset>[^?]+)\?(?<how>[BbQq])\?(?<content>[^?]*)\?=", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Words();
}
