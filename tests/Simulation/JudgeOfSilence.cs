using System.Text.Json;

namespace Nightbell.Simulation;

/// <summary>The part of the judge that asks why somebody has waited for so long.</summary>
public sealed partial class Judge
{
    /// <summary>Nobody waits longer without something that can be pointed at: both delays, and two minutes.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(9);

    /// <summary>Whoever waits for long does so for a reason that can be seen from outside.</summary>
    private void LookForSilence(KnownConversation conversation, string state, JsonElement why)
    {
        var since = Latest(conversation.LastAtRest, conversation.Unanswered[0].At, undisturbedSince);
        if (clockWasSet || Now - since <= LongestSilence)
            return;
        var newest = conversation.Unanswered[^1];
        var announced = conversation.Told.Any(t => t.Said >= conversation.Unanswered[0].Said) || HasMailUnderWay(conversation.Id);
        var said = state switch
        {
            "due" => announced
                || why.GetProperty("recipients").EnumerateArray().Any(r => r.GetProperty("reason").GetString() == "Throttled")
                || Now - Latest(newest.At, DutySince(conversation)) <= LongestSilence,
            "announced" => conversation.Told.Any(t => t.Said >= conversation.Unanswered[0].Said && !t.HasFailed) || HasMailUnderWay(conversation.Id),
            "opened" => conversation.Opened.Values.Any(o => o.Number >= conversation.Unanswered[0].Number),
            "in_front_of_team" => IsTeamOnline(conversation),
            _ => CanNobodyBeTold(conversation),
        };
        Expect(said, $"{conversation.Visitor} has waited since {since:HH:mm:ss} and is {state}, and nothing bears that out");
    }

    /// <summary>When whoever is to hear of it next took up the duty: came online, be it for a moment, began to count by hours or groups, or left the team offline for good.</summary>
    private DateTimeOffset DutySince(KnownConversation conversation) => IsTeamOnline(conversation)
        ? Latest(conversation.OnlineSince ?? Now, Team(conversation).Where(a => a.Online.Count > 0).Max(a => a.Online[^1].From))
        : conversation.OfflineSince;

    /// <summary>Everybody of the team is switched off, or their address has failed.</summary>
    private bool CanNobodyBeTold(KnownConversation conversation)
    {
        var online = IsTeamOnline(conversation);
        if (!(online ? unacceptedMails && package != "free" : offlineMails))
            return true;
        return Team(conversation).All(a => !(online ? a.UnacceptedMails : a.OfflineMails) || HasFailed(a.Email))
            && recipients.All(r => HasFailed(r) || silenced.Contains(r));
    }
}
