using System.Text.Json;

namespace Nightbell.Server.Tests.Harness;

/// <summary>Somebody on the shop's site, with the widget.</summary>
public sealed class Visitor(Story story, string name, string email) : IAsyncDisposable
{
    private EventStream? site;

    public Caller Api { get; } = story.App.Caller();

    public string Name => name;

    public string Email => email;

    public string ConversationId { get; private set; } = "";

    /// <summary>What the last message was answered: was the visitor shown an online team?</summary>
    public bool WasShownOnline { get; private set; }

    /// <summary>Introduces themselves as the contact form does; done by the first message otherwise.</summary>
    public async Task Arrives()
    {
        if (Api.Bearer is not null)
        {
            return;
        }

        var made = (await Api.Post($"/widget/v1/{story.WidgetKey}/visitors", new { })).Is(201);
        Api.Bearer = made.Field("token");
        (await Api.Put("/widget/v1/visitor", new { name, email })).Is(200);
    }

    /// <summary>Posts a message and gives its number.</summary>
    public async Task<long> Writes(string text, string? group = null)
    {
        await Arrives();
        object body = group is null ? new { text } : new { text, groupId = group };
        var answer = (await Api.Post("/widget/v1/messages", body)).Is(201);
        ConversationId = answer.Field("conversationId");
        WasShownOnline = answer.Json.GetProperty("online").GetBoolean();
        story.MarkFirst();
        await story.Settle();
        return answer.Json.GetProperty("number").GetInt64();
    }

    /// <summary>The widget opens its stream: the visitor is on the site.</summary>
    public async Task IsOnSite()
    {
        await Arrives();
        (site, var first) = await EventStream.OpenAndGreet(Api, "/widget/v1/events");
        Assert.Equal("hello", first.Name);
        await story.Settle();
    }

    /// <summary>The tab is closed.</summary>
    public async Task LeavesSite()
    {
        var closing = site ?? throw new InvalidOperationException($"{name} is not on the site.");
        site = null;
        await closing.DisposeAsync();
        await story.App.RequestEnded(closing.Mark);
        await story.Settle();
    }

    /// <summary>Whether the widget, asked anew, shows the team online.</summary>
    public async Task<bool> SeesOnline(string? group = null)
    {
        using var page = story.App.Caller();
        var query = group is null ? "" : $"?group={group}";
        var answer = (await page.Get($"/widget/v1/{story.WidgetKey}{query}")).Is(200);
        return answer.Json.GetProperty("online").GetBoolean();
    }

    public async ValueTask DisposeAsync()
    {
        if (site is not null)
        {
            await site.DisposeAsync();
        }

        Api.Dispose();
    }

    /// <summary>The visitor's own id, as agents know it.</summary>
    public async Task<string> Id() =>
        (await story.Owner.Api.Get($"/api/conversations/{ConversationId}")).Is(200).Json.GetProperty("visitor").GetProperty("id").GetString()!;

    public async Task<JsonElement> Conversation() => (await Api.Get("/widget/v1/conversation")).Is(200).Json;

    /// <summary>The answer to "why" of this visitor's conversation.</summary>
    public async Task<Why> Why(Agent? asker = null) =>
        new((await (asker ?? story.Owner).Api.Get($"/api/conversations/{ConversationId}/notices")).Is(200).Json);
}
