using System.Net.Sockets;
using Nightbell.Mail.Compose;

namespace Nightbell.Mail.Smtp;

/// <summary>
/// Hands mails to one relay (RFC 5321, RFC 6409) over a bounded number of reused connections. Nothing a server or a network does is thrown:
/// it is in the result. Thrown are only cancellation, and <see cref="ArgumentException"/> for what no server could be asked.
/// </summary>
/// <remarks>
/// A refusal (5xx) of sender, recipient or message is final. One of the session itself (greeting, EHLO, STARTTLS, sign-in, and the codes that
/// ask for it anywhere) is our set-up's fault and defers, so that a mis-set relay burns no mail. So do 4xx, timeouts and broken connections,
/// also one that broke after the final dot: the mail may then arrive twice, with one Message-ID, but never not at all.
/// </remarks>
public sealed class SmtpTransport : IAsyncDisposable
{
    /// <summary>Longest envelope id (RFC 3461, 4.4).</summary>
    private const int MaxEnvelopeId = 100;

    private readonly SmtpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _gate = new();
    private readonly Stack<SmtpConnection> _resting = new();
    private readonly ITimer _sweep;
    private bool _sweepIsSet;
    private bool _disposed;

    /// <summary>Makes a transport; no connection is opened before the first mail.</summary>
    /// <param name="settings">The relay.</param>
    /// <param name="clock">Measures timeouts and idleness: a clock set forward by hand lets them run out.</param>
    /// <exception cref="ArgumentException">A setting that cannot work: no host, a port that is none, a name with blanks, a timeout of nothing.</exception>
    public SmtpTransport(SmtpSettings settings, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        Check(settings);
        _settings = settings;
        _clock = clock;
        _slots = new SemaphoreSlim(settings.MaxConnections);
        _sweep = clock.CreateTimer(_ => Sweep(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Hands over one mail, waiting for a free connection if it must.</summary>
    /// <param name="envelope">Sender and recipient.</param>
    /// <param name="message">The message as <see cref="MessageWriter"/> writes it; line ends that are not CRLF are made so.</param>
    /// <param name="transcript">Whether the whole conversation is wanted; it then has a connection of its own.</param>
    /// <param name="cancel">Gives up; the mail may have been taken all the same.</param>
    /// <exception cref="ArgumentException">An address that cannot stand in a command, or an envelope id longer than 100 characters or not printable ASCII.</exception>
    public async Task<SmtpResult> Send(Envelope envelope, ReadOnlyMemory<byte> message, bool transcript = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        Check(envelope);
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _slots.WaitAsync(cancel);
        try
        {
            using var patience = new CancellationTokenSource(_settings.SendTimeout, _clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
            var rested = TakeResting();
            if (rested is not null && !transcript)
            {
                var result = await Converse(rested, c => Hand(c, limit.Token), keep: true, limit.Token, cancel);
                if (!rested.HungUp || rested.MessageBegun) return result;

                // A server may hang up on a resting connection whenever it likes, and this side sees it only when it speaks.
                rested = null;
            }

            rested?.Quit();
            return await Converse(new SmtpConnection(_settings, _clock, transcript), c => Hand(c, limit.Token), keep: !transcript, limit.Token, cancel);
        }
        finally
        {
            _slots.Release();
        }

        async Task<SmtpResult> Hand(SmtpConnection connection, CancellationToken limit)
        {
            if (connection.IsNew) await connection.Open(limit);
            return await SmtpTransaction.Send(connection, envelope, message);
        }
    }

    /// <summary>Connects, greets and signs in, and sends nothing: <see cref="SmtpOutcome.Accepted"/> when mails could be handed over now.</summary>
    /// <param name="transcript">Whether the conversation is wanted.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<SmtpResult> Probe(bool transcript = true, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _slots.WaitAsync(cancel);
        try
        {
            using var patience = new CancellationTokenSource(_settings.SendTimeout, _clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
            TakeResting()?.Quit();
            return await Converse(new SmtpConnection(_settings, _clock, transcript), c => Knock(c, limit.Token), keep: false, limit.Token, cancel);
        }
        finally
        {
            _slots.Release();
        }

        async Task<SmtpResult> Knock(SmtpConnection connection, CancellationToken limit)
        {
            var last = await connection.Open(limit);
            return new SmtpResult(SmtpOutcome.Accepted, last, connection.Step, Trouble: null, connection.Wire.Transcript);
        }
    }

    /// <summary>Closes the resting connections; mails under way are finished first by whoever awaits them.</summary>
    public async ValueTask DisposeAsync()
    {
        SmtpConnection[] resting;
        lock (_gate)
        {
            _disposed = true;
            resting = [.. _resting];
            _resting.Clear();
        }

        foreach (var connection in resting) connection.Quit();
        await _sweep.DisposeAsync();
    }

    /// <summary>Talks over a connection until the end or the limit, and then keeps or closes it; only the caller's own cancellation is thrown.</summary>
    private async Task<SmtpResult> Converse(
        SmtpConnection connection, Func<SmtpConnection, Task<SmtpResult>> talk, bool keep, CancellationToken limit, CancellationToken cancel)
    {
        var stop = limit.UnsafeRegister(static c => ((SmtpConnection)c!).Wire.Abort(), connection);
        try
        {
            var result = await talk(connection);
            connection.HungUp = result.Reply?.Code == 421;
            return result;
        }
        catch (Exception e)
        {
            connection.Broken = true;
            connection.HungUp = e is IOException or SocketException;
            if (!SmtpFailure.IsWorldly(e)) throw;
            cancel.ThrowIfCancellationRequested();
            return Explain(connection, e, limit.IsCancellationRequested);
        }
        finally
        {
            await stop.DisposeAsync();
            if (keep) Keep(connection);
            else connection.Quit();
        }
    }

    /// <summary>What broke a conversation off is never the mail's fault.</summary>
    private SmtpResult Explain(SmtpConnection connection, Exception e, bool tooLong)
    {
        var failure = e as SmtpFailure;
        var trouble = e switch
        {
            SmtpFailure { Reply: not null } => null,
            SmtpFailure => e.Message,
            _ when tooLong => $"{_settings.Host} was not done within {SmtpConnection.Seconds(_settings.SendTimeout)}",
            OperationCanceledException => $"no answer from {_settings.Host} within {SmtpConnection.Seconds(connection.Wire.Patience)}",
            _ => $"the connection to {_settings.Host} broke off: {e.Message}",
        };
        if (trouble is not null) connection.Wire.Note("* " + trouble);
        return new SmtpResult(SmtpOutcome.Deferred, failure?.Reply, connection.Step, trouble, connection.Wire.Transcript)
        {
            LocalStatus = failure is null ? "4.4.2" : failure.LocalStatus,
        };
    }

    /// <summary>The connection used last, which is the likeliest to live; null when none rests.</summary>
    private SmtpConnection? TakeResting()
    {
        while (true)
        {
            SmtpConnection? connection;
            lock (_gate)
            {
                if (!_resting.TryPop(out connection)) return null;
            }

            if (!connection.IsStale) return connection;
            connection.Quit();
        }
    }

    private void Keep(SmtpConnection connection)
    {
        connection.Rest();
        if (connection.CanRest)
        {
            lock (_gate)
            {
                if (!_disposed)
                {
                    _resting.Push(connection);
                    SetSweep();
                    return;
                }
            }
        }

        connection.Quit();
    }

    /// <summary>Closes what rested too long while no mail came.</summary>
    private void Sweep()
    {
        SmtpConnection[] stale;
        lock (_gate)
        {
            stale = [.. _resting.Where(c => c.IsStale)];
            var rest = _resting.Except(stale).Reverse().ToArray();
            _resting.Clear();
            foreach (var connection in rest) _resting.Push(connection);
            _sweepIsSet = false;
            if (rest.Length > 0) SetSweep();
        }

        foreach (var connection in stale) connection.Quit();
    }

    private void SetSweep()
    {
        if (_sweepIsSet || _disposed) return;
        _sweepIsSet = _sweep.Change(_settings.IdleTimeout, Timeout.InfiniteTimeSpan);
    }

    private static void Check(Envelope envelope)
    {
        if ((envelope.From.Length > 0 && !EmailAddress.IsSafe(envelope.From)) || !EmailAddress.IsSafe(envelope.To))
            throw new ArgumentException("an address that cannot stand in an SMTP command", nameof(envelope));
        if (envelope.EnvelopeId is { } id && (id.Length is 0 or > MaxEnvelopeId || id.AsSpan().ContainsAnyExceptInRange('!', '~')))
            throw new ArgumentException($"an envelope id has 1 to {MaxEnvelopeId} printable ASCII characters", nameof(envelope));
    }

    private static void Check(SmtpSettings settings)
    {
        Demand(settings.Host.Length is > 0 and <= 255 && !settings.Host.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)), nameof(SmtpSettings.Host));
        Demand(settings.Port is > 0 and <= 65535, nameof(SmtpSettings.Port));
        Demand(settings.LocalName.Length is > 0 and <= 255 && !settings.LocalName.AsSpan().ContainsAnyExceptInRange('!', '~'), nameof(SmtpSettings.LocalName));
        Demand(settings.User?.Contains('\0', StringComparison.Ordinal) is not true, nameof(SmtpSettings.User));
        Demand(settings.Password?.Contains('\0', StringComparison.Ordinal) is not true, nameof(SmtpSettings.Password));
        Demand(settings.MaxConnections > 0, nameof(SmtpSettings.MaxConnections));
        Demand(settings.MaxMessagesPerConnection > 0, nameof(SmtpSettings.MaxMessagesPerConnection));
        Demand(settings.IdleTimeout >= TimeSpan.Zero, nameof(SmtpSettings.IdleTimeout));
        Demand(settings.ConnectTimeout > TimeSpan.Zero && settings.GreetingTimeout > TimeSpan.Zero, nameof(SmtpSettings.ConnectTimeout));
        Demand(settings.CommandTimeout > TimeSpan.Zero && settings.DataTimeout > TimeSpan.Zero, nameof(SmtpSettings.CommandTimeout));
        Demand(settings.SendTimeout > TimeSpan.Zero, nameof(SmtpSettings.SendTimeout));

        static void Demand(bool holds, string name)
        {
            if (!holds) throw new ArgumentException($"the mail setting {name} cannot work", name);
        }
    }
}
