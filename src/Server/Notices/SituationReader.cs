using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Nightbell.Decisions;

namespace Nightbell.Notices;

/// <summary>
/// Reads one situation token by token. The serializer could do it at half the speed (stored situations are replayed by the million)
/// and with messages that tell of types instead of fields.
/// </summary>
internal ref struct SituationReader(ReadOnlySpan<byte> utf8)
{
    /// <summary>The deepest field is <c>recipients[0].id</c>.</summary>
    private const int DeepestSteps = 4;

    private const string NotNegative = "must not be negative";

    private static readonly Shape SituationFields = new("now", "delays", "package", "settings", "conversation", "team", "recipients");
    private static readonly Shape DelayFields = new("offline", "accept", "visitorGrace", "throttle", "throttleMax");
    private static readonly Shape PackageFields = new("unaccepted");
    private static readonly Shape SettingFields = new("offlineMessages", "unacceptedConversations");
    private static readonly Shape ConversationFields = new("waiting", "waitingSince", "visitorLeftAt?", "messages");
    private static readonly Shape MessageFields = new("number", "at", "offline");
    private static readonly Shape TeamFields = new("online", "since", "offlineSince?");
    private static readonly Shape RecipientFields = new(
        "id", "kind", "active", "inTeam", "fullAccess", "addressUsable", "offlineMessages", "unacceptedConversations",
        "online", "firstOnlineAt?", "lastOnlineAt?", "openedUpTo", "toldUpTo", "failedUpTo", "toldCount", "lastToldAt?");

    private readonly Step[] _path = new Step[DeepestSteps];
    private Utf8JsonReader _json = new(utf8);
    private int _depth;

    /// <exception cref="JsonException">It is no situation; the message names the field.</exception>
    public Situation Read()
    {
        try
        {
            _json.Read();
            var situation = Situation();
            _json.Read();
            return situation;
        }
        catch (JsonException wrong)
        {
            throw new JsonException(InWords(wrong.Message.Split(" LineNumber: ")[0]), wrong);
        }
    }

    private Situation Situation()
    {
        var (now, recipients) = (default(DateTimeOffset), new List<RecipientFacts>());
        Delays? delays = null;
        PackageFacts? package = null;
        SettingsFacts? settings = null;
        ConversationFacts? conversation = null;
        TeamFacts? team = null;
        for (var fields = Begin(SituationFields); Next(ref fields);)
        {
            switch (fields.Current)
            {
                case 0: now = Time(); break;
                case 1: delays = Delays(); break;
                case 2: package = new PackageFacts(Flags(PackageFields)[0]); break;
                case 3:
                    var on = Flags(SettingFields);
                    settings = new SettingsFacts(on[0], on[1]);
                    break;
                case 4: conversation = Conversation(); break;
                case 5: team = Team(); break;
                default:
                    for (var i = BeginArray(); NextElement(ref i);)
                        recipients.Add(Recipient());
                    break;
            }
        }

        return new Situation(now, delays!, package!, settings!, conversation!, team!, recipients);
    }

    private Delays Delays()
    {
        Span<TimeSpan> delays = stackalloc TimeSpan[DelayFields.Names.Length];
        for (var fields = Begin(DelayFields); Next(ref fields);)
        {
            // What no TimeSpan can hold is the longest one.
            var seconds = Counter();
            var holds = seconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond;
            delays[fields.Current] = holds ? new TimeSpan(seconds * TimeSpan.TicksPerSecond) : TimeSpan.MaxValue;
        }

        return new Delays(delays[0], delays[1], delays[2], delays[3], delays[4]);
    }

    private bool[] Flags(Shape shape)
    {
        var flags = new bool[shape.Names.Length];
        for (var fields = Begin(shape); Next(ref fields);)
            flags[fields.Current] = Flag();
        return flags;
    }

    private ConversationFacts Conversation()
    {
        var (waiting, waitingSince, left, messages) = (false, default(DateTimeOffset), default(DateTimeOffset?), new List<MessageFacts>());
        for (var fields = Begin(ConversationFields); Next(ref fields);)
        {
            switch (fields.Current)
            {
                case 0: waiting = Flag(); break;
                case 1: waitingSince = Time(); break;
                case 2: left = MaybeTime(); break;
                default:
                    for (var i = BeginArray(); NextElement(ref i);)
                        messages.Add(Message(after: messages.Count == 0 ? 0 : messages[^1].Number));
                    if (messages.Count == 0)
                        throw new JsonException("there is at least one message");
                    break;
            }
        }

        return new ConversationFacts(waiting, waitingSince, left, messages);
    }

    private MessageFacts Message(long after)
    {
        var (number, at, offline) = (0L, default(DateTimeOffset), false);
        for (var fields = Begin(MessageFields); Next(ref fields);)
        {
            switch (fields.Current)
            {
                case 0:
                    number = Number();
                    if (number <= after)
                        throw new JsonException("numbers are positive and rise");
                    break;
                case 1: at = Time(); break;
                default: offline = Flag(); break;
            }
        }

        return new MessageFacts(number, at, offline);
    }

    private TeamFacts Team()
    {
        var (online, since, offlineSince) = (false, default(DateTimeOffset), default(DateTimeOffset?));
        for (var fields = Begin(TeamFields); Next(ref fields);)
        {
            switch (fields.Current)
            {
                case 0: online = Flag(); break;
                case 1: since = Time(); break;
                default: offlineSince = MaybeTime(); break;
            }
        }

        if (online && offlineSince is not null)
        {
            _path[_depth++] = new Step("offlineSince");
            throw new JsonException("must be null while the team is online");
        }

        return new TeamFacts(online, since, offlineSince);
    }

    private RecipientFacts Recipient()
    {
        var (id, kind, toldCount) = ("", default(RecipientKind), 0);
        var (active, inTeam, fullAccess, usable, offline, unaccepted, online) = (false, false, false, false, false, false, false);
        var (firstOnline, lastOnline, lastTold) = (default(DateTimeOffset?), default(DateTimeOffset?), default(DateTimeOffset?));
        var (opened, told, failed) = (0L, 0L, 0L);
        for (var fields = Begin(RecipientFields); Next(ref fields);)
        {
            switch (fields.Current)
            {
                case 0: id = Text(); break;
                case 1: kind = Kind(); break;
                case 2: active = Flag(); break;
                case 3: inTeam = Flag(); break;
                case 4: fullAccess = Flag(); break;
                case 5: usable = Flag(); break;
                case 6: offline = Flag(); break;
                case 7: unaccepted = Flag(); break;
                case 8: online = Flag(); break;
                case 9: firstOnline = MaybeTime(); break;
                case 10: lastOnline = MaybeTime(); break;
                case 11: opened = Counter(); break;
                case 12: told = Counter(); break;
                case 13: failed = Counter(); break;
                case 14: toldCount = (int)Math.Min(Counter(), int.MaxValue); break;
                default: lastTold = MaybeTime(); break;
            }
        }

        return new RecipientFacts(
            id, kind, active, inTeam, fullAccess, usable, offline, unaccepted,
            online, firstOnline, lastOnline, opened, told, failed, toldCount, lastTold);
    }

    private readonly bool Flag() => _json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new JsonException("must be true or false"),
    };

    private readonly long Number() => _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var number)
        ? number
        : throw new JsonException("must be a whole number of at most 63 bits");

    private readonly long Counter() => Number() is >= 0 and var count ? count : throw new JsonException(NotNegative);

    private readonly DateTimeOffset? MaybeTime() => _json.TokenType == JsonTokenType.Null ? null : Time();

    private readonly DateTimeOffset Time()
    {
        var text = _json is { TokenType: JsonTokenType.String, ValueIsEscaped: true } ? Encoding.UTF8.GetBytes(Text()) : _json.ValueSpan;
        return _json.TokenType == JsonTokenType.String && Rfc3339.TryParse(text, out var moment) ? moment : throw new JsonException(
            "a time is like 2026-11-22T02:15:00Z: with an offset, at most 7 digits of a second, in the years 1 to 9999");
    }

    private readonly string Text()
    {
        try
        {
            return _json.TokenType == JsonTokenType.String ? _json.GetString()! : throw new JsonException("must be a text");
        }
        catch (InvalidOperationException broken)
        {
            throw new JsonException("must be a text of whole characters", broken);
        }
    }

    private readonly RecipientKind Kind()
    {
        var isText = _json.TokenType == JsonTokenType.String;
        if (isText && _json.ValueTextEquals("agent"u8))
            return RecipientKind.Agent;
        if (isText && _json.ValueTextEquals("additional"u8))
            return RecipientKind.Additional;
        throw new JsonException("is agent or additional");
    }

    private Fields Begin(Shape shape)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
            throw new JsonException(_json.TokenType == JsonTokenType.Null ? "must not be null" : "must be an object");
        _path[_depth++] = default;
        return new Fields(shape);
    }

    /// <summary>Moves to the value of the object's next field; false at its end, when all fields were there.</summary>
    private bool Next(ref Fields fields)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            _depth--;
            return fields.Lacking is not { } names ? false : throw new JsonException($"lacks {names}");
        }

        var found = fields.Find(ref _json);
        _path[_depth - 1] = new Step(found ? fields.Name : Name());
        if (!found)
            throw new JsonException("is not a field of a situation");
        if (!fields.IsFirstTime())
            throw new JsonException("is there twice");
        _json.Read();
        return _json.TokenType != JsonTokenType.Null || fields.MayBeNull ? true : throw new JsonException("must not be null");
    }

    private readonly string Name()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    private int BeginArray()
    {
        if (_json.TokenType != JsonTokenType.StartArray)
            throw new JsonException("must be an array");
        _path[_depth++] = default;
        return -1;
    }

    /// <summary>Moves to the array's next element; false at its end.</summary>
    private bool NextElement(ref int index)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndArray)
        {
            _depth--;
            return false;
        }

        _path[_depth - 1] = new Step(null, Place: ++index + 1);
        return true;
    }

    private readonly string InWords(string rule)
    {
        var field = new StringBuilder();
        foreach (var step in _path.AsSpan(0, _depth))
            field.Append(step.Name is { } name ? $".{name}" : step.Place > 0 ? $"[{step.Place - 1}]" : "");
        return field.Length == 0 ? rule : $"{field.ToString().TrimStart('.')}: {rule}";
    }

    /// <summary>A field's name, or the place of an element counted from 1; neither before the first.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Step(string? Name, int Place = 0);

    /// <summary>The names of an object's fields; one that ends in ? may be null.</summary>
    private sealed class Shape(params string[] names)
    {
        public string[] Names { get; } = [.. names.Select(name => name.TrimEnd('?'))];

        public byte[][] Utf8 { get; } = [.. names.Select(name => Encoding.UTF8.GetBytes(name.TrimEnd('?')))];

        public bool[] MayBeNull { get; } = [.. names.Select(name => name.EndsWith('?'))];
    }

    /// <summary>Which fields of an object were there.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Fields(Shape shape)
    {
        private uint _seen;

        public int Current { get; private set; } = -1;

        public readonly string Name => shape.Names[Current];

        public readonly bool MayBeNull => shape.MayBeNull[Current];

        public readonly string? Lacking
        {
            get
            {
                var (names, seen) = (shape.Names, _seen);
                return seen == (1u << names.Length) - 1
                    ? null
                    : string.Join(", ", names.Where((_, i) => (seen & (1u << i)) == 0).Select(name => $"'{name}'"));
            }
        }

        /// <summary>Looks the name up, first where it is when the fields come in their usual order.</summary>
        public bool Find(ref Utf8JsonReader json)
        {
            for (var tried = 0; tried < shape.Utf8.Length; tried++)
            {
                Current = Current + 1 < shape.Utf8.Length ? Current + 1 : 0;
                if (json.ValueTextEquals(shape.Utf8[Current]))
                    return true;
            }

            return false;
        }

        public bool IsFirstTime()
        {
            var before = _seen;
            _seen |= 1u << Current;
            return before != _seen;
        }
    }
}
