using Nightbell.Server.Tests.Harness;

namespace Nightbell.Simulation;

/// <summary>The part of the judge that knows who is there at all.</summary>
public sealed partial class Judge
{
    /// <summary>Where the last mail to an address lets its reader unsubscribe with one click (RFC 8058).</summary>
    private readonly Dictionary<string, string> unsubscribeLinks = new(StringComparer.OrdinalIgnoreCase);

    public string UnsubscribeLinkOf(string address) => unsubscribeLinks[address];

    /// <summary>There is a verdict about them from now on, and they are nobody's team until they join.</summary>
    public void Invites(string newcomer)
    {
        agents[newcomer] = new KnownAgent(newcomer, World.EmailOf(newcomer)) { Active = false };
        Sample();
    }

    public void Deletes(string agent)
    {
        agents.Remove(agent);
        foreach (var conversation in conversations.Values)
        {
            conversation.Assignees.Remove(agent);
            conversation.Handed.Remove(agent);
        }

        Sample();
    }

    /// <summary>What visitors asked of the group is asked of everybody.</summary>
    public void ClosesGroup()
    {
        foreach (var conversation in conversations.Values)
            conversation.InGroup = false;
        Sample();
    }

    /// <summary>Nobody is to hear of them any more.</summary>
    public void Erases(string visitor)
    {
        conversations.Remove(visitor);
        visits.Remove(visitor);
    }

    public void ConfirmsAddress(string agent) => Change(agent, a => a.RenewedAt = Now);

    private void NoteUnsubscribeLink(Letter letter)
    {
        if (letter.Header("List-Unsubscribe") is { } link)
            unsubscribeLinks[letter.To] = new Uri(link.Trim('<', '>')).PathAndQuery;
    }
}
