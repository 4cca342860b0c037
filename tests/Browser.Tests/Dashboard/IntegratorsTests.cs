using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>What those who integrate do in the settings, and what is taken along or erased.</summary>
public sealed class IntegratorsTests(Chromium chromium, DemoServer server) : IClassFixture<DemoServer>
{
    [Fact]
    public async Task A_token_is_made_shown_once_used_and_revoked()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/api");
        await app.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await Expect(app.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Please fill this in.");
        await app.GetByLabel("Name", new() { Exact = true }).FillAsync("Statistics");
        await app.GetByLabel("Read conversations").CheckAsync();
        await app.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        var token = await app.Locator(".secret code").TextContentAsync();
        Assert.StartsWith("nb_", token, StringComparison.Ordinal);
        Assert.Equal("", string.Join('\n', await app.Findings()));

        using var program = new HttpClient { BaseAddress = server.Address };
        program.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(200, (int)(await program.GetAsync(new Uri("/api/conversations", UriKind.Relative))).StatusCode);
        await app.ReloadAsync();
        var card = app.GetByRole(AriaRole.Article, new() { Name = "Statistics" });
        await Expect(card).ToContainTextAsync("conversations:read");
        await Expect(card).ToContainTextAsync("last used");
        await Expect(app.GetByText(token!)).ToHaveCountAsync(0);
        await app.GetByRole(AriaRole.Button, new() { Name = "Revoke Statistics" }).ClickAsync();
        await app.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
        Assert.Equal(401, (int)(await program.GetAsync(new Uri("/api/conversations", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task A_webhook_shows_how_it_does_and_what_it_was_sent()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/api");
        await app.GetByLabel("Address", new() { Exact = true }).FillAsync("https://127.0.0.1/hook");
        await app.GetByLabel("Somebody wrote").CheckAsync();
        await app.GetByRole(AriaRole.Button, new() { Name = "Make the webhook" }).ClickAsync();
        await Expect(app.GetByText("Only servers on the internet can be used here.").First).ToBeVisibleAsync();
        await app.GetByLabel("Address", new() { Exact = true }).FillAsync("https://hooks.invalid/hook");
        await app.GetByRole(AriaRole.Button, new() { Name = "Make the webhook" }).ClickAsync();
        await Expect(app.Locator(".secret code")).ToContainTextAsync("whsec_");

        var card = app.GetByRole(AriaRole.Article, new() { Name = "https://hooks.invalid/hook" });
        await card.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        var delivery = card.Locator(".mail").First;
        await Expect(delivery).ToContainTextAsync("test");
        await delivery.Locator("summary").First.ClickAsync();

        // There is no such name, and where the machine has no name service there is no answer about it.
        await Expect(delivery.Locator(".attempts li").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await delivery.GetByText("What is sent").ClickAsync();
        await Expect(delivery.Locator("pre")).ToContainTextAsync("\"type\": \"test\"");
        await Expect(card).ToContainTextAsync("fails");
        Assert.Equal("", string.Join('\n', await app.Findings()));
        await card.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Switched off");
        await card.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await app.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_visitor_is_exported_printed_and_erased()
    {
        await Write("Xénia", "Please forget me");
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/data");
        await app.GetByRole(AriaRole.Button, new() { Name = "Export", Exact = true }).ClickAsync();
        var file = await app.RunAndWaitForDownloadAsync(() => app.GetByRole(AriaRole.Link, new() { Name = "Download" }).First.ClickAsync());
        Assert.Contains("Please forget me", await File.ReadAllTextAsync(await file.PathAsync()), StringComparison.Ordinal);

        await app.GotoAsync("/app");
        await app.Row("Xénia").ClickAsync();
        var printed = await agent.RunAndWaitForPageAsync(() => app.GetByRole(AriaRole.Link, new() { Name = "Print this conversation" }).ClickAsync());
        await Expect(printed.Locator("h1")).ToContainTextAsync("Xénia");
        await Expect(printed.Locator("li")).ToContainTextAsync("Please forget me");
        Assert.Equal("pre-wrap", await printed.Locator(".said").EvaluateAsync<string>("said => getComputedStyle(said).whiteSpace"));
        await app.GetByRole(AriaRole.Button, new() { Name = "Erase visitor" }).ClickAsync();
        await app.GetByRole(AriaRole.Button, new() { Name = "Erase for good" }).ClickAsync();
        await Expect(app.Row("Xénia")).ToHaveCountAsync(0);
    }

    /// <summary>Writes as a visitor, whoever is online.</summary>
    private async Task Write(string name, string text)
    {
        using var visitor = new HttpClient { BaseAddress = server.Address };
        var demo = await visitor.GetFromJsonAsync<JsonElement>(new Uri("/api/demo", UriKind.Relative));
        using var made = await visitor.PostAsJsonAsync($"/widget/v1/{demo.GetProperty("widgetKey").GetString()}/visitors", new { });
        visitor.DefaultRequestHeaders.Authorization = new("Bearer", (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        (await visitor.PutAsJsonAsync("/widget/v1/visitor", new { name, email = "somebody@example.net" })).EnsureSuccessStatusCode();
        (await visitor.PostAsJsonAsync("/widget/v1/messages", new { text })).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task The_description_of_the_API_is_read_by_people()
    {
        await using var person = await chromium.NewPerson(server.Address, width: 360, scheme: ColorScheme.Dark);
        var page = await person.NewPageAsync();
        await page.GotoAsync("/docs");
        await page.GetByLabel("Find").FillAsync("conversations:write");
        var answer = page.GetByRole(AriaRole.Article).Filter(new() { HasText = "POST /api/conversations/{id}/messages" });
        await Expect(answer).ToContainTextAsync("API token: conversations:write");
        await answer.Locator("summary").First.ClickAsync();
        await Expect(answer.Locator(".body .fields").First).ToContainTextAsync("text");
        Assert.Equal(0, await page.SidewaysScroll());
        Assert.Equal("", string.Join('\n', await page.Findings()));
    }
}
