using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Nightbell.Mail.Compose;
using Nightbell.Mail.Tests.Dns;
using Nightbell.Server.Tests.Cli;
using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Settings;

/// <summary>What the dashboard and the command line say of the sending domain. Every finding itself is tried where it is made, against NSD.</summary>
public sealed class CheckDomainTests : IAsyncLifetime
{
    private const int NoSuchName = 0x8183;

    private readonly ScriptedNameServer names = ScriptedNameServer.Start();
    private readonly string keyFile = Path.GetTempFileName();
    private string dkimRecord = "";

    public async ValueTask InitializeAsync()
    {
        using var key = DkimKey.Create();
        await File.WriteAllTextAsync(keyFile, key.ToPem());
        dkimRecord = key.Record;
        var zone = new Dictionary<(string, int), byte[]>
        {
            [("shop.example", PacketBuilder.Mx)] = [0, 10, .. PacketBuilder.Name("mail.shop.example")],
            [("mail.shop.example", PacketBuilder.A)] = [192, 0, 2, 12],
            [("shop.example", PacketBuilder.Txt)] = Text("v=spf1 mx -all"),
            [("moonlight.example", PacketBuilder.Txt)] = Text("v=spf1 ip4:198.51.100.1 -all"),
            [("_dmarc.moonlight.example", PacketBuilder.Txt)] = Text("v=DMARC1; p=reject"),
        };
        names.ByUdp = packet =>
        {
            var (name, type) = Question(packet);
            return
            [
                zone.TryGetValue((name, type), out var data)
                    ? new PacketBuilder(packet).Record(PacketBuilder.Pointer(PacketBuilder.QuestionName), type, data).Build()
                    : new PacketBuilder(packet, zone.Keys.Any(k => k.Item1 == name) ? 0x8180 : NoSuchName).Build(),
            ];
        };
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(keyFile);
        await names.DisposeAsync();
    }

