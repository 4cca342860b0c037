using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Nightbell.Mail.Tests;

/// <summary>A mail as the server took it.</summary>
/// <param name="From">Envelope sender.</param>
/// <param name="To">Envelope recipients.</param>
/// <param name="MailParameters">What followed the address in MAIL, such as SIZE=…</param>
/// <param name="RcptParameters">What followed the address in the last RCPT.</param>
/// <param name="Message">The message, dots undoubled.</param>
/// <param name="Encrypted">Whether it came over TLS.</param>
/// <param name="User">Who had signed in, or null.</param>
/// <param name="Connection">Number of the connection, from 1.</param>
public sealed record ReceivedMail(
    string From, IReadOnlyList<string> To, string MailParameters, string RcptParameters, byte[] Message, bool Encrypted, string? User, int Connection)
{
    /// <summary>The message as text, one character an octet.</summary>
    public string Text => Encoding.Latin1.GetString(Message);
}

/// <summary>What the server does at a step instead of going along.</summary>
/// <param name="Reply">The words, without the last CRLF; null to say nothing.</param>
/// <param name="Hang">Say nothing, and never go on with this connection.</param>
/// <param name="Drop">Close the connection, after the reply if there is one.</param>
/// <param name="Take">At step "message": keep the mail whatever the reply.</param>
public sealed record SmtpAct(string? Reply = null, bool Hang = false, bool Drop = false, bool Take = false);

/// <summary>The moment an act is chosen for.</summary>
/// <param name="Step">greeting, ehlo, helo, starttls, auth, mail, rcpt, data, message, rset, quit.</param>
/// <param name="Line">The command as it came; for "message" the envelope's first recipient.</param>
/// <param name="Connection">Number of the connection, from 1.</param>
public sealed record SmtpMoment(string Step, string Line, int Connection);

/// <summary>
/// An SMTP server on loopback that takes every mail, unless told otherwise for a step (<see cref="At"/>), a recipient
/// (<see cref="ForRecipient"/>) or any moment (<see cref="Decide"/>). It remembers mails, commands and what a client did wrong.
/// </summary>
public sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, SmtpAct> _steps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SmtpAct> _recipients = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<int, TcpClient> _open = new();
    private readonly Task _accepting;
    private int _connections;

    private ScriptedSmtpServer(TcpListener listener)
    {
        _listener = listener;
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _accepting = Task.Run(Accept);
    }

    public int Port { get; }

    /// <summary>What EHLO offers besides STARTTLS and AUTH, which follow from <see cref="OffersStartTls"/> and <see cref="Account"/>.</summary>
    public IReadOnlyList<string> Offers { get; set; } = ["PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "SIZE 10485760"];

    public bool OffersStartTls { get; set; }

    /// <summary>TLS from the first byte.</summary>
    public bool SpeaksTlsFirst { get; set; }

    /// <summary>Shown in TLS; needed for either kind.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The one account that may sign in; null offers no sign-in.</summary>
    public (string User, string Password)? Account { get; set; }

    /// <summary>The ways to sign in that are offered.</summary>
    public string AuthMechanisms { get; set; } = "PLAIN LOGIN";

    /// <summary>Chooses an act for any moment; null goes on to the others. It may be called by several connections at once.</summary>
    public Func<SmtpMoment, SmtpAct?>? Decide { get; set; }

    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    /// <summary>Every command line, as "connection: line".</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>What clients did that RFC 5321 or 2920 forbids.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Connections taken so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections open now.</summary>
    public int OpenConnections => _open.Count;

    /// <summary>Listens on a free loopback port below the ephemeral range.</summary>
    public static ScriptedSmtpServer Start()
    {
        for (var tries = 0; ; tries++)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
            try
            {
                listener.Start();
                return new ScriptedSmtpServer(listener);
            }
            catch (SocketException) when (tries < 50)
            {
                listener.Dispose();
            }
        }
    }

    /// <summary>From now on the server acts so at a step; <see cref="Relent"/> ends it.</summary>
    public void At(string step, SmtpAct act) => _steps[step] = act;

    /// <summary>From now on it replies so at a step.</summary>
    public void At(string step, string reply) => At(step, new SmtpAct(reply));

    /// <summary>From now on it acts so at RCPT for this address.</summary>
    public void ForRecipient(string address, SmtpAct act) => _recipients[address] = act;

    /// <summary>From now on it replies so at RCPT for this address.</summary>
    public void ForRecipient(string address, string reply) => ForRecipient(address, new SmtpAct(reply));

    /// <summary>Goes along with everything again. Connections that hang stay so.</summary>
    public void Relent()
    {
        _steps.Clear();
        _recipients.Clear();
        Decide = null;
    }

    /// <summary>Closes every open connection, as a server that restarts does.</summary>
    public void HangUp()
    {
        foreach (var client in _open.Values) client.Close();
    }

    /// <summary>Waits, within bounds, until something holds of this server.</summary>
    /// <exception cref="TimeoutException">It did not come to hold.</exception>
    public async Task Until(Func<ScriptedSmtpServer, bool> holds, TimeSpan? patience = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds(this))
        {
            if (TimeProvider.System.GetElapsedTime(start) > (patience ?? DefaultPatience))
                throw new TimeoutException($"{Mails.Count} mails and these commands came: {string.Join(" | ", Commands.TakeLast(20))}");
            await Task.Delay(PollPause, TimeProvider.System);
        }
    }

    /// <summary>Waits until this many mails are here, and gives them.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> WaitForMails(int count, TimeSpan? patience = null)
    {
        await Until(s => s.Mails.Count >= count, patience);
        return [.. Mails];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        HangUp();
        await _accepting;
        _listener.Dispose();
    }

    internal SmtpAct? ActFor(SmtpMoment moment, string? recipient)
    {
        if (Decide?.Invoke(moment) is { } decided) return decided;
        if (moment.Step == "rcpt" && recipient is not null && _recipients.TryGetValue(recipient, out var personal)) return personal;
        return _steps.GetValueOrDefault(moment.Step);
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                var number = Interlocked.Increment(ref _connections);
                _open[number] = client;
                _ = Task.Run(() => Serve(client, number));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The server ends.
        }
    }

    private async Task Serve(TcpClient client, int number)
    {
        try
        {
            client.NoDelay = true;
            using var session = new ScriptedSmtpSession(this, client.GetStream(), number, _end.Token);
            await session.Run();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client left, or the server ends.
        }
        finally
        {
            _open.TryRemove(number, out _);
            client.Dispose();
        }
    }
}

