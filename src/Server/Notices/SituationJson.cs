using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
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
public static partial class SituationJson
{
    /// <summary>How text goes out: as it is, since no answer is ever part of an HTML page.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string NotNegative = "must not be negative";
    private const string NotNull = "must not be null";

    /// <summary>Reads one situation from UTF-8.</summary>
    /// <exception cref="JsonException">It is none; the message names the field.</exception>
    public static Situation Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var situation = JsonSerializer.Deserialize(utf8, Fields.Default.Situation) ?? throw new JsonException(NotNull);
            Check(situation);
            return situation;
        }
        catch (JsonException wrong)
        {
            throw new JsonException(InWords(wrong), wrong);
        }
    }

    /// <summary>Reads one situation from text.</summary>
    /// <exception cref="JsonException">It is none; the message names the field.</exception>
    public static Situation Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Writes a situation on one line. Delays lose what is finer than a second.</summary>
    public static string Write(Situation situation) => JsonSerializer.Serialize(situation, Fields.Default.Situation);

    /// <summary>Writes an outcome on one line.</summary>
    public static string Write(Outcome outcome)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            Write(writer, outcome);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes an outcome: <c>until</c> is null unless the verdict is <c>wait</c>; <c>messages</c> is there only for <c>send</c>.</summary>
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

    /// <summary>What the types cannot say.</summary>
    private static void Check(Situation situation)
    {
        var messages = situation.Conversation.Messages;
        if (messages.Count == 0)
            throw Wrong("conversation.messages", "there is at least one message");
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i] is not { } message)
                throw Wrong($"conversation.messages[{i}]", NotNull);
            if (message.Number <= (i == 0 ? 0 : messages[i - 1].Number))
                throw Wrong($"conversation.messages[{i}].number", "numbers are positive and rise");
        }

        if (situation.Team is { Online: true, OfflineSince: not null })
            throw Wrong("team.offlineSince", "must be null while the team is online");
        for (var i = 0; i < situation.Recipients.Count; i++)
        {
            if (situation.Recipients[i] is not { } recipient)
                throw Wrong($"recipients[{i}]", NotNull);
            if (recipient.OpenedUpTo < 0)
                throw Wrong($"recipients[{i}].openedUpTo", NotNegative);
            if (recipient.ToldUpTo < 0)
                throw Wrong($"recipients[{i}].toldUpTo", NotNegative);
            if (recipient.FailedUpTo < 0)
                throw Wrong($"recipients[{i}].failedUpTo", NotNegative);
        }
    }

    private static JsonException Wrong(string field, string rule) => new(rule, field, lineNumber: null, bytePositionInLine: null);

    /// <summary>
    /// The field and what is wrong with it. The serializer's own messages tell of this program's types and of positions;
    /// one that is not known here comes through up to its positions.
    /// </summary>
    private static string InWords(JsonException wrong)
    {
        var told = wrong.Message;
        var words = told switch
        {
            _ when told.Contains("doesn't allow null", StringComparison.Ordinal) => NotNull,
            _ when told.Contains("could not be converted", StringComparison.Ordinal) => "is of the wrong type or too large",
            _ when told.Contains("could not be mapped", StringComparison.Ordinal) => "is not a field of a situation",
            _ when told.Contains("Duplicate property", StringComparison.Ordinal) => "is there twice",
            _ when told.IndexOf("including: ", StringComparison.Ordinal) is > 0 and var at => $"lacks {told[(at + 11)..].TrimEnd('.')}",
            _ => told.Split(" LineNumber: ")[0].Split(" Path: ")[0],
        };
        var field = (wrong.Path ?? "").TrimStart('$').TrimStart('.');
        return field.Length == 0 ? words : $"{field}: {words}";
    }

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Strict,
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        GenerationMode = JsonSourceGenerationMode.Metadata,
        Converters = [typeof(TimeConverter), typeof(SecondsConverter), typeof(CounterConverter), typeof(KindConverter)])]
    [JsonSerializable(typeof(Situation))]
    private sealed partial class Fields : JsonSerializerContext;

    /// <summary>Moments: RFC 3339 with an offset in, UTC with Z out.</summary>
    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException("a time is a text");
            var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
            return Rfc3339.TryParse(text, out var moment) ? moment : throw new JsonException(
                "a time is like 2026-11-22T02:15:00Z: with an offset, at most 7 digits of a second, in the years 1 to 9999");
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[Rfc3339.LongestBytes];
            writer.WriteStringValue(text[..Rfc3339.Format(value, text)]);
        }
    }

    /// <summary>Delays: whole seconds, not negative; what no <see cref="TimeSpan"/> can hold is the longest one.</summary>
    private sealed class SecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var seconds))
                throw new JsonException("a delay is a whole number of seconds");
            if (seconds < 0)
                throw new JsonException(NotNegative);
            return seconds > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond
                ? TimeSpan.MaxValue
                : new TimeSpan(seconds * TimeSpan.TicksPerSecond);
        }

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Ticks / TimeSpan.TicksPerSecond);
    }

    /// <summary>How often somebody was told: not negative; beyond two thousand million the throttle is long at its end.</summary>
    private sealed class CounterConverter : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var count))
                throw new JsonException("a count is a whole number");
            if (count < 0)
                throw new JsonException(NotNegative);
            return (int)Math.Min(count, int.MaxValue);
        }

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    private sealed class KindConverter : JsonConverter<RecipientKind>
    {
        public override RecipientKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("agent"u8))
                return RecipientKind.Agent;
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("additional"u8))
                return RecipientKind.Additional;
            throw new JsonException("is agent or additional");
        }

        public override void Write(Utf8JsonWriter writer, RecipientKind value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value == RecipientKind.Agent ? "agent"u8 : "additional"u8);
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
