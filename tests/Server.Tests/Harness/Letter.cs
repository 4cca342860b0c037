using System.Text;
using System.Text.RegularExpressions;

namespace Nightbell.Server.Tests.Harness;

/// <summary>A mail as its receiver reads it.</summary>
/// <param name="At">When the mail server took it, by the false clock.</param>
/// <param name="To">The envelope's recipient.</param>
/// <param name="Raw">The octets that came.</param>
/// <param name="Sender">The envelope's sender.</param>
/// <param name="EnvelopeId">What the envelope was named (ENVID, RFC 3461); null where it was not.</param>
public sealed partial record Letter(DateTimeOffset At, string To, byte[] Raw, string Sender = "", string? EnvelopeId = null)
{
    private readonly MimePart message = MimePart.Parse(Encoding.UTF8.GetString(Raw));

    public string Subject => MimePart.DecodeWords(Header("Subject") ?? "");

    public string From => MimePart.DecodeWords(Header("From") ?? "");

    public string MessageId => Header("Message-ID") ?? "";

    /// <summary>The plain text part.</summary>
    public string Text => message.Find("text/plain") ?? "";

    public string Html => message.Find("text/html") ?? "";

    /// <summary>Every message this one hangs under in a mail program: <c>References</c> and <c>In-Reply-To</c>.</summary>
    public IReadOnlyList<string> Thread => [.. Ids().Matches($"{Header("References")} {Header("In-Reply-To")}").Select(m => m.Value)];

    /// <summary>Every link, in the text and in the HTML.</summary>
    public IReadOnlyList<string> Links =>
    [
        .. Addresses().Matches(Text + "\n" + System.Net.WebUtility.HtmlDecode(Html)).Select(m => m.Value.TrimEnd('.', ',', ')')).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The secret of the first link that carries one in its fragment.</summary>
    public string Token
    {
        get
        {
            var match = Tokens().Match(Text);
            Assert.True(match.Success, $"No #token=… in the mail «{Subject}» to {To}:\n{Text}");
            return Uri.UnescapeDataString(match.Groups["secret"].Value);
        }
    }

    public bool HasToken => Tokens().IsMatch(Text);

    public string? Header(string name) => message.Header(name);

    public override string ToString() => $"«{Subject}» to {To} at {At:O}";

    [GeneratedRegex(@"<[^<>\s]+>", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"https?://[^\s""'<>]+", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Addresses();

    [GeneratedRegex(@"#token=(?<secret>[^\s&""'<>)]+)", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Tokens();
}
