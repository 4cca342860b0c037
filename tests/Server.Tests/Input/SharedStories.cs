using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Input;

/// <summary>One server for each database, for tests that leave nothing behind.</summary>
public sealed class SharedStories : IAsyncLifetime
{
    private readonly Dictionary<string, InputScene> scenes = new(StringComparer.Ordinal);

    public async Task<InputScene> Scene(string database)
    {
        if (!scenes.TryGetValue(database, out var scene))
        {
            scene = await InputScene.Set(database);
            scenes.Add(database, scene);
        }

        return scene;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var scene in scenes.Values)
        {
            await scene.Story.DisposeAsync();
        }
    }
}

/// <summary>An account with an agent, a group and a conversation, and everything about it that bad input might change.</summary>
public sealed record InputScene(Story Story, Visitor Visitor, string Group, string Device)
{
    public static async Task<InputScene> Set(string database)
    {
        var story = await Story.Begin(database);
        var anna = await story.Agent("Anna");
        var device = await anna.WatchesOffline();
        var group = await story.Group("Repairs", anna);
        var visitor = story.Visitor();
        await visitor.Writes("Hello");
        return new InputScene(story, visitor, group, device.Id);
    }

    public string Fill(string template) => template
        .Replace("{id}", Visitor.ConversationId, StringComparison.Ordinal)
        .Replace("{group}", Group, StringComparison.Ordinal)
        .Replace("{device}", Device, StringComparison.Ordinal);

    public async Task<string> Fingerprint()
    {
        var told = new List<string> { (await Visitor.Api.Get("/widget/v1/conversation")).Is(200).Text };
        foreach (var path in (string[])["/api/me", "/api/agents", "/api/groups", "/api/settings/notifications", "/api/settings/office-hours", "/api/settings/widget", "/api/conversations?box=open"])
        {
            told.Add((await Story.Owner.Api.Get(path)).Is(200).Text);
        }

        return string.Join('\n', told);
    }
}
