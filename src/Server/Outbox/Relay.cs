using Nightbell.Accounts;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Smtp;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Hands one mail to the next server: where the network begins.</summary>
public delegate Task<SmtpResult> HandOver(Envelope envelope, ReadOnlyMemory<byte> message, bool transcript, CancellationToken cancel);

/// <summary>Who a mail is from and by which relay it leaves, as its account had it when the mail was claimed.</summary>
/// <param name="From">The sender's address.</param>
/// <param name="AccountId">Whose own relay it is; null for the installation's.</param>
/// <param name="Own">The account's own relay; null for the installation's.</param>
/// <param name="MayBePrivate">Whether that relay may stand on this machine or its network.</param>
public sealed record Sender(string From, Guid? AccountId = null, OwnRelay? Own = null, bool MayBePrivate = true)
{
    public string Domain => DomainOf(From);

    public static string DomainOf(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address[(address.LastIndexOf('@') + 1)..];
    }

    /// <summary>
    /// Whether what the installation has for its own domain (its signature, its address for bounces) helps this sender's mails: those that
    /// leave by its relay, and those of the same domain or one below or above it. Elsewhere a stranger's signature vouches for nothing
    /// (RFC 7489, 3.1), and a stranger's envelope sender fails SPF.
    /// </summary>
    public bool GoesWith(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return Own is null || string.Equals(Domain, domain, StringComparison.OrdinalIgnoreCase)
            || Domain.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase) || domain.EndsWith($".{Domain}", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The mail servers that mails are handed to: the installation's, and those of accounts that have their own.</summary>
public sealed class Relay : IAsyncDisposable
{
    /// <summary>Steps that fail by the relay or by our set-up there, whoever the recipient is.</summary>
    private static readonly string[] OwnSteps =
        [SmtpStep.Connect, SmtpStep.Greeting, SmtpStep.Ehlo, SmtpStep.StartTls, SmtpStep.Auth, SmtpStep.Mail];

    /// <summary>Accounts' transports kept at once; beyond it those that nobody uses are let go.</summary>
    private const int MaxKept = 256;

    /// <summary>How many times as long a server may take over a message as over a command (RFC 5321, 4.5.3.2).</summary>
    private const int PatienceForMessages = 5;

    private readonly Settings settings;
    private readonly Tokens tokens;
    private readonly HandOver? handOver;
    private readonly DkimKey? key;
    private readonly SmtpTransport? installation;
    private readonly string localName;
    private string? domain;
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Kept> own = [];

    /// <param name="settings">The installation's configuration.</param>
    /// <param name="tokens">Opens the accounts' passwords.</param>
    /// <param name="handOver">Stands in for the network, where there is none; otherwise SMTP to the configured servers.</param>
    /// <exception cref="InvalidOperationException">The configured sender is no e-mail address, or mails cannot be signed as configured.</exception>
    public Relay(Settings settings, Tokens tokens, HandOver? handOver = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (this.settings, this.tokens) = (settings, tokens);
        var host = Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var url) ? url.IdnHost : "localhost";
        var from = settings.Mail.From ?? $"nightbell@{host}";
        Installation = new Sender(EmailAddress.TryParse(from, out var address)
            ? address
            : from == $"nightbell@{host}" ? from : throw new InvalidOperationException($"Nightbell:Mail:From is no e-mail address: {from}"));
        localName = url?.HostNameType == UriHostNameType.Dns && url.IdnHost.Contains('.', StringComparison.Ordinal) ? url.IdnHost : "[127.0.0.1]";
        (key, Signer) = SignerOf(settings.Mail.Dkim);
        this.handOver = handOver;
        var smtp = settings.Mail.Smtp;
        if (handOver is not null || string.IsNullOrWhiteSpace(smtp.Host))
            return;
        installation = new SmtpTransport(
            Patient(new SmtpSettings { Host = smtp.Host, Port = smtp.Port, Security = smtp.Security, User = smtp.User, Password = smtp.Password }),
            TimeProvider.System);
        this.handOver = installation.Send;
    }

    /// <summary>Whether what fails at this step fails by the relay, before it hears of any recipient.</summary>
    public static bool IsOwnStep(string? step) => OwnSteps.Contains(step, StringComparer.Ordinal);

    /// <summary>The installation's sender.</summary>
    public Sender Installation { get; }

    /// <summary>What signs mails (RFC 6376); null without a key file.</summary>
    public DkimSigner? Signer { get; }

    /// <summary>The domain of message ids, the same whoever sends: a retry, and a thread, outlives a change of relay. In ASCII, as they must be.</summary>
    public string Domain => domain ??= Sender.DomainOf(EmailAddress.WithAsciiDomain(Installation.From));

    /// <summary>The Message-ID of a mail, without its angle brackets; the same on every retry.</summary>
    public string MessageId(Guid mailId) => $"{mailId:N}@{Domain}";

    /// <summary>The mail of ours that a Message-ID names; null for any other one.</summary>
    public Guid? MailOf(string? messageId)
    {
        var id = (messageId ?? "").AsSpan().Trim().TrimStart('<').TrimEnd('>');
        var at = id.LastIndexOf('@');
        return at > 0 && id[(at + 1)..].Equals(Domain, StringComparison.OrdinalIgnoreCase) && Guid.TryParseExact(id[..at], "N", out var mailId)
            ? mailId
            : null;
    }

    /// <summary>Who an account's mails are from, and by which relay they leave.</summary>
    public Sender Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.OwnRelay is { } relay
            ? new Sender(relay.From ?? Installation.From, account.Id, relay, MayBePrivate(account))
            : Installation;
    }

