using System.Text.Json.Nodes;

namespace Nightbell.Server.Tests.Harness;

/// <summary>What people with full access change, done by the account's owner.</summary>
public static class AccountSettings
{
    /// <summary>Every weekday, for office hours that are the same each day.</summary>
    public static readonly IReadOnlyList<string> Week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static async Task Deactivates(this Story story, Agent agent) => await story.Changes(agent, new { active = false });

    public static async Task Moves(this Story story, Agent agent, params string[] groups) => await story.Changes(agent, new { groupIds = groups });

    /// <summary>Changes the account's notification settings, leaving the others as they are.</summary>
    public static async Task SetsNotifications(this Story story, Action<JsonNode> change)
    {
        var settings = JsonNode.Parse((await story.Owner.Api.Get("/api/settings/notifications")).Is(200).Text)!;
        change(settings);
        (await story.Owner.Api.Put("/api/settings/notifications", settings)).Ok();
        await story.Settle();
    }

    /// <summary>Adds an additional recipient, whose mail with the link stays in the box.</summary>
    public static Task AddsRecipient(this Story story, string address) =>
        story.SetsNotifications(s => s["additionalRecipients"]!.AsArray().Add(new JsonObject { ["address"] = address, ["confirmed"] = false }));

    /// <summary>Adds an additional recipient, who confirms by the link.</summary>
    public static async Task AddsConfirmedRecipient(this Story story, string address)
    {
        await story.AddsRecipient(address);
        var token = story.App.Post.Take(l => l.To == address && l.HasToken).Token;
        using var browser = story.App.Caller();
        (await browser.Put("/api/recipients/confirmation", new { token })).Ok();
        await story.Settle();
    }

    /// <param name="story">Whose account.</param>
    /// <param name="timeZone">IANA name.</param>
    /// <param name="days">The days that have hours.</param>
    /// <param name="hours">From and to, each day the same.</param>
    public static async Task SetsOfficeHours(this Story story, string timeZone, IReadOnlyList<string> days, params (string From, string To)[] hours)
    {
        var table = Week.ToDictionary(
            day => day,
            day => days.Contains(day, StringComparer.Ordinal) ? hours.Select(h => new { from = h.From, to = h.To }).ToArray() : [],
            StringComparer.Ordinal);
        (await story.Owner.Api.Put("/api/settings/office-hours", new { enabled = true, timeZone, days = table, closed = Array.Empty<string>() })).Ok();
        await story.Settle();
    }

    private static async Task Changes(this Story story, Agent agent, object change)
    {
        (await story.Owner.Api.Patch($"/api/agents/{agent.Id}", change)).Ok();
        await story.Settle();
    }
}
