using Nightbell.Mail.Compose;
using Nightbell.Mail.Smtp;
using Nightbell.Platform;

namespace Nightbell.Outbox;

/// <summary>The configured mail server, and how this installation signs its mails.</summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly SmtpTransport? transport;

    public Relay(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var host = Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var url) ? url.Host : "localhost";
        var from = settings.Mail.From ?? $"nightbell@{host}";
        From = EmailAddress.TryParse(from, out var address)
            ? address
            : from == $"nightbell@{host}" ? from : throw new InvalidOperationException($"Nightbell:Mail:From is no e-mail address: {from}");
        var smtp = settings.Mail.Smtp;
        if (string.IsNullOrWhiteSpace(smtp.Host))
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
    }

    /// <summary>Without a server, mails are captured.</summary>
    public bool IsConfigured => transport is not null;

    /// <summary>The installation's sender address.</summary>
    public string From { get; }

    /// <summary>The domain of message ids.</summary>
    public string Domain => From[(From.LastIndexOf('@') + 1)..];

    /// <exception cref="InvalidOperationException">No server is configured.</exception>
    public Task<SmtpResult> Send(Letter letter, CancellationToken cancel, bool transcript = false)
    {
        ArgumentNullException.ThrowIfNull(letter);
        if (transport is null)
            throw new InvalidOperationException("No mail server is configured.");
        return transport.Send(letter.Envelope, MessageWriter.Write(letter.Message), transcript, cancel);
    }

    public ValueTask DisposeAsync() => transport?.DisposeAsync() ?? ValueTask.CompletedTask;
}
