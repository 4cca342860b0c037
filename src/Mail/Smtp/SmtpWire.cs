using System.Globalization;
using System.Text;

namespace Nightbell.Mail.Smtp;

/// <summary>Bytes of one connection: commands out, replies in, each with a deadline, and the transcript of both.</summary>
internal sealed class SmtpWire : IDisposable
{
    /// <summary>Longest reply line in octets. RFC 5321, 4.5.3.1.5 allows 512; real servers say more.</summary>
    private const int MaxReplyLine = 4096;

    /// <summary>Most lines of one reply; the longest real ones, answers to EHLO, have some thirty.</summary>
    private const int MaxReplyLines = 100;

    /// <summary>Most lines of a transcript, and most characters of one.</summary>
    private const int MaxTranscriptLines = 200;
    private const int MaxTranscriptLine = 500;

    /// <summary>Secrets shorter than this are not looked for in what a server says: every other word would be masked.</summary>
    private const int MinMaskedSecret = 4;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[MaxReplyLine];
    private readonly CancellationTokenSource _deadline;
    private readonly List<string>? _transcript;
    private Stream _stream = Stream.Null;
    private int _start;
    private int _end;

    public SmtpWire(TimeProvider clock, bool transcript)
    {
        _deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _transcript = transcript ? [] : null;
    }

    /// <summary>The conversation so far; empty unless asked for.</summary>
    public IReadOnlyList<string> Transcript => _transcript?.ToArray() ?? [];

    /// <summary>What must not be shown, should the server say it.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>The patience granted last.</summary>
    public TimeSpan Patience { get; private set; }

    /// <summary>Cancelled when a deadline has passed or the conversation was aborted; nothing can be said or heard after that.</summary>
    public CancellationToken Ended => _deadline.Token;

    /// <summary>Whether bytes have come that nobody asked for.</summary>
    public bool HasUnread => _start < _end;

    public Stream Stream
    {
        get => _stream;
        set => _stream = value;
    }

    /// <summary>From now on the conversation has this long until the next grant.</summary>
    public void Grant(TimeSpan patience)
    {
        Patience = patience;
        _deadline.CancelAfter(patience);
    }

    /// <summary>Nothing is awaited any more.</summary>
    public void Rest() => _deadline.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Breaks off whatever is under way.</summary>
    public void Abort() => _deadline.Cancel();

    /// <summary>Sends commands, each ending in CRLF, in one write.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="shown">What the transcript shows instead, for secrets.</param>
    public async ValueTask Say(string commands, string? shown = null)
    {
        if (_transcript is not null)
            foreach (var line in (shown ?? commands).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)) Note("C: " + line);
        await _stream.WriteAsync(Utf8.GetBytes(commands), _deadline.Token);
        await _stream.FlushAsync(_deadline.Token);
    }

    /// <summary>Sends the bytes of a message in one write: a small write after another waits for the peer's acknowledgement.</summary>
    public async ValueTask Say(ReadOnlyMemory<byte> block)
    {
        Note($"C: ({block.Length.ToString(CultureInfo.InvariantCulture)} octets of message)");
        await _stream.WriteAsync(block, _deadline.Token);
        await _stream.FlushAsync(_deadline.Token);
    }

    /// <summary>Reads one whole reply (RFC 5321, 4.2.1).</summary>
    public async ValueTask<SmtpReply> Hear()
    {
        var first = await Line();
        if (first is { Length: 3 } || first[3] == ' ') return Reply(first[..3], first.Length > 4 ? first[4..] : "");

        var text = new StringBuilder(first[4..]);
        for (var lines = 1; lines < MaxReplyLines; lines++)
        {
            var line = await Line();
            text.Append('\n').Append(line.AsSpan(Math.Min(4, line.Length)));
            if (line.Length == 3 || line[3] == ' ') return Reply(line[..3], text.ToString());
        }

        throw new SmtpFailure($"the server's reply had more than {MaxReplyLines} lines", "4.5.0");
    }

    /// <summary>Adds a line to the transcript.</summary>
    public void Note(string line)
    {
        if (_transcript is null || _transcript.Count > MaxTranscriptLines) return;
        if (_transcript.Count == MaxTranscriptLines) line = "* (the rest is not shown)";
        _transcript.Add(Cut(line, MaxTranscriptLine));
    }

    public void Dispose()
    {
        _stream.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Never half a character: no database keeps it.</summary>
    private static string Cut(string line, int most) =>
        line.Length <= most ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[most - 1]) ? most - 1 : most), "…");

    private static SmtpReply Reply(string code, string text)
    {
        var number = int.Parse(code, CultureInfo.InvariantCulture);
        return new SmtpReply(number, EnhancedStatus.Leading(number, text), text);
    }

    /// <summary>One line of a reply: three digits, then a hyphen, a blank or nothing.</summary>
    private async ValueTask<string> Line()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length) throw new SmtpFailure($"a line of the server's reply was longer than {MaxReplyLine} octets", "4.5.0");
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), _deadline.Token);
            if (read == 0) throw new IOException("the server closed it");
            _end += read;
        }

        var line = Readable(_buffer.AsSpan(_start, length));
        _start += length + 1;
        Note("S: " + line);
        var isReply = line.Length >= 3 && line[0] is >= '2' and <= '5' && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2])
            && (line.Length == 3 || line[3] is ' ' or '-');
        return isReply ? line : throw new SmtpFailure($"the server does not speak SMTP: {Cut(line, 80)}", "4.5.0");
    }

    /// <summary>UTF-8, or Latin-1 where it is none; controls, which no database and no page wants, shown as U+FFFD; secrets masked.</summary>
    private string Readable(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > 0 && octets[^1] == '\r') octets = octets[..^1];
        string text;
        try
        {
            text = Utf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.Latin1.GetString(octets);
        }

        if (text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
            text = string.Create(text.Length, text, static (span, t) =>
            {
                for (var i = 0; i < t.Length; i++) span[i] = char.IsControl(t[i]) && t[i] != '\t' ? '\uFFFD' : t[i];
            });
        foreach (var secret in Secrets)
            if (secret.Length >= MinMaskedSecret) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }
}
