using System.Text.Json;
using System.Text.Json.Nodes;
using Nightbell.Decisions;
using Nightbell.Notices;

namespace Nightbell.Server.Tests.Notices;

/// <summary>Situations as the page writes them, and everything that is none.</summary>
public sealed class SituationJsonTests
{
    /// <summary>The page's own example.</summary>
    internal const string Example = """
        {
          "now": "2026-11-22T02:15:00Z",
          "delays": {"offline": 120, "accept": 300, "visitorGrace": 60, "throttle": 120, "throttleMax": 3600},
          "package": {"unaccepted": true},
          "settings": {"offlineMessages": true, "unacceptedConversations": true},
          "conversation": {
            "waiting": true,
            "waitingSince": "2026-11-22T02:12:30Z",
            "visitorLeftAt": null,
            "messages": [{"number": 7, "at": "2026-11-22T02:12:30Z", "offline": true}, {"number": 8, "at": "2026-11-22T02:13:10Z", "offline": true}]
          },
          "team": {"online": false, "since": "2026-11-21T17:04:00Z", "offlineSince": "2026-11-21T17:04:00Z"},
          "recipients": [
            {"id": "anna", "kind": "agent", "active": true, "inTeam": true, "fullAccess": true, "addressUsable": true,
             "offlineMessages": true, "unacceptedConversations": true,
             "online": false, "firstOnlineAt": null, "lastOnlineAt": "2026-11-21T17:04:00Z",
             "openedUpTo": 0, "toldUpTo": 0, "failedUpTo": 0, "toldCount": 0, "lastToldAt": null}
          ]
        }
        """;

    private static readonly string[] EveryField =
    [
        "now", "delays", "delays.offline", "delays.accept", "delays.visitorGrace", "delays.throttle", "delays.throttleMax",
        "package", "package.unaccepted", "settings", "settings.offlineMessages", "settings.unacceptedConversations",
        "conversation", "conversation.waiting", "conversation.waitingSince", "conversation.visitorLeftAt", "conversation.messages",
        "conversation.messages[0].number", "conversation.messages[1].at", "conversation.messages[1].offline",
        "team", "team.online", "team.since", "team.offlineSince", "recipients", "recipients[0].id", "recipients[0].kind",
        "recipients[0].active", "recipients[0].inTeam", "recipients[0].fullAccess", "recipients[0].addressUsable",
        "recipients[0].offlineMessages", "recipients[0].unacceptedConversations", "recipients[0].online", "recipients[0].firstOnlineAt",
        "recipients[0].lastOnlineAt", "recipients[0].openedUpTo", "recipients[0].toldUpTo", "recipients[0].failedUpTo",
        "recipients[0].toldCount", "recipients[0].lastToldAt",
    ];

    private static readonly string[] MayBeNull =
    [
        "conversation.visitorLeftAt", "team.offlineSince", "recipients[0].firstOnlineAt", "recipients[0].lastOnlineAt", "recipients[0].lastToldAt",
    ];

    public static TheoryData<string> Fields => [.. EveryField];

    public static TheoryData<string> FieldsThatMayBeNull => [.. MayBeNull];

    public static TheoryData<string> FieldsThatMayNotBeNull => [.. EveryField.Except(MayBeNull)];

    [Fact]
    public void The_pages_example_gives_the_pages_answer() =>
        Assert.Equal(
            """
            {"state":"announced","lookAt":null,"recipients":[{"id":"anna","verdict":"send","kind":"offline_message","reason":"OfflineMessage","until":null,"messages":[7,8]}]}
            """,
            SituationJson.Write(Ladder.Decide(SituationJson.Read(Example))));

    [Fact]
    public void A_wait_has_until_and_no_messages() =>
        Assert.Equal(
            """
            {"state":"due","lookAt":"2026-11-22T02:14:30.5Z","recipients":[{"id":"anna","verdict":"wait","kind":"offline_message","reason":"OfflineDelay","until":"2026-11-22T02:14:30.5Z"}]}
            """,
            Answer(("now", "2026-11-22T02:14:30Z"), ("conversation.messages[0].at", "2026-11-22T02:12:30.5Z")));

    [Fact]
    public void A_skip_has_neither() =>
        Assert.Equal(
            """
            {"state":"in_front_of_team","lookAt":null,"recipients":[{"id":"anna","verdict":"skip","kind":"unaccepted_conversation","reason":"ColleagueOnline","until":null}]}
            """,
            Answer(("team.online", true), ("team.offlineSince", null)));

