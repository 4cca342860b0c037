using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Dns;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Looks at the sending domain as recipients' servers do, and says in words what to mend, with the record to add.</summary>
public static class CheckDomain
{
    /// <summary>A DNS that has not said all by then is too slow for the recipients' servers, too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int DnsPort = 53;

    /// <summary>A GET: it asks others and changes nothing here.</summary>
    public static void Map(IEndpointRouteBuilder full) => full.MapGet("/settings/mail/domain", Handle)
        .WithSummary("Check the sending domain in the DNS (MX, SPF, DKIM, DMARC, reverse name), with the records to add; takes up to 20 seconds")
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status504GatewayTimeout);

    private static async Task<Ok<Answer>> Handle(
        Me me, HttpContext context, Store store, Relay relay, Settings settings, Limits limits, CancellationToken cancel)
    {
        limits.Messages(context, me.AgentId);
        Sender sender;
        await using (var db = store.Read())
            sender = relay.Of(await db.Accounts.SingleAsync(a => a.Id == me.AccountId, cancel));
        var question = Question(sender, settings, relay.Signer) ?? throw Problem.Conflict("no_sending_domain");
        try
        {
            var findings = await Run(question, settings, cancel);
            return TypedResults.Ok(new Answer(question.FromDomain, [.. findings.Select(f => Item(f, me.Locale))]));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new Problem(StatusCodes.Status504GatewayTimeout, "dns_too_slow");
        }
    }

    /// <summary>What is known of how a sender's mails leave; null when its domain is none that mail could come to, such as localhost.</summary>
    public static DomainQuestion? Question(Sender sender, Settings settings, DkimSigner? signer)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(settings);
        if (!EmailAddress.TryParse(sender.From, out var from))
            return null;
        var (inbound, dns) = (settings.Mail.Inbound.Domain, settings.Mail.Dns);
        return new DomainQuestion
        {
            FromDomain = from[(from.LastIndexOf('@') + 1)..],
            EnvelopeDomain = !string.IsNullOrWhiteSpace(inbound) && sender.GoesWith(inbound) ? inbound : null,
            SendingAddress = sender.Own is null && dns.SendingAddress is { } address ? Address(address) : null,
            HostName = sender.Own is null ? dns.HostName : null,
            Signer = signer is not null && sender.GoesWith(signer.Domain) ? signer : null,
        };
    }

    /// <summary>Asks the configured servers, or the system's.</summary>
    /// <exception cref="OperationCanceledException">Given up, or nobody had answered for too long.</exception>
    public static async Task<IReadOnlyList<DomainFinding>> Run(DomainQuestion question, Settings settings, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var servers = settings.Mail.Dns.Servers.ConvertAll(Server);
        var resolver = new DnsResolver(new DnsSettings { Servers = servers.Count > 0 ? servers : null }, TimeProvider.System);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        return await DomainCheck.Run(question, resolver, either.Token);
    }

    /// <summary>A setting that cannot be read is said as the program starts, and not on a page later.</summary>
    /// <exception cref="InvalidOperationException">Which setting, and what it is.</exception>
    public static void MustRead(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var dns = settings.Mail.Dns;
        dns.Servers.ForEach(text => Server(text));
        if (dns.SendingAddress is { } address)
            Address(address);
    }

    /// <summary>A finding in words.</summary>
    public static FindingItem Item(DomainFinding finding, string locale)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var facts = finding.Facts.Select(f => (f.Key, f.Value)).ToArray();
        return new FindingItem(
            finding.Code,
            finding.Severity,
            Texts.Get(locale, $"finding.{finding.Code}", facts),
            Texts.Get(locale, $"finding.{finding.Code}.advice", facts),
            finding.Facts,
            finding.Change is { } change ? new RecordItem(change.Name, change.Type, change.Value, change.Replaces, change.ToZoneLine()) : null);
    }

    private static IPAddress Address(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new InvalidOperationException($"Nightbell:Mail:Dns:SendingAddress: {text} is no address.");

    private static IPEndPoint Server(string text) => IPEndPoint.TryParse(text, out var server)
        ? new IPEndPoint(server.Address, server.Port == 0 ? DnsPort : server.Port)
        : throw new InvalidOperationException($"Nightbell:Mail:Dns:Servers: {text} is no address.");

    public sealed record Answer(string Domain, IReadOnlyList<FindingItem> Findings);
}

/// <summary>One thing that was found out.</summary>
/// <param name="Code">What.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Text">One sentence, in the asker's language.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Facts">What the sentence is about, by name.</param>
/// <param name="Record">The DNS record that would mend it, where there is one to tell.</param>
public sealed record FindingItem(
    FindingCode Code, Severity Severity, string Text, string Advice, IReadOnlyDictionary<string, string> Facts, RecordItem? Record);

/// <summary>A DNS record to add.</summary>
/// <param name="Name">Its full name, without a final dot.</param>
/// <param name="Type">Its type, such as TXT.</param>
/// <param name="Value">Its value, in one piece.</param>
/// <param name="Replaces">The present value that it takes the place of; null for none.</param>
/// <param name="ZoneLine">The same as a line of a zone file.</param>
public sealed record RecordItem(string Name, string Type, string Value, string? Replaces, string ZoneLine);
