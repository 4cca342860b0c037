using Nightbell.Server.Tests.Harness;

namespace Nightbell.Server.Tests.Security;

/// <summary>One of each thing an account owns, to put into paths.</summary>
public sealed record Ids(string Key, string Agent, string Group, string Conversation, string Visitor, string Device, string Mail, string Canned, string Token, string Webhook, string Export)
{
    /// <summary>Founds the account with one agent and makes one of each.</summary>
    public static async Task<Ids> Of(Story story, string owner)
    {
        var agent = await story.Agent(owner);
        var group = await story.Group("Repairs");
        var visitor = story.Visitor();
        await visitor.Writes("Hello");
        await story.At("2:00");
        var canned = (await agent.Api.Post("/api/canned-answers", new { shortcut = "hello", text = "Hello" })).Is(201).Field("id");
        var token = (await agent.Api.Post("/api/tokens", new { name = "Program", scopes = new[] { "conversations:read" } })).Is(201).Field("id");
        var webhook = (await agent.Api.Post("/api/webhooks", new { url = "https://hooks.example.com/", events = new[] { "visitor.changed" } })).Is(201).Field("id");
        var export = (await agent.Api.Post("/api/exports", new { format = "json" })).Is(201).Field("id");
        var device = await agent.SignsIn("web", "Chrome on Windows");
        await agent.SetsStatus("offline");
        var mails = (await agent.Api.Get("/api/mails")).Is(200).Json.GetProperty("items");
        Assert.NotEqual(0, mails.GetArrayLength());
        return new Ids(story.WidgetKey, agent.Id, group, visitor.ConversationId, await visitor.Id(), device.Id, mails[0].GetProperty("id").GetString()!, canned, token, webhook, export);
    }

    public static Ids OfNothing() => new(Random(), Random(), Random(), Random(), Random(), Random(), Random(), Random(), Random(), Random(), Random());

    public string Fill(string path)
    {
        var kinds = new (string Under, string Id)[]
        {
            ("/conversations/", Conversation), ("/visitors/", Visitor), ("/agents/", Agent), ("/groups/", Group), ("/devices/", Device), ("/mails/", Mail), ("/canned-answers/", Canned), ("/tokens/", Token), ("/webhooks/", Webhook), ("/exports/", Export),
        };
        var id = kinds.FirstOrDefault(k => path.Contains(k.Under + "{id}", StringComparison.Ordinal)).Id;
        Assert.True(id is not null || !path.Contains("{id}", StringComparison.Ordinal), $"{path}: whose id?");
        return path.Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{key}", Key, StringComparison.Ordinal)
            .Replace("{delivery}", Random(), StringComparison.Ordinal)
            .Replace("{token}", "forged", StringComparison.Ordinal);
    }

    private static string Random() => Guid.CreateVersion7().ToString();
}
