using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>What a page can tell the widget, and hear from it.</summary>
public sealed class PageApiTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    private const string Queue = """
        <script>
          window.nightbell = window.nightbell || function () { (nightbell.q = nightbell.q || []).push(arguments); };
          window.heard = [];
          for (const event of ['status', 'message_sent', 'message_received', 'open', 'close', 'error']) {
            nightbell('on', event, (detail) => heard.push([event, detail]));
          }
          nightbell('language', 'hu');
          nightbell('open');
        </script>
        """;

    [Fact]
    public async Task What_is_called_before_the_script_is_there_is_done_and_what_happens_is_told()
    {
        await using var site = ForeignSite.WithPage(server.Tag(), Queue);
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await Expect(page.Chat().GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Expect(page.Chat().Locator("textarea")).ToHaveAttributeAsync("placeholder", "Írja ide az üzenetét…");
        await page.WriteOffline("Hallotok?", "Dóra", "dora@example.com");
        await Expect(page.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        await server.Answer(owner, await server.ConversationThatSays(owner, "Hallotok?"), "Hallunk.");
        await Expect(page.Chat().Locator(".message.agent")).ToHaveCountAsync(1);
        await page.EvaluateAsync("nightbell('close')");
        await Expect(page.Chat().GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();

        var heard = JsonSerializer.Deserialize<JsonElement[][]>(await page.EvaluateAsync<string>("JSON.stringify(heard)"))!;
        Assert.Equal(["close", "message_received", "message_sent", "open", "status"], heard.Select(h => h[0].GetString()!).Distinct().Order(StringComparer.Ordinal));
        var status = heard.First(h => h[0].GetString() == "status")[1];
        Assert.Equal((false, "nobody_online"), (status.GetProperty("online").GetBoolean(), status.GetProperty("reason").GetString()));
        Assert.Equal("Hallunk.", heard.First(h => h[0].GetString() == "message_received")[1].GetProperty("text").GetString());
        await page.EvaluateAsync("nightbell('hide')");
        await Expect(page.Chat().Locator(".launcher")).ToBeHiddenAsync();
        await page.EvaluateAsync("nightbell('show')");
        await Expect(page.Chat().Locator(".launcher")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_bell_the_page_itself_opens_the_chat()
    {
        await using var site = ForeignSite.WithPage(server.Tag("data-hidden"), Queue);
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await Expect(page.Chat().GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Expect(page.Chat().Locator(".launcher")).ToBeHiddenAsync();
        await page.EvaluateAsync("nightbell('show')");
        await Expect(page.Chat().Locator(".launcher")).ToBeVisibleAsync();
        await page.EvaluateAsync("nightbell('hide')");
        await Expect(page.Chat().GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(page.Chat().Locator(".launcher")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Nothing_that_was_typed_stays_for_whoever_comes_after_the_visitor_has_signed_out()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        var chat = page.Chat();
        await chat.Locator("#name").FillAsync("Dóra");
        await chat.Locator("#email").FillAsync("dora@gmial.com");
        await chat.Locator("#text").FillAsync("My order 4711…");
        await chat.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "bill.txt", MimeType = "text/plain", Buffer = "One lantern"u8.ToArray() });
        await Expect(chat.Locator(".files li")).ToHaveCountAsync(1);
        await Expect(chat.Locator(".meant")).ToContainTextAsync("gmail.com");

        await page.EvaluateAsync("nightbell('identify', null)");
        await Expect(chat.Locator("#text")).ToHaveValueAsync("");
        await Expect(chat.Locator("#name")).ToHaveValueAsync("");
        await Expect(chat.Locator("#email")).ToHaveValueAsync("");
        await Expect(chat.Locator(".meant")).ToBeEmptyAsync();
        await Expect(chat.Locator(".files li")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_field_is_as_high_as_ever_for_whoever_comes_after_a_visitor_who_signed_out_with_the_panel_closed()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        var text = page.Chat().Locator("#text");
        var height = (await text.BoundingBoxAsync())!.Height;
        await text.FillAsync("One\nTwo\nThree\nFour");
        await page.EvaluateAsync("nightbell('close'); nightbell('identify', null); nightbell('open')");
        await Expect(text).ToHaveValueAsync("");
        Assert.Equal(height, (await text.BoundingBoxAsync())!.Height);
    }

    [Fact]
    public async Task Who_the_page_has_said_is_asked_nothing_and_goes_on_typing()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await Expect(page.Chat().Locator("#name")).ToBeFocusedAsync();
        await page.EvaluateAsync("nightbell('identify', { name: 'Dóra', email: 'dora@example.com' })");
        await Expect(page.Chat().Locator("#name")).ToHaveCountAsync(0);
        await Expect(page.Chat().Locator("#text")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Whoever_agrees_in_the_panel_is_who_the_page_has_said()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.OpenChat();
        await page.EvaluateAsync("nightbell('consent', false); nightbell('identify', { name: 'Dóra', email: 'dora@example.com' })");
        var told = await page.RunAndWaitForRequestAsync(
            () => page.Chat().Locator(".consent button").ClickAsync(),
            request => request.Method == "PUT" && request.Url.EndsWith("/widget/v1/visitor", StringComparison.Ordinal));
        Assert.Contains("dora@example.com", told.PostData, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_language_is_heard_while_the_panel_comes()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await Expect(page.Chat().Locator(".launcher")).ToBeVisibleAsync();
        var (script, answer) = (new TaskCompletionSource<IRoute>(), new TaskCompletionSource<IRoute>());
        await page.RouteAsync("**/widget-panel-*.js", route => Keep(script, route));
        await page.RouteAsync("**/widget/v1/*lang=hu*", route => Keep(answer, route));
        await page.EvaluateAsync("nightbell('open')");
        var held = await script.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await page.EvaluateAsync("nightbell('language', 'hu')");
        await answer.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await held.ContinueAsync();
        await Expect(page.Chat().Locator("textarea")).ToHaveAttributeAsync("placeholder", "Write a message…");
        await (await answer.Task).ContinueAsync();
        await Expect(page.Chat().Locator("textarea")).ToHaveAttributeAsync("placeholder", "Írja ide az üzenetét…");

        // The first one is kept; what is asked for again passes.
        static Task Keep(TaskCompletionSource<IRoute> kept, IRoute route) => kept.TrySetResult(route) ? Task.CompletedTask : route.ContinueAsync();
    }

    [Fact]
    public async Task A_customer_signed_for_as_the_guide_says_goes_on_in_another_browser()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var agent = await chromium.NewPerson(server.Address);
        var owner = await server.Owner(agent);
        var made = await (await owner.PostAsync($"{server.Address}api/settings/widget/identity")).JsonAsync();
        var identity = SignInNode(made!.Value.GetProperty("secret").GetString()!, "customer 4711", "dora@shop.example", "Kovács Dóra");

        await using var phone = await chromium.NewPerson(site.Address);
        var first = await Identified(phone, identity);
        await Expect(first.Chat().Locator("#email")).ToHaveCountAsync(0);
        await first.Write("From my phone");
        await Expect(first.Chat().Locator(".message.visitor .foot")).ToContainTextAsync("dora@shop.example");
        await server.Answer(owner, await server.ConversationThatSays(owner, "From my phone"), "Good day, Dóra.");

        await using var laptop = await chromium.NewPerson(site.Address);
        var second = await Identified(laptop, identity);
        await Expect(second.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Good day, Dóra.");
        await second.EvaluateAsync("nightbell('identify', null)");
        await Expect(second.Chat().Locator(".message")).ToHaveCountAsync(0);

        await using var thief = await chromium.NewPerson(site.Address);
        var third = await Identified(thief, identity.Replace("4711", "4712", StringComparison.Ordinal));
        await third.WaitForFunctionAsync("window.refusal !== undefined");
        Assert.Equal("identity_wrong", await third.EvaluateAsync<string>("refusal"));
        await third.WriteOffline("Then as nobody", "Somebody", "somebody@example.com");
        await Expect(third.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
    }

    private static async Task<IPage> Identified(IBrowserContext visitor, string identity)
    {
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/");
        await page.Chat().Locator(".launcher").WaitForAsync();
        await page.EvaluateAsync($"nightbell('on', 'error', ({{ code }}) => {{ window.refusal = code; }}); nightbell('identify', {identity})");
        await page.OpenChat();
        return page;
    }

    /// <summary>Runs the guide's own example.</summary>
    private static string SignInNode(string secret, string userId, string email, string name)
    {
        var guide = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "widget.md"));
        var example = guide[guide.IndexOf("import { createHmac }", StringComparison.Ordinal)..].Split("```")[0].Replace("export ", "", StringComparison.Ordinal);
        var info = new ProcessStartInfo("node", ["--input-type=module"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var node = Process.Start(info)!;
        node.StandardInput.Write($"{example}\nconsole.log(JSON.stringify(identityOf({JsonSerializer.Serialize(secret)}, {JsonSerializer.Serialize(new { userId, email, name })})));");
        node.StandardInput.Close();
        var printed = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return printed.Trim();
    }
}