/// <summary>One connection of a <see cref="ScriptedSmtpServer"/>.</summary>
internal sealed class ScriptedSmtpSession(ScriptedSmtpServer server, Stream stream, int number, CancellationToken end) : IDisposable
{
    private readonly List<string> _recipients = [];
    private readonly List<byte> _pending = [];
    private Stream _stream = stream;
    private bool _encrypted;
    private bool _over;
    private string? _user;
    private string? _from;
    private string _mailParameters = "";
    private string _rcptParameters = "";

    public async Task Run()
    {
        if (server.SpeaksTlsFirst) await Encrypt();
        await Answer("greeting", "", "220 scripted.test ESMTP");
        while (!_over && await ReadLine() is { } line)
        {
            server.Commands.Enqueue($"{number}: {line}");
            await Obey(line);
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task Obey(string line)
    {
        var verb = line.Split(' ')[0].ToUpperInvariant();
        if (_pending.Count > 0 && (verb is "EHLO" or "STARTTLS" or "AUTH" || !server.Offers.Contains("PIPELINING", StringComparer.Ordinal)))
            server.Violations.Enqueue($"sent more after {verb} without waiting for the reply");
        switch (verb)
        {
            case "EHLO": await Answer("ehlo", line, Capabilities()); break;
            case "HELO": await Answer("helo", line, "250 scripted.test"); break;
            case "STARTTLS": if (await Answer("starttls", line, "220 2.0.0 go ahead")) await Encrypt(); break;
            case "AUTH": await SignIn(line); break;
            case "MAIL": await Mail(line); break;
            case "RCPT": await Rcpt(line); break;
            case "DATA": await Data(line); break;
            case "RSET": Forget(); await Answer("rset", line, "250 2.0.0 ok"); break;
            case "QUIT": await Answer("quit", line, "221 2.0.0 bye"); _over = true; break;
            default: await Say("500 5.5.2 what?"); break;
        }
    }

    private string Capabilities()
    {
        List<string> words = ["scripted.test", .. server.Offers];
        if (server.OffersStartTls && !_encrypted) words.Add("STARTTLS");
        if (server.Account is not null) words.Add("AUTH " + server.AuthMechanisms);
        return string.Join("\r\n", words.Select((word, i) => (i == words.Count - 1 ? "250 " : "250-") + word));
    }

    private async Task Encrypt()
    {
        _pending.Clear();
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server.Certificate }, end);
        _encrypted = true;
        Forget();
    }

