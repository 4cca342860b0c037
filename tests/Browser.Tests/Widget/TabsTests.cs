using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nightbell.Browser.Tests.Widget;

/// <summary>A visitor with several pages of a site open.</summary>
public sealed class TabsTests(Chromium chromium, WidgetServer server) : IClassFixture<WidgetServer>
{
    [Fact]
    public async Task Three_tabs_share_one_stream_and_another_one_goes_on_when_its_holder_is_closed()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        await using var agent = await chromium.NewPerson(server.Address);
        var (open, left) = Watch(visitor);
        var owner = await server.Owner(agent);
        var first = await visitor.NewPageAsync();
        await first.GotoAsync("/one");
        await first.OpenChat();
        await first.WriteOffline("In three tabs", "Dóra", "dora@example.com");
        await Expect(first.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var conversation = await server.ConversationThatSays(owner, "In three tabs");
        var tabs = new List<IPage> { first };
        foreach (var path in (string[])["/two", "/three"])
        {
            var tab = await visitor.NewPageAsync();
            await tab.GotoAsync(path);
            await tab.OpenChat();
            await Expect(tab.Chat().Locator(".message.visitor")).ToHaveCountAsync(1);
            tabs.Add(tab);
        }

        await server.Answer(owner, conversation, "Heard in all of them");
        foreach (var tab in tabs)
            await Expect(tab.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync("Heard in all of them");
        Assert.Single(open);

        // The first holds the stream. While it is gone and no other has taken over, something is said.
        await first.CloseAsync(new() { RunBeforeUnload = false });
        await server.Answer(owner, conversation, "Nobody misses this");
        foreach (var tab in tabs.Skip(1))
            await Expect(tab.Chat().Locator(".message.agent .bubble")).ToHaveTextAsync(["Heard in all of them", "Nobody misses this"]);
        Assert.Single(open);
        Assert.Empty(left);

        await tabs[1].Write("From the second");
        await Expect(tabs[2].Chat().Locator(".message.visitor .bubble")).ToHaveTextAsync(["In three tabs", "From the second"]);
    }

    [Fact]
    public async Task Leaving_is_told_by_the_last_tab_alone()
    {
        await using var site = ForeignSite.WithPage(server.Tag());
        await using var visitor = await chromium.NewPerson(site.Address);
        var (_, left) = Watch(visitor);
        var first = await visitor.NewPageAsync();
        await first.GotoAsync("/");
        await first.OpenChat();
        await first.WriteOffline("Coming and going", "Ede", "ede@example.com");
        await Expect(first.Chat().Locator(".message.visitor .foot time")).ToHaveCountAsync(1);
        var second = await visitor.NewPageAsync();
        await second.GotoAsync("/");
        await second.OpenChat();
        await Expect(second.Chat().Locator(".message.visitor")).ToHaveCountAsync(1);

        await first.GotoAsync("about:blank");
        Assert.Empty(left);
        await visitor.RunAndWaitForLeave(() => second.GotoAsync("about:blank"));
        Assert.Single(left);
    }

    /// <summary>The visitor's streams that are open, and the times the pages said goodbye.</summary>
    private static (ConcurrentDictionary<IRequest, bool> Open, ConcurrentQueue<string> Left) Watch(IBrowserContext visitor)
    {
        var open = new ConcurrentDictionary<IRequest, bool>();
        var left = new ConcurrentQueue<string>();
        visitor.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/widget/v1/events", StringComparison.Ordinal) && request.Method == "GET")
                open[request] = true;
            if (request.Url.EndsWith("/leave", StringComparison.Ordinal) && request.Method == "POST")
                left.Enqueue(request.Url);
        };
        visitor.RequestFinished += (_, request) => open.TryRemove(request, out var _);
        visitor.RequestFailed += (_, request) => open.TryRemove(request, out var _);
        return (open, left);
    }
}

internal static class Leaving
{
    public static async Task RunAndWaitForLeave(this IBrowserContext visitor, Func<Task> action)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        visitor.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/leave", StringComparison.Ordinal) && request.Method == "POST")
                left.TrySetResult();
        };
        await action();
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }
}