    /// <summary>Whether an account's own relay may stand on this machine or its network: the account is the operator's, or all may.</summary>
    public bool MayBePrivate(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.PrivateRelay || settings.Mail.PrivateRelays;
    }

    /// <summary>Without a server, mails are captured.</summary>
    public bool CanSend(Sender sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return handOver is not null || sender.Own is not null;
    }

    /// <exception cref="InvalidOperationException">No server is configured.</exception>
    public async Task<SmtpResult> Send(Letter letter, CancellationToken cancel, bool transcript = false)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var message = MessageWriter.Write(letter.Message);
        if (Signer is not null && letter.Sender.GoesWith(Signer.Domain))
            message = Signer.Sign(message);

        // Whoever stands in for the network does so for every relay.
        if (letter.Sender.Own is null || (handOver is not null && installation is null))
            return await (handOver ?? throw new InvalidOperationException("No mail server is configured."))(letter.Envelope, message, transcript, cancel);
        if (await Hire(letter.Sender) is not { } hired)
            return new SmtpResult(SmtpOutcome.Deferred, null, SmtpStep.Auth, "the stored password can no longer be read: enter it again", []) { LocalStatus = "4.7.0" };
        try
        {
            return await hired.Transport.Send(letter.Envelope, message, transcript, cancel);
        }
        finally
        {
            await Release(hired);
        }
    }

    /// <summary>Lets an account's transport go, as soon as the mails in its hands have come to their end.</summary>
    public async Task Retire(Guid accountId)
    {
        Kept? idle;
        lock (gate)
            idle = own.Remove(accountId, out var old) && old.Retires() ? old : null;
        if (idle is not null)
            await idle.Transport.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var accountId in own.Keys.ToList())
            await Retire(accountId);
        if (installation is not null)
            await installation.DisposeAsync();
        key?.Dispose();
    }

    private (DkimKey? Key, DkimSigner? Signer) SignerOf(DkimConfiguration dkim)
    {
        if (string.IsNullOrWhiteSpace(dkim.KeyFile))
            return (null, null);
        if (string.IsNullOrWhiteSpace(dkim.Selector))
            throw new InvalidOperationException("Nightbell:Mail:Dkim:Selector is missing: the key's record is at selector._domainkey.domain.");
        DkimKey? read = null;
        try
        {
            read = DkimKey.FromPem(File.ReadAllText(dkim.KeyFile));
            return (read, new DkimSigner(string.IsNullOrWhiteSpace(dkim.Domain) ? Domain : dkim.Domain.Trim(), dkim.Selector.Trim(), read));
        }
        catch (Exception trouble) when (trouble is ArgumentException or IOException or UnauthorizedAccessException)
        {
            read?.Dispose();
            throw new InvalidOperationException($"Nightbell:Mail:Dkim: mails cannot be signed with {dkim.KeyFile}: {trouble.Message}", trouble);
        }
    }

    /// <summary>The transport of an account's present relay; null when its password cannot be read.</summary>
    private async Task<Kept?> Hire(Sender sender)
    {
        var accountId = sender.AccountId!.Value;
        lock (gate)
        {
            if (own.TryGetValue(accountId, out var kept) && kept.Sender == sender)
                return kept.Hired();
        }

        var relay = sender.Own!;
        var password = relay.Password is null ? null : tokens.OpenPassword(accountId, relay.Password);
        if (relay.Password is not null && password is null)
            return null;
        await Retire(accountId);
        await RetireIdle();
        var made = new Kept(sender, new SmtpTransport(
            Patient(new SmtpSettings
            {
                Host = relay.Host,
                Port = relay.Port,
                Security = relay.Security,
                User = relay.User,
                Password = password,
                MayConnect = address => sender.MayBePrivate || PublicAddress.IsPublic(address),
            }),
            TimeProvider.System));
        lock (gate)
        {
            // Two mails at once may each have made one: the second finds the first's, or lives for its own mail alone.
            if (own.TryGetValue(accountId, out var other) && other.Sender == sender)
                return other.Hired();
            if (!own.TryAdd(accountId, made))
                made.Retires();
            return made.Hired();
        }
    }

    private async Task RetireIdle()
    {
        List<Guid> idle = [];
        lock (gate)
        {
            if (own.Count >= MaxKept)
                idle = [.. own.Where(k => k.Value.IsIdle).Select(k => k.Key)];
        }

        foreach (var accountId in idle)
            await Retire(accountId);
    }

    private async Task Release(Kept hired)
    {
        bool last;
        lock (gate)
            last = hired.IsLast();
        if (last)
            await hired.Transport.DisposeAsync();
    }

    /// <summary>The installation's name and patience, which every relay gets.</summary>
    private SmtpSettings Patient(SmtpSettings relay) => relay with
    {
        LocalName = localName,
        CommandTimeout = settings.Mail.Smtp.Timeout,
        DataTimeout = PatienceForMessages * settings.Mail.Smtp.Timeout,
        MaxConnections = settings.Mail.Smtp.Connections,
    };

    /// <summary>A transport and how many mails it has in hand; touched under the gate.</summary>
    private sealed class Kept(Sender sender, SmtpTransport transport)
    {
        private int inHand;
        private bool retired;

        public Sender Sender => sender;

        public SmtpTransport Transport => transport;

        public bool IsIdle => inHand == 0;

        public Kept Hired()
        {
            inHand++;
            return this;
        }

        /// <summary>Takes no further mail; true when none is in hand, so that it can be disposed of now.</summary>
        public bool Retires()
        {
            retired = true;
            return inHand == 0;
        }

        /// <summary>A mail has come to its end; true when it was the last that a retired transport had to see to.</summary>
        public bool IsLast() => --inHand == 0 && retired;
    }
}
