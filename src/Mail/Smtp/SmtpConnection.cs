using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Nightbell.Mail.Smtp;

/// <summary>One connection to the relay, from look-up to sign-in; <see cref="SmtpTransaction"/> sends mails over it.</summary>
internal sealed class SmtpConnection(SmtpSettings settings, TimeProvider clock, bool transcript) : IDisposable
{
    /// <summary>Most addresses of the host that are tried.</summary>
    private const int MaxAddresses = 4;

    private Socket? _socket;
    private bool _encrypted;
    private bool _loopback;
    private long _restingSince;

    public SmtpWire Wire { get; } = new(clock, transcript);

    public SmtpSettings Settings => settings;

    public SmtpExtensions Extensions { get; private set; } = SmtpExtensions.None;

    /// <summary>The step under way, for the result.</summary>
    public string Step { get; set; } = SmtpStep.Connect;

    /// <summary>Whether the conversation is out of step or over: no further mail may use it.</summary>
    public bool Broken { get; set; }

    /// <summary>Mails begun over this connection.</summary>
    public int Messages { get; set; }

    /// <summary>Whether a transaction was left open and RSET must end it.</summary>
    public bool NeedsReset { get; set; }

    /// <summary>Whether any octet of the present message has left.</summary>
    public bool MessageBegun { get; set; }

    /// <summary>Whether the conversation ended because the server or the network ended the connection.</summary>
    public bool HungUp { get; set; }

    /// <summary>Whether the connection can still carry another mail, as far as this side can see.</summary>
    public bool CanRest => !Broken && Messages < settings.MaxMessagesPerConnection && !Wire.HasUnread && !Wire.Ended.IsCancellationRequested;

    /// <summary>Whether it rested too long, or the server spoke or hung up meanwhile.</summary>
    public bool IsStale => clock.GetElapsedTime(_restingSince) >= settings.IdleTimeout || _socket!.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>Whether it was never opened.</summary>
    public bool IsNew => _socket is null;

    /// <summary>Connects, greets, encrypts and signs in; returns the server's last words.</summary>
    public async Task<SmtpReply> Open(CancellationToken cancel)
    {
        _socket = await Connect(cancel);
        _loopback = settings.IsLoopback(((IPEndPoint)_socket.RemoteEndPoint!).Address);
        Wire.Stream = new NetworkStream(_socket, ownsSocket: true);
        Wire.Note($"* connected to {_socket.RemoteEndPoint}");
        if (settings.Security == SmtpSecurity.Tls || (settings.Security == SmtpSecurity.Auto && settings.Port == 465)) await Encrypt();

        Step = SmtpStep.Greeting;
        Wire.Grant(settings.GreetingTimeout);
        Expect(await Wire.Hear(), 220);
        var last = await Greet();
        if (!_encrypted && await BeginTls()) last = await Greet();
        return settings.User is null ? last : await SignIn(settings.User, settings.Password ?? "");
    }

    /// <summary>Sends one command and hears its reply.</summary>
    public async Task<SmtpReply> Ask(string command, string? shown = null)
    {
        Wire.Grant(settings.CommandTimeout);
        await Wire.Say(command + "\r\n", shown);
        return await Wire.Hear();
    }

    /// <summary>Puts the connection aside until the next mail.</summary>
    public void Rest()
    {
        Wire.Rest();
        _restingSince = clock.GetTimestamp();
    }

    /// <summary>Says QUIT without waiting for the answer: every mail has its reply already, and nobody should wait for politeness.</summary>
    public void Quit()
    {
        try
        {
            if (!Broken && !IsNew) Wire.Stream.Write("QUIT\r\n"u8);
        }
        catch (Exception e) when (SmtpFailure.IsWorldly(e))
        {
            Broken = true;
        }

        Dispose();
    }

    public void Dispose()
    {
        Wire.Dispose();
        _socket?.Dispose();
    }

    /// <summary>The host's addresses one after the other, each with the whole timeout, as the resolver ordered them.</summary>
    private async Task<Socket> Connect(CancellationToken cancel)
    {
        var trouble = "its name has no address";
        foreach (var address in (await Resolve(cancel)).Take(MaxAddresses))
        {
            if (!settings.MayConnect(address))
            {
                // Without the address: a name of the inner network is not looked up for strangers.
                trouble = "it has no address that may be connected to";
                continue;
            }

            using var patience = new CancellationTokenSource(settings.ConnectTimeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, settings.Port, either.Token);
                return socket;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                cancel.ThrowIfCancellationRequested();
                trouble = e is SocketException ? e.Message : $"no answer within {Seconds(settings.ConnectTimeout)}";
                Wire.Note($"* {address}: {trouble}");
            }
        }