    private string[] Configuration =>
    [
        $"--Nightbell:Mail:Dns:Servers:0=127.0.0.1:{names.Address.Port.ToString(CultureInfo.InvariantCulture)}",
        "--Nightbell:Mail:Dns:SendingAddress=192.0.2.99",
        "--Nightbell:Mail:Dns:HostName=mail.shop.example",
        $"--Nightbell:Mail:Dkim:KeyFile={keyFile}",
        "--Nightbell:Mail:Dkim:Selector=nb",
        "--Nightbell:Mail:Dkim:Domain=shop.example",
    ];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_missing_is_said_in_words_with_the_record_to_add(string database)
    {
        await using var s = await Story.Begin(database, "pro", null, Configuration);
        var anna = await s.Agent("Anna");

        var check = (await anna.Api.Get("/api/settings/mail/domain")).Is(200);

        Assert.Equal("shop.example", check.Field("domain"));
        var found = check.Json.GetProperty("findings").EnumerateArray().ToDictionary(f => f.GetProperty("code").GetString()!);
        Assert.Equal(["mx_found", "spf_fail", "dkim_missing", "dmarc_missing", "reverse_missing"], found.Keys);
        Assert.Equal("ok", found["mx_found"].GetProperty("severity").GetString());
        Assert.Equal("Mail to shop.example is taken by mail.shop.example.", found["mx_found"].GetProperty("text").GetString());
        Assert.Equal(("shop.example", "TXT", "v=spf1 ip4:192.0.2.99 mx -all", "v=spf1 mx -all"), Record(found["spf_fail"]));
        Assert.Contains("forbids 192.0.2.99 to send", found["spf_fail"].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(("nb._domainkey.shop.example", "TXT", dkimRecord, null), Record(found["dkim_missing"]));
        Assert.Contains("\" \"", found["dkim_missing"].GetProperty("record").GetProperty("zoneLine").GetString(), StringComparison.Ordinal);
        Assert.Equal(("_dmarc.shop.example", "TXT", "v=DMARC1; p=none", null), Record(found["dmarc_missing"]));
        Assert.Equal("PTR", Record(found["reverse_missing"]).Type);

        (await anna.Api.Patch("/api/me", new { locale = "hu" })).Is(200);
        var hungarian = (await anna.Api.Get("/api/settings/mail/domain")).Is(200).Text;
        Assert.Contains("tiltja, hogy a(z) 192.0.2.99 küldjön", hungarian, StringComparison.Ordinal);
        Assert.DoesNotContain('{', string.Concat(found.Values.Select(f => f.GetProperty("text").GetString())));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_account_with_a_relay_of_its_own_is_told_of_its_own_domain(string database)
    {
        await using var s = await Story.Begin(database, "pro", null, Configuration);
        var anna = await s.Agent("Anna");
        var smtp = new { host = "mail.moonlight.example", port = 587, security = "starttls" };
        (await anna.Api.Put("/api/settings/mail", new { smtp, from = "hello@moonlight.example" })).Is(200);

        var check = (await anna.Api.Get("/api/settings/mail/domain")).Is(200);

        Assert.Equal("moonlight.example", check.Field("domain"));
        Assert.Equal(
            ["mx_missing", "spf_found", "dkim_not_configured", "dmarc_found", "dmarc_aligned"],
            check.Json.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Without_a_domain_of_the_senders_there_is_nothing_to_check()
    {
        await using var s = await Story.Begin(TestDatabase.Sqlite, "pro", null, "--Nightbell:Mail:From=nightbell@localhost", "--Nightbell:PublicUrl=http://localhost");
        var anna = await s.Agent("Anna");
        (await anna.Api.Get("/api/settings/mail/domain")).IsProblem(409, "no_sending_domain");
    }

    [Fact]
    public async Task A_dns_that_says_nothing_is_told_in_time()
    {
        names.ByUdp = _ => [];
        await using var s = await Story.Begin(TestDatabase.Sqlite, "pro", null, Configuration);
        var anna = await s.Agent("Anna");

        var check = (await anna.Api.Get("/api/settings/mail/domain")).Is(200);

        Assert.All(
            check.Json.GetProperty("findings").EnumerateArray(),
            f => Assert.Equal(("warning", "_unknown"), (f.GetProperty("severity").GetString(), f.GetProperty("code").GetString()![^8..])));
    }

    [Fact]
    public async Task The_command_line_says_the_same()
    {
        var (exit, output, error) = await CommandLineTests.Run(["mail", "check-domain", "--Nightbell:Mail:From=nightbell@shop.example", .. Configuration]);
        Assert.True(exit == 1, error);
        Assert.Contains("problem  The SPF record of shop.example forbids 192.0.2.99 to send", output, StringComparison.Ordinal);
        Assert.Contains("shop.example. IN TXT \"v=spf1 ip4:192.0.2.99 mx -all\"", output, StringComparison.Ordinal);

        var (other, json, _) = await CommandLineTests.Run(["mail", "check-domain", "moonlight.example", "--json", .. Configuration[..1]]);
        Assert.Equal(1, other);
        var read = JsonDocument.Parse(json).RootElement;
        Assert.Equal("moonlight.example", read.GetProperty("domain").GetString());
        Assert.Equal("mx_missing", read.GetProperty("findings")[0].GetProperty("code").GetString());

        Assert.Equal(2, (await CommandLineTests.Run(["mail", "check-domain", "not a domain"])).Exit);
        Assert.Equal(1, (await CommandLineTests.Run(["mail", "check-domain", "--Urls=http://localhost:5080"])).Exit);
    }

    private static (string? Name, string? Type, string? Value, string? Replaces) Record(JsonElement finding)
    {
        var record = finding.GetProperty("record");
        return (Of("name"), Of("type"), Of("value"), Of("replaces"));

        string? Of(string field) => record.GetProperty(field).GetString();
    }

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static (string Name, int Type) Question(byte[] packet)
    {
        var labels = new List<string>();
        var at = PacketBuilder.QuestionName;
        for (; packet[at] != 0; at += packet[at] + 1)
            labels.Add(Encoding.ASCII.GetString(packet, at + 1, packet[at]));
        return (string.Join('.', labels), BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at + 1)));
    }
}
