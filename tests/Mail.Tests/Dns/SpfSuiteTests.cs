using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Nightbell.Mail.Dns;

namespace Nightbell.Mail.Tests.Dns;

/// <summary>The openspf.org test suite for RFC 7208: see Suite/README.md. Each scenario has a name server of its own.</summary>
public sealed class SpfSuiteTests
{
    private static readonly JsonElement[] Suite =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Dns", "Suite", "rfc7208-tests.json"))).RootElement.EnumerateArray()];

    public static TheoryData<string> Scenarios => [.. Suite.Select(s => s.GetProperty("scenario").GetString()!)];

    [Fact]
    public void The_suite_is_whole() => Assert.Equal(203, Suite.Sum(s => s.GetProperty("tests").GetArrayLength()));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_comes_out_as_the_suite_says(string name)
    {
        var scenario = Suite.Single(s => s.GetProperty("scenario").GetString() == name);
        await using var server = ScriptedNameServer.Start();
        server.ByUdp = query => [Answer(query, scenario.GetProperty("zone"))];
        var resolver = new DnsResolver(new DnsSettings { Servers = [server.Address], Rounds = 1 }, TimeProvider.System);
        var wrong = new List<string>();
        foreach (var test in scenario.GetProperty("tests").EnumerateArray())
        {
            var outcome = await Run(resolver, test);
            var allowed = test.GetProperty("result").EnumerateArray().Select(r => r.GetString()).ToArray();
            if (!allowed.Contains(outcome.Result.ToString().ToLowerInvariant(), StringComparer.Ordinal))
                wrong.Add($"{Text(test, "name")} ({Text(test, "spec")}): {outcome} instead of {string.Join(" or ", allowed)}");
        }

        Assert.Empty(wrong);
    }

    private static Task<SpfOutcome> Run(DnsResolver resolver, JsonElement test)
    {
        // Without an envelope sender the name in EHLO is judged, and without a local part it is "postmaster" (RFC 7208, 2.4 and 4.3).
        var from = Text(test, "mailfrom");
        var helo = Text(test, "helo");
        if (!from.Contains('@', StringComparison.Ordinal)) from = $"postmaster@{(from.Length > 0 ? from : helo)}";
        if (from.StartsWith('@')) from = "postmaster" + from;
        var sender = new SpfSender(IPAddress.Parse(Text(test, "host")), from, helo);
        return SpfEvaluation.Run(resolver, from[(from.LastIndexOf('@') + 1)..], sender, CancellationToken.None);
    }

    private static byte[] Answer(byte[] query, JsonElement zone)
    {
        var name = new StringBuilder();
        var at = PacketBuilder.QuestionName;
        for (; query[at] > 0; at += query[at] + 1) name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(query, at + 1, query[at]));
        var type = query[at + 2];
        var key = name.ToString();
        if (!zone.TryGetProperty(key, out var records)) return Failed(query, key.StartsWith("error.", StringComparison.Ordinal) ? 2 : 3);
        var answer = new PacketBuilder(query);
        foreach (var record in records.EnumerateArray())
        {
            // A time-out is a failure, whichever way it comes about.
            if (record[0].GetString() == "TIMEOUT" && answer.Length == query.Length) return Failed(query, 2);
            if (record.GetArrayLength() < 2) continue;
            var (number, data) = Data(record[0].GetString()!, record[1]);
            if (number == type && data is null) return Failed(query, 2);
            if (data is not null && (number == type || number == PacketBuilder.Cname)) answer.Record(PacketBuilder.Pointer(PacketBuilder.QuestionName), number, data);
        }

        return answer.Build();
    }

    /// <summary>Number and data of a record of the suite; without data its question times out.</summary>
    private static (int Type, byte[]? Data) Data(string type, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var lost = text == "TIMEOUT";
        return type switch
        {
            "A" => (PacketBuilder.A, lost ? null : IPAddress.Parse(text).GetAddressBytes()),
            "AAAA" => (28, lost ? null : IPAddress.Parse(text).GetAddressBytes()),
            "MX" => (PacketBuilder.Mx, lost ? null : [0, (byte)value[0].GetInt32(), .. PacketBuilder.Name(value[1].GetString()!)]),
            "PTR" => (12, lost ? null : PacketBuilder.Name(text)),
            "CNAME" => (PacketBuilder.Cname, lost ? null : PacketBuilder.Name(text)),
            "TXT" => (PacketBuilder.Txt, lost ? null : [.. value.EnumerateArray().SelectMany(s => Encoding.UTF8.GetBytes(s.GetString()!).Chunk(255)).SelectMany(s => s.Prepend((byte)s.Length))]),
            _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the suite has a record of type {type}")),
        };
    }

    private static byte[] Failed(byte[] query, int code) => new PacketBuilder(query, 0x8180 | code).Build();

    private static string Text(JsonElement test, string property) => test.GetProperty(property).GetString() ?? "";
}
