using System.Text.Json;

namespace Nightbell.Server.Tests.Harness;

/// <summary>The notices of one conversation, as <c>GET /api/conversations/{id}/notices</c> tells them.</summary>
public sealed class Why(JsonElement json)
{
    public string State => json.GetProperty("state").GetString()!;

    public IReadOnlyList<JsonElement> Recipients => [.. json.GetProperty("recipients").EnumerateArray()];

    public IReadOnlyList<JsonElement> History => [.. json.GetProperty("history").EnumerateArray()];

    public Why StateIs(string state)
    {
        Assert.True(State == state, $"The state is {State} instead of {state}:\n{json}");
        return this;
    }

    /// <summary>What stands for this agent now: verdict, reason, a whole sentence and the evidence.</summary>
    /// <param name="agent">Whose notice.</param>
    /// <param name="verdict"><c>send</c>, <c>wait</c> or <c>skip</c>.</param>
    /// <param name="reason">The line of the ladder.</param>
    /// <param name="evidence">Words that the evidence must hold.</param>
    public Why Stands(Agent agent, string verdict, string reason, params string[] evidence) => Stands(Of(agent), agent.Name, verdict, reason, evidence);

    public Why Stands(string address, string verdict, string reason, params string[] evidence) =>
        Stands([.. Recipients.Where(r => r.GetProperty("address").GetString() == address)], address, verdict, reason, evidence);

    /// <summary>This was decided for the agent at some time since the waiting began.</summary>
    public Why Was(Agent agent, string verdict, string reason)
    {
        var all = Recipients.Concat(History).Where(n => IsFor(n, agent)).ToList();
        Assert.True(all.Exists(n => Is(n, verdict, reason)), $"{agent.Name} never had {verdict} {reason}:\n{Told(all)}");
        return this;
    }

    public Why WasNever(Agent agent, string verdict, string reason)
    {
        var all = Recipients.Concat(History).Where(n => IsFor(n, agent)).ToList();
        Assert.False(all.Exists(n => Is(n, verdict, reason)), $"{agent.Name} had {verdict} {reason}:\n{Told(all)}");
        return this;
    }

    /// <summary>A mail went to the agent: either the sending itself stands, or that they were told.</summary>
    public Why WasTold(Agent agent, string reason)
    {
        Was(agent, "send", reason);
        var latest = Latest(Of(agent), agent.Name);
        Assert.True(Is(latest, "send", reason) || Is(latest, "skip", "AlreadyTold"), $"{agent.Name}: {latest}");
        Assert.NotEmpty(Of(agent).SelectMany(n => n.GetProperty("mails").EnumerateArray()));
        return this;
    }

    /// <summary>The mails listed for this agent.</summary>
    public IReadOnlyList<JsonElement> MailsOf(Agent agent) =>
        [.. Of(agent).SelectMany(n => n.GetProperty("mails").EnumerateArray()).DistinctBy(m => m.GetProperty("id").GetString())];

    public JsonElement Latest(Agent agent) => Latest(Of(agent), agent.Name);

    private static bool IsFor(JsonElement notice, Agent agent) =>
        notice.TryGetProperty("agentId", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() == agent.Id;

    private static bool Is(JsonElement notice, string verdict, string reason) =>
        notice.GetProperty("verdict").GetString() == verdict && notice.GetProperty("reason").GetString() == reason;

    private static string Told(IEnumerable<JsonElement> notices) => string.Join('\n', notices.Select(n => n.ToString()));

    private List<JsonElement> Of(Agent agent) => [.. Recipients.Where(r => IsFor(r, agent))];

    // The page shows the last notice of each kind; what stands is the later of them.
    private JsonElement Latest(IReadOnlyList<JsonElement> notices, string who)
    {
        Assert.True(notices.Count > 0, $"No notice for {who}:\n{json}");
        return notices.MaxBy(n => n.GetProperty("decidedAt").GetDateTimeOffset());
    }

    private Why Stands(IReadOnlyList<JsonElement> notices, string who, string verdict, string reason, string[] evidence)
    {
        var latest = Latest(notices, who);
        Assert.True(Is(latest, verdict, reason), $"{who} has not {verdict} {reason} but:\n{latest}");
        Assert.False(string.IsNullOrWhiteSpace(latest.GetProperty("text").GetString()), $"No sentence: {latest}");
        Assert.Equal(JsonValueKind.Object, latest.GetProperty("evidence").ValueKind);
        foreach (var word in evidence)
        {
            var told = latest.GetProperty("evidence").ToString();
            Assert.True(told.Contains(JsonEncodedText.Encode(word).ToString(), StringComparison.Ordinal) || told.Contains(word, StringComparison.Ordinal),
                $"{who}: the evidence of {reason} does not tell of {word}: {told}");
        }

        return this;
    }
}
