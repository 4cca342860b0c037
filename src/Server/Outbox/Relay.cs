using Nightbell.Mail.Compose;
using Nightbell.Mail.Smtp;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>Hands one mail to the next server: where the network begins.</summary>
public delegate Task<SmtpResult> HandOver(Envelope envelope, ReadOnlyMemory<byte> message, bool transcript, CancellationToken cancel);

/// <summary>The configured mail server, and how this installation signs its mails.</summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly DkimKey? key;
    private readonly DkimSigner? signer;
    private readonly SmtpTransport? transport;
    private readonly HandOver? handOver;

    /// <param name="settings">The installation's configuration.</param>
    /// <param name="handOver">Stands in for the network, where there is none; otherwise SMTP to the configured server.</param>
    /// <exception cref="InvalidOperationException">The configured sender is no e-mail address, or mails cannot be signed as configured.</exception>
    public Relay(Settings settings, HandOver? handOver = null)
    {
        this.handOver = handOver;
        ArgumentNullException.ThrowIfNull(settings);
        var host = Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var url) ? url.Host : "localhost";
        var from = settings.Mail.From ?? $"nightbell@{host}";
        From = EmailAddress.TryParse(from, out var address)
            ? address
            : from == $"nightbell@{host}" ? from : throw new InvalidOperationException($"Nightbell:Mail:From is no e-mail address: {from}");
        (key, signer) = Signer(settings.Mail.Dkim);
        var smtp = settings.Mail.Smtp;
        if (handOver is not null || string.IsNullOrWhiteSpace(smtp.Host))
            return;
        transport = new SmtpTransport(
            new SmtpSettings
            {
                Host = smtp.Host,
                Port = smtp.Port,
                Security = smtp.Security,
                User = smtp.User,
                Password = smtp.Password,
                LocalName = url?.HostNameType == UriHostNameType.Dns && url.Host.Contains('.', StringComparison.Ordinal) ? url.Host : "[127.0.0.1]",
                CommandTimeout = smtp.Timeout,
                DataTimeout = smtp.Timeout,
                MaxConnections = smtp.Connections,
            },
            TimeProvider.System);
        this.handOver = transport.Send;
    }

    /// <summary>Without a server, mails are captured.</summary>
    public bool IsConfigured => handOver is not null;

    /// <summary>The installation's sender address.</summary>
    public string From { get; }

    /// <summary>The domain of message ids.</summary>
    public string Domain => From[(From.LastIndexOf('@') + 1)..];

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

    /// <exception cref="InvalidOperationException">No server is configured.</exception>
    public Task<SmtpResult> Send(Letter letter, CancellationToken cancel, bool transcript = false)
    {
        ArgumentNullException.ThrowIfNull(letter);
        if (handOver is null)
            throw new InvalidOperationException("No mail server is configured.");
        var message = MessageWriter.Write(letter.Message);
        return handOver(letter.Envelope, signer is null ? message : signer.Sign(message), transcript, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (transport is not null)
            await transport.DisposeAsync();
        key?.Dispose();
    }

    /// <summary>What signs mails (RFC 6376); nothing without a key file.</summary>
    private (DkimKey? Key, DkimSigner? Signer) Signer(DkimConfiguration dkim)
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
}
