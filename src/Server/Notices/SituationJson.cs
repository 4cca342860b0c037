using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nightbell.Decisions;

namespace Nightbell.Notices;

/// <summary>
/// Situations and outcomes as JSON: the data that <c>nightbell decide</c> reads and writes, and that stored situations are replayed from.
/// </summary>
/// <remarks>
/// Reading is strict, so that a misspelt fact is not taken for an absent one: every field must be there, unknown and repeated ones,
/// nulls where none may be and times without an offset are errors. So are no messages, numbers that do not rise from 1,
/// negative delays and counters, and <c>team.offlineSince</c> while online.
/// Two things are left open and read kindly: <c>team.offlineSince</c> null while offline means <c>team.since</c>, and
/// <c>lastToldAt</c> null with a <c>toldCount</c> means that no throttle runs. How moments lie to each other, and what an additional
/// recipient's facts are, is taken as it is given: clocks jump, and the ladder asks the facts alone.
/// Delays and counters beyond what a decision can hold are the greatest it can.
/// </remarks>
public static class SituationJson
{
    /// <summary>How text goes out: as it is, since no answer is ever part of an HTML page.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads one situation from UTF-8.</summary>
    /// <exception cref="JsonException">It is none; the message names the field.</exception>
    public static Situation Read(ReadOnlySpan<byte> utf8) => new SituationReader(utf8).Read();

    /// <summary>Reads one situation from text.</summary>
    /// <exception cref="JsonException">It is none; the message names the field.</exception>
    public static Situation Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Writes a situation on one line. Delays lose what is finer than a second.</summary>
    public static string Write(Situation situation) => OnOneLine(situation, Write);

    /// <summary>Writes an outcome on one line.</summary>
    public static string Write(Outcome outcome) => OnOneLine(outcome, Write);

    private static string OnOneLine<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, Situation situation)
    {
        writer.WriteStartObject();
        WriteTime(writer, "now"u8, situation.Now);
        writer.WriteStartObject("delays"u8);
        WriteSeconds(writer, "offline"u8, situation.Delays.Offline);
        WriteSeconds(writer, "accept"u8, situation.Delays.Accept);
        WriteSeconds(writer, "visitorGrace"u8, situation.Delays.VisitorGrace);
        WriteSeconds(writer, "throttle"u8, situation.Delays.Throttle);
        WriteSeconds(writer, "throttleMax"u8, situation.Delays.ThrottleMax);
        writer.WriteEndObject();
        writer.WriteStartObject("package"u8);
        writer.WriteBoolean("unaccepted"u8, situation.Package.Unaccepted);
        writer.WriteEndObject();
        writer.WriteStartObject("settings"u8);
        writer.WriteBoolean("offlineMessages"u8, situation.Settings.OfflineMessages);
        writer.WriteBoolean("unacceptedConversations"u8, situation.Settings.UnacceptedConversations);
        writer.WriteEndObject();
        Write(writer, situation.Conversation);
        writer.WriteStartObject("team"u8);
        writer.WriteBoolean("online"u8, situation.Team.Online);
        WriteTime(writer, "since"u8, situation.Team.Since);
        WriteTime(writer, "offlineSince"u8, situation.Team.OfflineSince);
        writer.WriteEndObject();
        writer.WriteStartArray("recipients"u8);
        foreach (var recipient in situation.Recipients)
            Write(writer, recipient);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ConversationFacts conversation)
    {
        writer.WriteStartObject("conversation"u8);
        writer.WriteBoolean("waiting"u8, conversation.Waiting);
        WriteTime(writer, "waitingSince"u8, conversation.WaitingSince);
        WriteTime(writer, "visitorLeftAt"u8, conversation.VisitorLeftAt);
        writer.WriteStartArray("messages"u8);
        foreach (var message in conversation.Messages)
        {
            writer.WriteStartObject();
            writer.WriteNumber("number"u8, message.Number);
            WriteTime(writer, "at"u8, message.At);
            writer.WriteBoolean("offline"u8, message.Offline);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RecipientFacts recipient)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, recipient.Id);
        writer.WriteString("kind"u8, recipient.Kind == RecipientKind.Agent ? "agent"u8 : "additional"u8);
        writer.WriteBoolean("active"u8, recipient.Active);
        writer.WriteBoolean("inTeam"u8, recipient.InTeam);
        writer.WriteBoolean("fullAccess"u8, recipient.FullAccess);
        writer.WriteBoolean("addressUsable"u8, recipient.AddressUsable);
        writer.WriteBoolean("offlineMessages"u8, recipient.OfflineMessages);
        writer.WriteBoolean("unacceptedConversations"u8, recipient.UnacceptedConversations);
        writer.WriteBoolean("online"u8, recipient.Online);
        WriteTime(writer, "firstOnlineAt"u8, recipient.FirstOnlineAt);
        WriteTime(writer, "lastOnlineAt"u8, recipient.LastOnlineAt);
        writer.WriteNumber("openedUpTo"u8, recipient.OpenedUpTo);
        writer.WriteNumber("toldUpTo"u8, recipient.ToldUpTo);
        writer.WriteNumber("failedUpTo"u8, recipient.FailedUpTo);
        writer.WriteNumber("toldCount"u8, recipient.ToldCount);
        WriteTime(writer, "lastToldAt"u8, recipient.LastToldAt);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes an outcome: <c>until</c> is null unless the verdict is <c>wait</c>; <c>messages</c> is there only for <c>send</c>.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(outcome);
        writer.WriteStartObject();
        writer.WriteString("state"u8, StateNames[(int)outcome.State]);
        WriteTime(writer, "lookAt"u8, outcome.LookAt);
        writer.WriteStartArray("recipients"u8);
        foreach (var decision in outcome.Recipients)
            Write(writer, decision);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Decision decision)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, decision.Id);
        writer.WriteString("verdict"u8, VerdictNames[(int)decision.Verdict]);
        writer.WriteString("kind"u8, KindNames[(int)decision.Kind]);
        writer.WriteString("reason"u8, ReasonNames[(int)decision.Reason]);
        WriteTime(writer, "until"u8, decision.Until);
        if (decision.Messages is { } messages)
        {
            writer.WriteStartArray("messages"u8);
            foreach (var number in messages)
                writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static readonly JsonEncodedText[] StateNames = Names<ConversationState>(JsonNamingPolicy.SnakeCaseLower.ConvertName);
    private static readonly JsonEncodedText[] VerdictNames = Names<Verdict>(JsonNamingPolicy.SnakeCaseLower.ConvertName);
    private static readonly JsonEncodedText[] KindNames = Names<NoticeKind>(JsonNamingPolicy.SnakeCaseLower.ConvertName);
    private static readonly JsonEncodedText[] ReasonNames = Names<Reason>(name => name);

    private static JsonEncodedText[] Names<T>(Func<string, string> spell)
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => JsonEncodedText.Encode(spell(name)))];

    private static void WriteSeconds(Utf8JsonWriter writer, ReadOnlySpan<byte> name, TimeSpan delay) =>
        writer.WriteNumber(name, delay.Ticks / TimeSpan.TicksPerSecond);

    private static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } moment)
        {
            Span<byte> text = stackalloc byte[Rfc3339.LongestBytes];
            writer.WriteString(name, text[..Rfc3339.Format(moment, text)]);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}

