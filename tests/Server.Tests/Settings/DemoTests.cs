using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Nightbell.Server.Tests.Harness;
using Configured = Nightbell.Platform.Settings;

namespace Nightbell.Server.Tests.Settings;

/// <summary>When the server is a demo, and what it then shows to whom.</summary>
public sealed class DemoTests
{
    private static readonly string[] Capturing = ["--Nightbell:Mail:Smtp:Host="];

    [Fact]
    public void Development_is_a_demo_of_ten_seconds_unless_told_otherwise()
    {
        Assert.Equal((true, 10), Read("Development"));
        Assert.Equal((false, 120), Read("Production"));
        Assert.Equal((false, 120), Read("Development", ("Nightbell:Demo", "false")));
        Assert.Equal((true, 10), Read("Production", ("Nightbell:Demo", "true")));
        Assert.Equal((true, 2), Read("Development", ("Nightbell:Delays:Offline", "00:00:02")));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_demo_shows_its_widget_its_people_and_its_mailbox_to_anybody(string database)
    {
        await using var app = await TestApp.Start(database, null, [.. Capturing, "--Nightbell:Demo=true"]);
        using var visitor = app.Caller();
        var demo = (await visitor.Get("/api/demo")).Is(200).Json;
        Assert.Equal(10, demo.GetProperty("offlineDelaySeconds").GetInt32());
        Assert.Equal(3, demo.GetProperty("agents").GetArrayLength());
        var email = demo.GetProperty("agents")[0].GetProperty("email").GetString();
        var made = (await visitor.Post($"/widget/v1/{demo.GetProperty("widgetKey").GetString()}/visitors", new { })).Is(201);
        visitor.Bearer = made.Field("token");
        (await visitor.Put("/widget/v1/visitor", new { email = "visitor@example.net" })).Is(200);
        (await visitor.Post("/widget/v1/messages", new { text = "Hello <b>there</b>" })).Is(201);
        visitor.Bearer = null;

        await app.Advance(TimeSpan.FromSeconds(10));

        var mails = (await visitor.Get("/mailbox/mails")).Is(200).Json.GetProperty("items");
        Assert.Equal(3, mails.GetArrayLength());
        Assert.Contains(mails.EnumerateArray(), m => m.GetProperty("to").GetString() == email);
        var html = (await visitor.Get($"/mailbox/mails/{mails[0].GetProperty("id").GetString()}/html")).Is(200);
        Assert.Contains("Hello &lt;b&gt;there&lt;/b&gt;", html.Text, StringComparison.Ordinal);
        Assert.Contains("<base target=\"_blank\">", html.Text, StringComparison.Ordinal);
        var policy = Assert.Single(html.Headers["Content-Security-Policy"]);
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
        (await visitor.Post("/api/session", new { email, password = demo.GetProperty("password").GetString() })).Is(204);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Where_no_demo_is_the_mailbox_is_for_full_access_and_their_own_account(string database)
    {
        await using var s = await Story.Begin(database);
        var (anna, bela) = (await s.Agent("Anna"), await s.Agent("Bela"));
        using var nobody = s.App.Caller();

        (await nobody.Get("/api/demo")).IsProblem(404);
        (await nobody.Get("/mailbox/mails")).IsProblem(401);
        (await bela.Api.Get("/mailbox/mails")).IsProblem(403, "full_access_needed");
        Assert.Equal(0, (await anna.Api.Get("/mailbox/mails")).Is(200).Json.GetProperty("items").GetArrayLength());
        (await anna.Api.Get($"/mailbox/mails/{Guid.NewGuid()}/html")).IsProblem(404);
    }

    private static (bool Demo, int OfflineSeconds) Read(string environment, params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
        var settings = Configured.From(configuration, new Environment(environment));
        return (settings.Demo, (int)settings.Delays.Offline.TotalSeconds);
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "nightbell";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
