using System.Net;
using System.Text.Json;
using Nightbell.Platform;
using Nightbell.Server.Tests.Harness;
using Nightbell.Webhooks;

namespace Nightbell.Server.Tests.Webhooks;

/// <summary>No webhook reaches a machine or network within (SSRF), by whatever name, redirect or change of the DNS.</summary>
public sealed class WebhookAddressTests
{
    private static readonly string[] Within =
    [
        "127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:db8::1", "2001::1",
    ];

    /// <summary>A label that is too long in ASCII (RFC 5891, 4.2.4), and not before.</summary>
    private static readonly string NoAscii = string.Concat(Enumerable.Range(0, 25).Select(i => (char)('一' + (397 * i))));

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Addresses_within_and_plain_http_are_refused_as_they_are_saved(string database)
    {
        await using var s = await Story.Begin(database);
        var anna = await s.Agent("Anna");
        foreach (var host in Within.Select(a => a.Contains(':', StringComparison.Ordinal) ? $"[{a}]" : a)
            .Concat(["localhost", "hooks.localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"]))
        {
            var refused = await Make(anna, $"https://{host}/hook");
            Assert.Equal("private", refused.IsProblem(400).Json.GetProperty("errors").GetProperty("url")[0].GetString());
        }

        foreach (var wrong in (string[])
        [
            "http://hooks.example.com/", "ftp://hooks.example.com/", "file:///etc/passwd", "hooks.example.com", "https://user:secret@hooks.example.com/",
            "https://hooks.example.com/#x", "https:///", $"https://{NoAscii}.example/", $"https://{NoAscii}{NoAscii}.example/", "", "javascript:alert(1)", "https://hooks.example.com/\r\nX: y",
        ])
            (await Make(anna, wrong)).IsProblem(400);
        (await Make(anna, "https://hooks.example.com/here?key=1")).Is(201);
    }

    [Fact]
    public async Task A_name_is_judged_by_the_address_that_is_connected_to()
    {
        await using var receiver = await Receiver.Open();
        var settings = new Platform.Settings();
        settings.Webhooks.AllowHttp = true;
        var asked = 0;
        foreach (var address in Within)
        {
            using var client = new WebhookClient(settings, (_, _) =>
            {
                asked++;
                return Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]);
            });
            var result = await Send(client, $"http://rebinding.example:{receiver.Url.Port}/hook");
            Assert.Equal((address, DeliveryTrouble.PrivateAddress), (address, result.Trouble));
        }

        // Once for each: what is judged is what is connected to, and nothing is asked twice in between.
        Assert.Equal(Within.Length, asked);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_name_that_moves_within_after_it_worked_is_refused()
    {
        await using var receiver = await Receiver.Open();
        var settings = new Platform.Settings();
        (settings.Webhooks.AllowHttp, settings.Webhooks.Allowed) = (true, ["127.0.0.1/32"]);
        var address = "127.0.0.1";
        using var client = new WebhookClient(settings, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        receiver.Answers = _ => (200, "ok");
        var url = $"http://moves.example:{receiver.Url.Port}/hook";
        Assert.Equal(200, (await Send(client, url)).Status);

        // Another machine of the network answers to the name: it is not on the operator's list.
        address = "127.0.0.2";
        using var later = new WebhookClient(settings, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        Assert.Equal(DeliveryTrouble.PrivateAddress, (await Send(later, url)).Trouble);

        // Of several addresses only those that are allowed are tried.
        using var both = new WebhookClient(settings, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.9.8.7"), IPAddress.Loopback]));
        Assert.Equal(200, (await Send(both, url)).Status);
        using var nowhere = new WebhookClient(settings, (_, _) => Task.FromResult<IPAddress[]>([]));
        Assert.Equal(DeliveryTrouble.NameNotFound, (await Send(nowhere, url)).Trouble);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_redirect_is_a_failure_and_is_not_followed(string database)
    {
        await using var s = await Story.Begin(database, settings: ["--Nightbell:Webhooks:Allowed:0=127.0.0.1", "--Nightbell:Webhooks:AllowHttp=true"]);
        await using var first = await Receiver.Open();
        await using var second = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var id = (await Make(anna, first.Url.ToString())).Is(201).Field("id");
        (first.Answers, first.Location) = (_ => (307, ""), second.Url.ToString());
        await s.Visitor().Writes("Hello");

        Assert.NotEmpty(first.Received);
        Assert.Empty(second.Received);
        var attempt = (await Log(anna, id))[0].GetProperty("attempts")[0];
        Assert.Equal(307, attempt.GetProperty("status").GetInt32());
        Assert.Equal("waiting", (await Log(anna, id))[0].GetProperty("state").GetString());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_the_operator_no_longer_allows_is_told_nothing(string database)
    {
        await using var s = await Story.Begin(database, settings: ["--Nightbell:Webhooks:AllowPrivate=true", "--Nightbell:Webhooks:AllowHttp=true"]);
        await using var receiver = await Receiver.Open();
        var anna = await s.Agent("Anna");
        var id = (await Make(anna, receiver.Url.ToString())).Is(201).Field("id");
        await s.App.Restart("--Nightbell:Webhooks:AllowPrivate=false");
        await s.Visitor().Writes("Hello");

        Assert.Empty(receiver.Received);
        Assert.Equal("private_address", (await Log(anna, id))[0].GetProperty("attempts")[0].GetProperty("trouble").GetString());
    }

    private static Task<DeliveryResult> Send(WebhookClient client, string url) =>
        client.Send(url, Guid.NewGuid(), DateTimeOffset.UnixEpoch, "v1,x", "{}", TestContext.Current.CancellationToken);

    private static Task<Answer> Make(Agent agent, string url) => agent.Api.Post("/api/webhooks", new { url, events = new[] { "message.created" } });

    private static async Task<List<JsonElement>> Log(Agent agent, string id) =>
        [.. (await agent.Api.Get($"/api/webhooks/{id}/deliveries")).Is(200).Json.GetProperty("items").EnumerateArray()];
}