    [Fact]
    public void Every_state_has_its_name()
    {
        Assert.StartsWith("""{"state":"not_waiting",""", Answer(("conversation.waiting", false)), StringComparison.Ordinal);
        Assert.StartsWith("""{"state":"opened",""", Answer(("recipients[0].openedUpTo", 8)), StringComparison.Ordinal);
        Assert.StartsWith("""{"state":"nobody_to_tell",""", Answer(("settings.offlineMessages", false)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_situation_that_is_written_reads_as_the_same_situation()
    {
        var situation = SituationJson.Read(Change(("recipients[0].kind", "additional"), ("now", "2026-11-22T03:15:00.1234567+01:00")));

        var written = SituationJson.Write(situation);

        Assert.Equal(written, SituationJson.Write(SituationJson.Read(written)));
        Assert.StartsWith("""{"now":"2026-11-22T02:15:00.1234567Z","delays":{"offline":120,""", written, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Example), JsonNode.Parse(SituationJson.Write(SituationJson.Read(Example)))));
    }

    [Theory]
    [InlineData("2026-11-22T02:15:00Z", "2026-11-22T02:15:00Z")]
    [InlineData("2026-11-22t02:15:00z", "2026-11-22T02:15:00Z")]
    [InlineData("2026-11-22T02:15:00.000Z", "2026-11-22T02:15:00Z")]
    [InlineData("2026-11-22T02:15:00.120Z", "2026-11-22T02:15:00.12Z")]
    [InlineData("2026-11-22T02:15:00.0000001Z", "2026-11-22T02:15:00.0000001Z")]
    [InlineData("2026-11-22T02:15:00.123456700Z", "2026-11-22T02:15:00.1234567Z")]
    [InlineData("2026-11-22T03:15:00+01:00", "2026-11-22T02:15:00Z")]
    [InlineData("2026-11-21T21:45:00-04:30", "2026-11-22T02:15:00Z")]
    [InlineData("2026-11-22T02:15:00-00:00", "2026-11-22T02:15:00Z")]
    [InlineData("2026-11-23T01:14:00+22:59", "2026-11-22T02:15:00Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void Times_keep_their_fractions_and_go_out_in_utc(string read, string written) =>
        Assert.Equal(written, JsonNode.Parse(SituationJson.Write(SituationJson.Read(Change(("now", read)))))!["now"]!.GetValue<string>());

    [Theory]
    [InlineData("2026-11-22T02:15:00")]
    [InlineData("2026-11-22T02:15:00.5")]
    [InlineData("2026-11-22 02:15:00Z")]
    [InlineData("2026-11-22T02:15Z")]
    [InlineData("2026-11-22T02:15:60Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-11-00T00:00:00Z")]
    [InlineData("0000-11-22T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("2026-11-22T02:15:00.Z")]
    [InlineData("2026-11-22T02:15:00.12345678Z")]
    [InlineData("2026-11-22T02:15:00+0100")]
    [InlineData("2026-11-22T02:15:00+24:00")]
    [InlineData("2026-11-22T02:15:00+01:60")]
    [InlineData("2026-11-22T02:15:00ZZ")]
    [InlineData("2026-11-22T02:15:00,5Z")]
    [InlineData("Sunday")]
    [InlineData("")]
    public void What_is_no_moment_with_an_offset_is_refused(string time) => Assert.StartsWith("now: a time is like", Refused(("now", time)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_field_must_be_there(string field)
    {
        var situation = JsonNode.Parse(Example)!;
        var (parent, name) = Place(situation, field);
        ((JsonObject)parent).Remove((string)name);

        var wrong = Assert.Throws<JsonException>(() => SituationJson.Read(situation.ToJsonString()));

        Assert.Contains($"lacks '{name}'", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FieldsThatMayNotBeNull))]
    public void A_null_is_refused_where_none_may_be(string field) => Assert.StartsWith($"{field}: ", Refused((field, null)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(FieldsThatMayBeNull))]
    public void And_read_where_it_may(string field) => Assert.NotNull(SituationJson.Read(Change((field, null))));

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_of_another_type_is_refused(string field) => Assert.StartsWith(field, Refused((field, JsonNode.Parse("[[1]]"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("unknown")]
    [InlineData("Now")]
    [InlineData("delays.extra")]
    [InlineData("conversation.messages[1].text")]
    [InlineData("recipients[0].name")]
    public void An_unknown_field_is_refused_by_name(string field) =>
        Assert.Equal($"{field}: is not a field of a situation", Refused((field, 1)));

    [Theory]
    [InlineData("delays.offline", -1)]
    [InlineData("delays.throttleMax", -1)]
    [InlineData("recipients[0].openedUpTo", -1)]
    [InlineData("recipients[0].toldUpTo", -1)]
    [InlineData("recipients[0].failedUpTo", -1)]
    [InlineData("recipients[0].toldCount", -1)]
    public void A_negative_delay_or_counter_is_refused(string field, int value) =>
        Assert.Equal($"{field}: must not be negative", Refused((field, value)));

    [Fact]
    public void A_field_that_is_there_twice_is_refused() =>
        Assert.Equal(
            "package.unaccepted: is there twice",
            RefusedText(Example.Replace("""{"unaccepted": true}""", """{"unaccepted": true, "unaccepted": false}""", StringComparison.Ordinal)));

    [Fact]
    public void Messages_that_are_none_or_do_not_rise_are_refused()
    {
        Assert.Equal("conversation.messages: there is at least one message", Refused(("conversation.messages", new JsonArray())));
        Assert.Equal("conversation.messages[0].number: numbers are positive and rise", Refused(("conversation.messages[0].number", 0)));
        Assert.Equal("conversation.messages[1].number: numbers are positive and rise", Refused(("conversation.messages[1].number", 7)));
        Assert.Equal("conversation.messages[1]: must not be null", Refused(("conversation.messages[1]", null)));
        Assert.Equal("recipients[0]: must not be null", Refused(("recipients[0]", null)));
    }

    [Fact]
    public void A_team_that_is_online_has_no_time_offline() => Assert.Equal("team.offlineSince: must be null while the team is online", Refused(("team.online", true)));

    [Fact]
    public void Without_offline_since_the_teams_last_change_is_taken() =>
        Assert.Equal(
            Answer(("team.since", "2026-11-22T02:14:00Z"), ("team.offlineSince", "2026-11-22T02:14:00Z")),
            Answer(("team.since", "2026-11-22T02:14:00Z"), ("team.offlineSince", null)));

    [Theory]
    [InlineData("Agent")]
    [InlineData("0")]
    [InlineData("")]
    public void A_recipient_is_an_agent_or_additional(string kind) =>
        Assert.Equal("recipients[0].kind: is agent or additional", Refused(("recipients[0].kind", kind)));

    [Fact]
    public void Delays_and_counters_beyond_measure_are_the_greatest_there_are()
    {
        var situation = SituationJson.Read(Change(("delays.offline", long.MaxValue), ("recipients[0].toldCount", long.MaxValue)));

        Assert.Equal(TimeSpan.MaxValue, situation.Delays.Offline);
        Assert.Equal(int.MaxValue, situation.Recipients[0].ToldCount);
    }

    [Fact]
    public void Delays_are_whole_seconds() =>
        Assert.Equal("delays.offline: must be a whole number of at most 63 bits", Refused(("delays.offline", 1.5)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("nonsense")]
    public void What_is_no_object_is_refused(string text) => Assert.NotEmpty(RefusedText(text));

    [Fact]
    public void Nothing_may_follow_a_situation() => Assert.NotEmpty(RefusedText(Example + "{}"));

    [Fact]
    public void A_text_with_half_a_character_is_refused() =>
        Assert.StartsWith("recipients[0].id: ", RefusedText(Example.Replace("\"anna\"", "\"\\ud800\"", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void An_id_is_any_text()
    {
        var id = "Kovács \"Anna\"\n😀";

        Assert.Equal(id, JsonNode.Parse(Answer(("recipients[0].id", id)))!["recipients"]![0]!["id"]!.GetValue<string>());
    }

    private static string Answer(params (string Field, JsonNode? Value)[] changes) =>
        SituationJson.Write(Ladder.Decide(SituationJson.Read(Change(changes))));

    private static string Refused(params (string Field, JsonNode? Value)[] changes) => RefusedText(Change(changes));

    private static string RefusedText(string json) => Assert.Throws<JsonException>(() => SituationJson.Read(json)).Message;

    private static string Change(params (string Field, JsonNode? Value)[] changes)
    {
        var situation = JsonNode.Parse(Example)!;
        foreach (var (field, value) in changes)
        {
            var (parent, name) = Place(situation, field);
            if (name is int index)
                parent[index] = value;
            else
                parent[(string)name] = value;
        }

        return situation.ToJsonString();
    }

    private static (JsonNode Parent, object Name) Place(JsonNode root, string field)
    {
        var steps = field.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.')
            .Select(step => int.TryParse(step, out var index) ? (object)index : step).ToArray();
        var parent = steps[..^1].Aggregate(root, (node, step) => step is int index ? node[index]! : node[(string)step]!);
        return (parent, steps[^1]);
    }
}
