using System.Net;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Dns;

/// <summary>What is known of how this installation sends.</summary>
public sealed record DomainQuestion
{
    /// <summary>The domain of the From address.</summary>
    public required string FromDomain { get; init; }

    /// <summary>The domain of the envelope sender, to which bounces go; null for that of From.</summary>
    public string? EnvelopeDomain { get; init; }

    /// <summary>The address that the recipients' servers see; null when not known, as behind a provider's relay.</summary>
    public IPAddress? SendingAddress { get; init; }

    /// <summary>What the sending server calls itself; null when not known.</summary>
    public string? HostName { get; init; }

    /// <summary>What signs our mails; null when nothing does here, though the relay may.</summary>
    public DkimSigner? Signer { get; init; }
}

/// <summary>How bad it is.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Some mails may go astray, or it could not be found out.</summary>
    Warning,

    /// <summary>Mails will go astray.</summary>
    Problem,
}

/// <summary>One thing that was found out. Texts for people belong to whoever shows it.</summary>
/// <param name="Code">What.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Facts">What the code's sentence is about, by name: see <see cref="FindingCode"/>. Texts from the DNS in them are cut at 500 characters.</param>
/// <param name="Change">The record that would mend it, where there is one to tell.</param>
public sealed record DomainFinding(FindingCode Code, Severity Severity, IReadOnlyDictionary<string, string> Facts, DnsChange? Change = null);

/// <summary>A record to add.</summary>
/// <param name="Name">Its full name, without a final dot.</param>
/// <param name="Type">Its type, such as "TXT".</param>
/// <param name="Value">Its value; a TXT's in one piece.</param>
/// <param name="Replaces">The value that it takes the place of; null for none.</param>
public sealed record DnsChange(string Name, string Type, string Value, string? Replaces = null)
{
    /// <summary>The record as a zone file's line, a long text in strings of at most 255 octets.</summary>
    public string ToZoneLine() =>
        $"{Name}. IN {Type} {(Type == "TXT" ? string.Join(' ', TxtRecord.Split(Value).Select(s => $"\"{s.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"")) : Value)}";
}
