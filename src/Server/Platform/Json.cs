using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightbell.Platform;

/// <summary>How this server reads and writes JSON: camelCase, strict, times as RFC 3339 with Z.</summary>
public static class Json
{
    /// <summary>Deep enough for every body of ours; deeper input is refused before it costs anything.</summary>
    private const int MaxDepth = 16;

    // One of each for all options: what the serializer learns of a type is shared by options that are equal, part by part, and learnt once.
    private static readonly System.Text.Encodings.Web.JavaScriptEncoder Encoder =
        System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    private static readonly JsonStringEnumConverter SnakeCaseEnums = new(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
    private static readonly Rfc3339 Times = new();

    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.MaxDepth = MaxDepth;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.PropertyNameCaseInsensitive = false;
        options.Encoder = Encoder;
        options.Converters.Add(SnakeCaseEnums);
        options.Converters.Add(Times);
        return options;
    }

    /// <summary>The name of an enum's value as the API writes it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private sealed class Rfc3339 : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString();
            var hasOffset = text is { Length: > 19 } && text.AsSpan(19).IndexOfAny("Zz+-") >= 0;
            if (!hasOffset || !reader.TryGetDateTimeOffset(out var time))
                throw new JsonException("A time is written as in RFC 3339, for example 2026-11-22T02:15:00Z.");
            return DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime);
    }
}