    private async Task SignIn(string line)
    {
        if (server.ActFor(new SmtpMoment("auth", line, number), recipient: null) is not null)
        {
            await Answer("auth", line, "");
            return;
        }

        var words = line.Split(' ');
        string user, password;
        if (words[1].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
        {
            var parts = Decoded(words[2]).Split('\0');
            (user, password) = (parts[1], parts[2]);
        }
        else
        {
            await Say("334 VXNlcm5hbWU6");
            user = Decoded(await ReadLine() ?? "");
            await Say("334 UGFzc3dvcmQ6");
            password = Decoded(await ReadLine() ?? "");
        }

        var known = server.Account == (user, password);
        if (known) _user = user;
        await Say(known ? "235 2.7.0 welcome" : "535 5.7.8 authentication credentials invalid");
    }

    private async Task Mail(string line)
    {
        var (address, parameters) = Path(line);
        if (_from is not null) server.Violations.Enqueue("MAIL inside a transaction");
        if (!await Answer("mail", line, "250 2.1.0 ok")) return;
        (_from, _mailParameters) = (address, parameters);
    }

    private async Task Rcpt(string line)
    {
        var (address, parameters) = Path(line);
        if (!await Answer("rcpt", line, _from is null ? "503 5.5.1 MAIL first" : "250 2.1.5 ok", address)) return;
        _recipients.Add(address);
        _rcptParameters = parameters;
    }

    private async Task Data(string line)
    {
        if (_recipients.Count == 0)
        {
            var act = server.ActFor(new SmtpMoment("data", line, number), recipient: null);
            await Say(act?.Reply ?? "554 5.5.1 no valid recipients");
            return;
        }

        if (!await Answer("data", line, "354 go ahead")) return;
        using var message = new MemoryStream();
        while (true)
        {
            if (await ReadLine() is not { } text) return;
            if (text == ".") break;
            message.Write(Encoding.Latin1.GetBytes((text.StartsWith('.') ? text[1..] : text) + "\r\n"));
        }

        var mail = new ReceivedMail(_from!, [.. _recipients], _mailParameters, _rcptParameters, message.ToArray(), _encrypted, _user, number);
        var acted = server.ActFor(new SmtpMoment("message", _recipients[0], number), recipient: null);
        if (acted is null or { Take: true } || acted.Reply?.StartsWith('2') is true) server.Mails.Enqueue(mail);
        Forget();
        await Answer("message", mail.To[0], "", act: acted ?? new SmtpAct("250 2.0.0 taken"));
    }

    private void Forget()
    {
        _from = null;
        _recipients.Clear();
    }

    /// <summary>Does what the script says, or else gives the usual answer; true when the step succeeded.</summary>
    private async Task<bool> Answer(string step, string line, string usual, string? recipient = null, SmtpAct? act = null)
    {
        act ??= server.ActFor(new SmtpMoment(step, line, number), recipient);
        if (act is { Hang: true }) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        var reply = act is null ? usual : act.Reply;
        if (reply is not null) await Say(reply);
        _over |= act?.Drop ?? false;
        return !_over && reply is not null && reply[0] is '2' or '3';
    }

    private async Task Say(string reply) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"), end);

    /// <summary>One line, one character an octet, without its CRLF; null when the client left.</summary>
    private async Task<string?> ReadLine()
    {
        var buffer = new byte[4096];
        while (_pending.IndexOf((byte)'\n') < 0)
        {
            var read = await _stream.ReadAsync(buffer, end);
            if (read == 0) return null;
            _pending.AddRange(buffer.AsSpan(0, read));
        }

        var length = _pending.IndexOf((byte)'\n');
        if (length == 0 || _pending[length - 1] != '\r') server.Violations.Enqueue("a line ended in a bare LF");
        var line = Encoding.Latin1.GetString([.. _pending.Take(length)]).TrimEnd('\r');
        if (line.Contains('\r', StringComparison.Ordinal)) server.Violations.Enqueue("a bare CR in a line");
        _pending.RemoveRange(0, length + 1);
        return line;
    }

    private static (string Address, string Parameters) Path(string line)
    {
        var from = line.IndexOf('<', StringComparison.Ordinal);
        var to = line.IndexOf('>', StringComparison.Ordinal);
        return from < 0 || to < from ? ("", "") : (Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line[(from + 1)..to])), line[(to + 1)..].Trim());
    }

    private static string Decoded(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
