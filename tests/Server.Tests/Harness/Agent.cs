using System.Text.Json;
using Nightbell.Mail.Compose;

namespace Nightbell.Server.Tests.Harness;

/// <summary>A person who answers, as the outside sees them: sessions, devices and what they do.</summary>
public sealed class Agent : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly Story story;
    private readonly List<Device> devices = [];

    private Agent(Story story, Caller api, string id, string name, string email)
    {
        this.story = story;
        Api = api;
        Id = id;
        Name = name;
        Email = email;
    }

    /// <summary>A session without a device, for questions and settings.</summary>
    public Caller Api { get; }

    public string Id { get; }

    public string Name { get; }

    /// <summary>The address of notifications; follows <see cref="ChangesEmail"/>.</summary>
    public string Email { get; private set; }

    public static string AddressOf(string name) => $"{name.ToLowerInvariant()}@example.com";

    public static async Task<Agent> SignIn(Story story, string id, string name, string email) =>
        new(story, await Session(story, email), id, name, email);

    /// <summary>A mail to this agent.</summary>
    public ExpectedLetter Gets(string at, params string[] carrying) => new(at, Email, carrying);

    /// <summary>Signs in on a further device. It counts as in contact now; its stream is not open yet.</summary>
    public async Task<Device> SignsIn(string kind, string name)
    {
        var device = new Device(story, await Session(story, Email), kind, name);
        devices.Add(device);
        await device.Touches();
        return device;
    }

    /// <summary>Sits down at a browser whose stream is open, with status online.</summary>
    public async Task<Device> ComesOnline(string on = "Chrome on Windows")
    {
        var device = await SignsIn("web", on);
        await SetsStatus("online");
        await device.Opens();
        return device;
    }

    public async Task SetsStatus(string status)
    {
        (await Api.Put("/api/me/status", new { status })).Is(200);
        await story.Settle();
    }

    /// <summary>Has a browser in view, but status offline.</summary>
    public async Task<Device> WatchesOffline(string on = "Chrome on Windows")
    {
        await SetsStatus("offline");
        var device = await SignsIn("web", on);
        await device.Opens();
        return device;
    }

    public async Task OpensConversation(Visitor visitor, Device device, long? upTo = null)
    {
        object body = upTo is null ? new { device = device.Id } : new { device = device.Id, upTo };
        (await device.Api.Put($"/api/conversations/{visitor.ConversationId}/opened", body)).Is(204);
        await story.Settle();
    }

    public async Task Accepts(Visitor visitor)
    {
        (await Api.Put($"/api/conversations/{visitor.ConversationId}/acceptance")).Ok();
        await story.Settle();
    }

    public async Task LeavesConversation(Visitor visitor)
    {
        (await Api.Delete($"/api/conversations/{visitor.ConversationId}/acceptance")).Ok();
        await story.Settle();
    }

    public async Task HandsOver(Visitor visitor, Agent colleague)
    {
        (await Api.Put($"/api/conversations/{visitor.ConversationId}/assignment", new { agentId = colleague.Id })).Is(204);
        await story.Settle();
    }

    public async Task HandsOver(Visitor visitor, string group)
    {
        (await Api.Put($"/api/conversations/{visitor.ConversationId}/assignment", new { groupId = group })).Is(204);
        await story.Settle();
    }

    public async Task Answers(Visitor visitor, string text)
    {
        (await Api.Post($"/api/conversations/{visitor.ConversationId}/messages", new { text })).Is(201);
        await story.Settle();
    }

    public async Task Resolves(Visitor visitor)
    {
        (await Api.Put($"/api/conversations/{visitor.ConversationId}/resolution")).Ok();
        await story.Settle();
    }

    /// <summary>Changes the profile's e-mail and confirms it by the link in the mail.</summary>
    public async Task ChangesEmail(string email)
    {
        (await Api.Post("/api/me/email", new { email, password = Password })).Is(202);
        await story.Settle();
        var token = story.App.Post.Take(l => EmailAddress.AreSame(l.To, email) && l.HasToken).Token;
        story.App.Post.TakeAll(l => EmailAddress.AreSame(l.To, Email) && l.Thread.Count == 0);
        (await Api.Put("/api/me/email", new { token })).Is(204);
        Email = email;
        await story.Settle();
    }

    public async Task<JsonElement> Me() => (await Api.Get("/api/me")).Is(200).Json;

    public async Task<bool> IsOnline() => (await Me()).GetProperty("online").GetBoolean();

    public async ValueTask DisposeAsync()
    {
        foreach (var device in devices)
        {
            await device.DisposeAsync();
        }

        Api.Dispose();
    }

    private static async Task<Caller> Session(Story story, string email)
    {
        var caller = story.App.Caller();
        (await caller.Post("/api/session", new { email, password = Password })).Is(204);
        return caller;
    }
}