        throw new SmtpFailure($"no connection to {settings.Host}:{settings.Port.ToString(CultureInfo.InvariantCulture)}: {trouble}", "4.4.1");
    }

    private async Task<IPAddress[]> Resolve(CancellationToken cancel)
    {
        if (IPAddress.TryParse(settings.Host, out var literal)) return [literal];
        using var patience = new CancellationTokenSource(settings.ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            return await System.Net.Dns.GetHostAddressesAsync(settings.Host, either.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new SmtpFailure($"the name {settings.Host} could not be looked up: {(e is SocketException ? e.Message : "no answer")}", "4.4.3");
        }
    }

    private async Task<SmtpReply> Greet()
    {
        Step = SmtpStep.Ehlo;
        var reply = await Ask($"EHLO {settings.LocalName}");
        if (reply.Code / 100 == 2)
        {
            Extensions = SmtpExtensions.Parse(reply);
            return reply;
        }

        // A server from before ESMTP (RFC 5321, 3.2); one in trouble says so again.
        Extensions = SmtpExtensions.None;
        if (reply.Code / 100 == 5) reply = await Ask($"HELO {settings.LocalName}");
        return Expect(reply, 250);
    }

    private async Task<bool> BeginTls()
    {
        if (settings.Security == SmtpSecurity.None || (settings.Security == SmtpSecurity.Auto && !Extensions.StartTls)) return false;
        Step = SmtpStep.StartTls;
        if (!Extensions.StartTls) throw new SmtpFailure($"{settings.Host} does not offer STARTTLS, and nothing is sent to it unencrypted", "4.7.4");
        Expect(await Ask("STARTTLS"), 220);

        // Whoever can write into the unencrypted connection could put replies behind this one, to be read as if they had come encrypted.
        if (Wire.HasUnread) throw new SmtpFailure($"{settings.Host} said more before encryption began: somebody may be in between", "4.7.5");
        await Encrypt();
        return true;
    }

    private async Task Encrypt()
    {
        var check = new CertificateCheck(settings);
        var tls = new SslStream(Wire.Stream, leaveInnerStreamOpen: false, check.IsTrusted);
        Wire.Stream = tls;
        Wire.Grant(settings.ConnectTimeout);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = settings.Host }, Wire.Ended);
        }
        catch (AuthenticationException e)
        {
            throw new SmtpFailure($"no encryption with {settings.Host}: {check.Trouble ?? e.Message}", "4.7.5");
        }

        _encrypted = true;
        Wire.Note($"* {tls.SslProtocol}, certificate of {tls.RemoteCertificate?.Subject}");
    }

    /// <summary>AUTH PLAIN (RFC 4616) or, where only that is offered, LOGIN.</summary>
    private async Task<SmtpReply> SignIn(string user, string password)
    {
        Step = SmtpStep.Auth;
        if (!_encrypted && !_loopback) throw new SmtpFailure($"the connection to {settings.Host} is not encrypted: no password is sent over it", "4.7.11");
        var plain = Base64($"\0{user}\0{password}");
        Wire.Secrets.AddRange([plain, Base64(password), password]);
        SmtpReply reply;
        if (Extensions.Auth.Contains("PLAIN", StringComparer.Ordinal))
        {
            reply = await Ask($"AUTH PLAIN {plain}", "AUTH PLAIN ***");
        }
        else if (Extensions.Auth.Contains("LOGIN", StringComparer.Ordinal))
        {
            Expect(await Ask("AUTH LOGIN"), 334);
            Expect(await Ask(Base64(user)), 334);
            reply = await Ask(Base64(password), "***");
        }
        else
        {
            var offered = Extensions.Auth.Count == 0 ? "none" : string.Join(' ', Extensions.Auth);
            throw new SmtpFailure($"{settings.Host} offers no way to sign in that we know, PLAIN or LOGIN: it offers {offered}", "4.7.0");
        }

        Expect(reply, 235);
        Wire.Secrets.Clear();
        return reply;
    }

    private static SmtpReply Expect(SmtpReply reply, int code) =>
        reply.Code == code ? reply : throw new SmtpFailure(trouble: null, localStatus: null, reply);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string Seconds(TimeSpan span) => $"{span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s";
}