/// <summary>Moments as RFC 3339 writes them, in UTF-8.</summary>
internal static class Rfc3339
{
    /// <summary>The longest text that <see cref="Format"/> writes, in bytes.</summary>
    public const int LongestBytes = 28;

    /// <summary>The finest a moment can be, in digits of a second: 100 ns.</summary>
    private const int FinestDigits = 7;

    /// <summary>Writes the moment in UTC with Z, fractions without zeros at their end; returns the length in bytes.</summary>
    public static int Format(DateTimeOffset moment, Span<byte> text)
    {
        if (!moment.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture))
            throw new ArgumentException("There is too little room.", nameof(text));
        return length;
    }

    /// <summary>
    /// Reads <c>date-time</c> of RFC 3339, 5.6: an offset is required. Refused are leap seconds and fractions finer than 100 ns,
    /// which no moment here could keep, and moments outside the years 1 to 9999.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length < "2026-11-22T02:15:00Z".Length
            || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':'
            || !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute) || !Digits(text[17..19], out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        if (!Fraction(text[19..], out var fraction, out var offset) || !Offset(offset, out var east))
            return false;
        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + fraction - east;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool Fraction(ReadOnlySpan<byte> text, out long ticks, out ReadOnlySpan<byte> rest)
    {
        ticks = 0;
        rest = text;
        if (text[0] != '.')
            return true;
        var digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 1 || text.Slice(1, digits)[Math.Min(digits, FinestDigits)..].ContainsAnyExcept((byte)'0'))
            return false;
        for (var i = 0; i < FinestDigits; i++)
            ticks = (ticks * 10) + (i < digits ? text[1 + i] - '0' : 0);
        rest = text[(1 + digits)..];
        return true;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length == 1)
            return (text[0] | 0x20) == 'z';
        if (text.Length != "+01:00".Length || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !Digits(text[1..3], out var hours) || !Digits(text[4..6], out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        ticks = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + digit - '0';
        }

        return true;
    }
}
