namespace Nightbell.Mail.Smtp;

/// <summary>Hands mails to one relay over a bounded number of reused connections.</summary>
/// <remarks>Nothing a server or a network does is thrown: it is in the result.</remarks>
public sealed class SmtpTransport : IAsyncDisposable
{
    /// <summary>Makes a transport; no connection is opened before the first mail.</summary>
    public SmtpTransport(SmtpSettings settings, TimeProvider clock)
    {
        Settings = settings;
        Clock = clock;
    }

    private SmtpSettings Settings { get; }

    private TimeProvider Clock { get; }

    /// <summary>Hands over one mail, waiting for a free connection if it must.</summary>
    public Task<SmtpResult> Send(Envelope envelope, ReadOnlyMemory<byte> message, bool transcript = false, CancellationToken cancel = default) =>
        throw new NotSupportedException($"{Settings} {Clock}");

    /// <summary>Connects, greets and signs in, and sends nothing.</summary>
    public Task<SmtpResult> Probe(bool transcript = true, CancellationToken cancel = default) =>
        throw new NotSupportedException($"{Settings} {Clock}");

    /// <summary>Closes the idle connections.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
