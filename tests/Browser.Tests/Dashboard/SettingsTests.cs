using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Dashboard;

/// <summary>The settings, changed by hand and read back; what is refused is said, and nothing that was typed is lost.</summary>
public sealed class SettingsTests(Chromium chromium) : IAsyncLifetime
{
    // One a test: settings are the account's.
    private readonly DemoServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_is_switched_off_shows_at_once_in_what_would_happen()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/notifications");
        await Expect(app.Now("Anna")).ToContainTextAsync("unless somebody accepts the conversation first");
        await app.GoesOffline();
        await Expect(app.Now("Anna")).ToContainTextAsync("unless somebody comes back");

        var mine = app.GetByRole(AriaRole.Region, new() { Name = "For me" }).GetByLabel("Offline messages");
        await mine.PressAsync("Space");
        await Expect(app.Now("Anna")).ToContainTextAsync("No e-mail");
        await mine.PressAsync("Space");
        await Expect(app.Now("Anna")).ToContainTextAsync("unless somebody comes back");

        var account = app.GetByRole(AriaRole.Form, new() { Name = "For the whole account" });
        await account.GetByLabel("Offline messages").PressAsync("Space");
        await Expect(account.GetByRole(AriaRole.Status)).ToHaveTextAsync("Not saved yet.");
        await app.Save();
        foreach (var name in new[] { "Anna", "Béla", "Csilla" })
            await Expect(app.Now(name)).ToContainTextAsync("No e-mail");
        await app.ReloadAsync();
        await Expect(account.GetByLabel("Offline messages")).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task What_would_happen_is_asked_for_another_moment_and_a_group()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/groups");
        await app.GetByLabel("Name, as visitors read it").FillAsync("HU");
        await app.GetByLabel("Béla").CheckAsync();
        await app.GetByLabel("Béla").PressAsync("Enter");
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "HU" })).ToBeVisibleAsync();
        await app.GetByLabel("Csilla").CheckAsync();
        await app.GetByLabel("Name, as visitors read it").FillAsync("EN");
        await app.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();
        await Expect(app.GetByRole(AriaRole.Heading, new() { Name = "EN" })).ToBeVisibleAsync();

        await app.GetByRole(AriaRole.Link, new() { Name = "E-mail notifications" }).ClickAsync();
        await app.GetByLabel("When", new() { Exact = true }).SelectOptionAsync("Sunday");
        await app.GetByLabel("Time", new() { Exact = true }).FillAsync("310");
        await app.GetByLabel("Group").SelectOptionAsync("HU");
        await Expect(app.Locator(".now .note")).ToContainTextAsync("03:10");
        await Expect(app.Now("Csilla")).ToContainTextAsync("HU");
        await app.GetByLabel("Group").SelectOptionAsync("EN");
        await Expect(app.Now("Béla")).ToContainTextAsync("EN");
    }

    [Fact]
    public async Task A_limited_agent_reads_the_account_s_settings_and_keeps_their_own_switches()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(1, "/app/settings/notifications");
        var account = app.GetByRole(AriaRole.Form, new() { Name = "For the whole account" });
        await Expect(account).ToContainTextAsync("colleagues with full access can change it");
        await Expect(account.GetByLabel("Offline messages")).ToBeDisabledAsync();
        await Expect(app.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToHaveCountAsync(0);
        var mine = app.GetByRole(AriaRole.Region, new() { Name = "For me" }).GetByLabel("Unaccepted conversations");
        await app.RunAndWaitForResponseAsync(() => mine.PressAsync("Space"), answer => answer.Request.Method == "PATCH");
        await Expect(mine).Not.ToBeCheckedAsync();
        await app.ReloadAsync();
        await Expect(mine).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task An_invited_colleague_appears_and_is_deleted_only_when_asked_twice()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/agents");
        await app.GetByLabel("E-mail address").FillAsync("bela@demo.example");
        await app.GetByRole(AriaRole.Button, new() { Name = "Send invitation" }).ClickAsync();
        await Expect(app.GetByRole(AriaRole.Alert)).ToContainTextAsync("This e-mail address is in use already.");
        await Expect(app.GetByLabel("E-mail address")).ToHaveValueAsync("bela@demo.example");

        await app.GetByLabel("E-mail address").FillAsync("dora@demo.example");
        await app.GetByLabel("Name", new() { Exact = true }).FillAsync("Dóra");
        await app.GetByRole(AriaRole.Button, new() { Name = "Send invitation" }).ClickAsync();
        var dora = app.GetByRole(AriaRole.Article, new() { Name = "Dóra" });
        await Expect(dora).ToContainTextAsync("invited");
        await Expect(app.GetByText("4 agents, 3 of them active")).ToBeVisibleAsync();

        await dora.GetByRole(AriaRole.Button, new() { Name = "Delete: Dóra" }).PressAsync("Enter");
        await Expect(app.GetByRole(AriaRole.Dialog, new() { Name = "Delete Dóra?" })).ToContainTextAsync("The invitation counts no more.");
        await app.Keyboard.PressAsync("Escape");
        await Expect(app.Locator("dialog")).ToHaveCountAsync(0);
        await Expect(dora).ToBeVisibleAsync();
        await dora.GetByRole(AriaRole.Button, new() { Name = "Delete: Dóra" }).PressAsync("Enter");
        await app.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await Expect(dora).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_last_one_with_full_access_stays_and_the_refusal_says_why()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/agents");
        await app.GetByRole(AriaRole.Button, new() { Name = "Change: Anna" }).ClickAsync();
        var form = app.GetByRole(AriaRole.Form, new() { Name = "Change: Anna" });
        await form.GetByLabel("Active").PressAsync("Space");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody has to stay active with full access");
        await Expect(form.GetByLabel("Active")).Not.ToBeCheckedAsync();

        await app.GetByRole(AriaRole.Button, new() { Name = "Change: Béla" }).ClickAsync();
        var other = app.GetByRole(AriaRole.Form, new() { Name = "Change: Béla" });
        await other.GetByLabel("Access", new() { Exact = true }).SelectOptionAsync("Full access");
        await other.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(app.GetByRole(AriaRole.Article, new() { Name = "Béla" }).Locator(".chips")).ToContainTextAsync("Full access");
    }

    [Fact]
    public async Task Office_hours_are_set_with_the_keyboard_alone_and_read_back()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/office-hours");
        await app.GetByRole(AriaRole.Button, new() { Name = "Add hours on Monday" }).FocusAsync();
        await app.Keyboard.PressAsync("Enter");
        await Expect(app.GetByLabel("Monday, 1: from")).ToBeFocusedAsync();
        await app.Type("830");
        await app.Keyboard.PressAsync("Tab");
        await app.Type("12");
        await app.GetByRole(AriaRole.Button, new() { Name = "Add hours on Monday" }).FocusAsync();
        await app.Keyboard.PressAsync("Enter");
        await Expect(app.GetByLabel("Monday, 2: from")).ToBeFocusedAsync();
        await app.Type("11.30");
        await app.Keyboard.PressAsync("Tab");
        await app.Type("24");
        await app.Keyboard.PressAsync("Enter");

        await Expect(app.GetByRole(AriaRole.Alert)).ToContainTextAsync("Two of these hours overlap.");
        await Expect(app.GetByLabel("Monday, 1: from")).ToBeFocusedAsync();
        await Expect(app.GetByLabel("Monday, 2: from")).ToHaveValueAsync("11:30");
        await app.GetByLabel("Monday, 2: from").FocusAsync();
        await app.Type("13");
        await app.Keyboard.PressAsync("Enter");
        await Expect(app.Saved()).ToBeVisibleAsync();
        await app.ReloadAsync();
        foreach (var (label, time) in new[] { ("1: from", "08:30"), ("1: until", "12:00"), ("2: from", "13:00"), ("2: until", "24:00") })
            await Expect(app.GetByLabel($"Monday, {label}")).ToHaveValueAsync(time);
    }

    [Fact]
    public async Task Office_hours_that_are_being_edited_say_what_they_mean_now()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/office-hours");
        await app.GetByLabel("Office hours count").PressAsync("Space");
        await Expect(app.Locator("form > .note")).ToContainTextAsync("not open within a month");
        foreach (var day in new[] { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" })
        {
            await app.GetByRole(AriaRole.Button, new() { Name = $"Add hours on {day}" }).ClickAsync();
            await app.GetByLabel($"{day}, 1: from").FillAsync("0");
            await app.GetByLabel($"{day}, 1: until").FillAsync("24");
        }

        await Expect(app.Locator("form > .note")).ToContainTextAsync("Open around the clock.");
        var bar = app.Locator(".day").First.Locator(".bar");
        var box = (await bar.BoundingBoxAsync())!;
        await app.Mouse.MoveAsync(box.X + box.Width - 3, box.Y + (box.Height / 2));
        await app.Mouse.DownAsync();
        await app.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2), new() { Steps = 4 });
        await app.Mouse.UpAsync();
        await Expect(app.GetByLabel("Monday, 1: until")).ToHaveValueAsync("12:00");
    }

    [Fact]
    public async Task What_a_colleague_saves_meanwhile_comes_in_and_what_was_typed_stays()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        await using var same = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/notifications");
        var other = await same.Desk(0, "/app/settings/notifications");
        await app.GetByRole(AriaRole.Button, new() { Name = "Add an address" }).ClickAsync();
        await app.Keyboard.TypeAsync("info(at)shop.example");

        await other.Delay("Unaccepted").FillAsync("7");
        await other.Save();
        await Expect(app.Delay("Unaccepted")).ToHaveValueAsync("7");
        await Expect(app.GetByLabel("Address 1")).ToHaveValueAsync("info(at)shop.example");

        await app.Keyboard.PressAsync("Enter");
        await Expect(app.GetByRole(AriaRole.Alert)).ToContainTextAsync("Please enter an e-mail address.");
        await Expect(app.GetByLabel("Address 1")).ToBeFocusedAsync();
        await Expect(app.GetByLabel("Address 1")).ToHaveAttributeAsync("aria-invalid", "true");
        await app.GetByLabel("Address 1").FillAsync("info@shop.example");
        await app.Save();
        await Expect(other.GetByLabel("Address 1")).ToHaveValueAsync("info@shop.example");
        await Expect(other.Locator(".recipients .chip")).ToHaveTextAsync("not confirmed");
        await Expect(app.Delay("Unaccepted")).ToHaveValueAsync("7");
    }

    [Fact]
    public async Task A_form_is_empty_again_before_what_it_made_is_seen_and_keeps_what_was_typed_meanwhile()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/groups");
        var name = app.GetByLabel("Name, as visitors read it");
        await app.GetByLabel("Béla").WaitForAsync();

        // The answer to the first one waits, and so do the lists that are read anew.
        var answer = new TaskCompletionSource();
        var list = new TaskCompletionSource();
        await agent.RouteAsync("**/api/groups", async route =>
        {
            await (route.Request.Method == "POST" ? answer.Task : list.Task);
            await route.ContinueAsync();
        });
        await name.FillAsync("HU");
        await app.GetByLabel("Béla").CheckAsync();
        await app.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();
        await name.FillAsync("EN");
        answer.SetResult();
        await Expect(app.GetByLabel("Béla")).Not.ToBeCheckedAsync();
        await Expect(name).ToHaveValueAsync("EN");
        await app.GetByLabel("Csilla").CheckAsync();
        list.SetResult();
        await Expect(app.GetByRole(AriaRole.Article, new() { Name = "HU" })).ToContainTextAsync("Béla");
        await Expect(name).ToHaveValueAsync("EN");
        await app.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();
        await Expect(app.GetByRole(AriaRole.Article, new() { Name = "EN" })).ToContainTextAsync("Csilla");
        await Expect(name).ToHaveValueAsync("");
        await Expect(app.GetByRole(AriaRole.Button, new() { Name = "Create group" })).ToBeFocusedAsync();
        await agent.UnrouteAllAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_said_at_its_field_and_a_new_name_shows_at_once()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/profile");
        var email = app.GetByRole(AriaRole.Form, new() { Name = "E-mail address" });
        await email.GetByLabel("New e-mail address").FillAsync("anna@shop.example");
        await email.GetByLabel("Your present password").FillAsync("guessed wrongly");
        await email.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(email.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(email.GetByLabel("Your present password")).ToBeFocusedAsync();
        await Expect(email.GetByLabel("Your present password")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(email.GetByLabel("New e-mail address")).ToHaveValueAsync("anna@shop.example");
        await email.GetByLabel("Your present password").FillAsync("moonlight-shop");
        await app.Keyboard.PressAsync("Enter");
        await Expect(email.GetByRole(AriaRole.Status)).ToContainTextAsync("A link is on its way to anna@shop.example.");

        await app.GetByLabel("Name", new() { Exact = true }).FillAsync("Anna Holdas");
        await app.Save();
        await Expect(app.Locator(".own .me")).ToHaveTextAsync("Anna Holdas");
    }

    [Fact]
    public async Task The_widget_is_previewed_before_it_is_saved_and_a_site_that_is_none_is_named()
    {
        await using var agent = await chromium.NewPerson(server.Address);
        var app = await agent.Desk(0, "/app/settings/widget");
        await app.GetByLabel("Colour", new() { Exact = true }).FillAsync("#115511");
        await app.GetByLabel("Phone").PressAsync("Space");
        await Expect(app.Locator(".chat-head")).ToHaveCSSAsync("background-color", "rgb(17, 85, 17)");
        await Expect(app.Locator(".chat-field")).ToHaveTextAsync(["Your name", "E-mail address", "Phone"]);
        await app.GetByLabel("Allowed sites").FillAsync("shop.example\nhttps://a.example/path");
        await app.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(app.GetByText("https://a.example/path A site looks like")).ToBeVisibleAsync();
        await app.GetByLabel("Allowed sites").FillAsync("shop.example");
        await app.Save();
        await Expect(app.GetByLabel("Allowed sites")).ToHaveValueAsync("https://shop.example");
        await Expect(app.Locator(".code")).ToContainTextAsync($"<script src=\"{server.Address}widget.js\" data-key=");
    }
}
