using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Data;

namespace Nightbell.Conversations;

public static class IsServedNow
{
    private static readonly CompiledQuery<Guid, DateTimeOffset, Guid> AssigneesOnline = new((db, conversationId, now) => db.Assignments
        .Where(a => a.ConversationId == conversationId && a.AcceptedAt != null && a.EndedAt == null
            && db.Agents.Any(agent => agent.Id == a.AgentId && agent.OnlineUntil > now))
        .Select(a => a.Id));

    /// <summary>
    /// Whether somebody who accepted the conversation is online inside office hours, by what is stored: what a look would find
    /// (<see cref="Notices.GatherSituation.WaitingSince"/>) without reading how it came to that.
    /// </summary>
    public static async ValueTask<bool> IsServed(this Unit unit, Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        return unit.OfficeHours()?.IsOpen(unit.Now) is not false && await AssigneesOnline.AnyIn(unit.Db, conversation.Id, unit.Now);
    }
}
