using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Conversations;

public static class VisibleConversations
{
    private static readonly CompiledQuery<Guid, Guid, Assignment> OpenAssignmentOf = new((db, conversationId, agentId) => db.Assignments.AsTracking()
        .Where(a => a.ConversationId == conversationId && a.AgentId == agentId && a.EndedAt == null));

    private static readonly CompiledQuery<Guid, Guid, Guid> AcceptedBy = new((db, conversationId, agentId) => db.Assignments
        .Where(a => a.ConversationId == conversationId && a.AgentId == agentId && a.EndedAt == null && a.AcceptedAt != null).Select(a => a.Id));

    /// <summary>
    /// The conversations an agent may see: with full access all, else those of their teams and their own. Where the package has no groups, the
    /// team is everybody, whatever groups are left from before.
    /// </summary>
    public static IQueryable<Conversation> VisibleTo(this Db db, Me me, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(me);
        ArgumentNullException.ThrowIfNull(settings);
        var ofAccount = db.Conversations.Where(c => c.AccountId == me.AccountId && c.ErasedAt == null);
        if (me.IsFull)
            return ofAccount;

        // The database compares letter by letter, and accounts hold the name in small ones, however it is configured.
        var withGroups = settings.Packages.Where(p => p.Value.Groups).Select(p => p.Key.ToLowerInvariant()).ToList();
        return ofAccount.Where(c => c.GroupId == null
            || !db.Accounts.Any(a => a.Id == me.AccountId && withGroups.Contains(a.Package))
            || !db.GroupMembers.Any(m => m.AgentId == me.AgentId)
            || db.GroupMembers.Any(m => m.AgentId == me.AgentId && m.GroupId == c.GroupId)
            || !db.Groups.Any(g => g.Id == c.GroupId)
            || db.Assignments.Any(a => a.ConversationId == c.Id && a.AgentId == me.AgentId));
    }

    /// <summary>One conversation to change.</summary>
    /// <exception cref="Problem">404.</exception>
    public static async Task<Conversation> FindConversation(this Unit unit, Me me, Guid id)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(me);
        if (!me.IsFull && !await unit.Db.VisibleTo(me, unit.Settings).AnyAsync(c => c.Id == id))
            throw Problem.NotFound();
        return await unit.FindConversation(id) is { ErasedAt: null } conversation ? conversation : throw Problem.NotFound();
    }

    /// <summary>Ends the assignments of a conversation: of one agent, or all.</summary>
    public static async Task EndAssignments(this Unit unit, Conversation conversation, Guid? agentId = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(conversation);
        var open = await unit.Db.Assignments.AsTracking()
            .Where(a => a.ConversationId == conversation.Id && a.EndedAt == null && (agentId == null || a.AgentId == agentId))
            .ToListAsync();
        foreach (var assignment in open)
            assignment.EndedAt = unit.Now;
    }

    /// <summary>The agent joins: unassigned becomes mine. Joining twice changes nothing.</summary>
    /// <returns>Whether anything changed.</returns>
    public static Task<bool> Assign(this Unit unit, Conversation conversation, Guid agentId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Assign(conversation, agentId, unit.Now);
    }

    /// <summary>It becomes the agent's, who has yet to accept it. Who has accepted it before, has.</summary>
    public static Task AssignUnaccepted(this Unit unit, Conversation conversation, Guid agentId) => unit.Assign(conversation, agentId, null);

    private static async Task<bool> Assign(this Unit unit, Conversation conversation, Guid agentId, DateTimeOffset? acceptedAt)
    {
        // So it is at every answer of a chat.
        if (await AcceptedBy.AnyIn(unit.Db, conversation.Id, agentId))
            return false;
        if (acceptedAt is not null)
            unit.TellWebhooks(WebhookEvents.ConversationAccepted, conversation, "agentId", agentId);
        if (await OpenAssignmentOf.In(unit.Db, conversation.Id, agentId).SingleOrDefaultAsync() is { } present)
        {
            present.AcceptedAt = acceptedAt;
            return acceptedAt is not null;
        }

        unit.Db.Add(new Assignment
        {
            Id = unit.Now.NewId(),
            AccountId = unit.Account.Id,
            ConversationId = conversation.Id,
            AgentId = agentId,
            At = unit.Now,
            AcceptedAt = acceptedAt,
        });
        return true;
    }
}
