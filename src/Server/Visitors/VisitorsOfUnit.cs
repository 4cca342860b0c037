using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Visitors;

public static class VisitorsOfUnit
{
    private static readonly CompiledQuery<Guid, Guid, Visitor> VisitorBy = new((db, accountId, id) => db.Visitors.AsTracking()
        .Where(v => v.Id == id && v.AccountId == accountId));

    /// <summary>The stored visitor, tracked; null before their first PUT or message.</summary>
    public static async Task<Visitor?> FindVisitor(this Unit unit, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Db.Kept?.Take<Visitor>(unit.Db, unit.Account.Id, visitorId)
            ?? await VisitorBy.In(unit.Db, unit.Account.Id, visitorId).SingleOrDefaultAsync();
    }

    /// <summary>A visitor whose conversation the agent may see, tracked.</summary>
    /// <exception cref="Problem">404.</exception>
    public static async Task<Visitor> FindVisitor(this Unit unit, Me me, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return await unit.Db.VisitorsVisibleTo(me, unit.Settings).AsTracking().SingleOrDefaultAsync(v => v.Id == visitorId) ?? throw Problem.NotFound();
    }

    public static Visitor AddVisitor(this Unit unit, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var visitor = new Visitor { Id = visitorId, AccountId = unit.Account.Id, CreatedAt = unit.Now };
        unit.Db.Add(visitor);
        return visitor;
    }
}

public static class ConversationOfVisitor
{
    /// <summary>Tells agents of what changed about a visitor, with their conversation; nothing before there is one.</summary>
    public static async Task EmitConversationOf(this Unit unit, Visitor visitor)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(visitor);
        if (await unit.FindConversationOf(visitor.Id) is { } conversation)
            await unit.EmitConversation(conversation);
    }

    /// <summary>Tells agents that the visitor came to the site or left it; nothing before there is a conversation.</summary>
    public static async Task TellAgentsOf(this Unit unit, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (await unit.FindConversationOf(visitorId) is { ErasedAt: null } conversation)
            await unit.EmitToAgents([conversation]);
    }

    /// <summary>Lets the worker look again at what the visitor's coming or leaving may change.</summary>
    public static async Task WakeConversationOf(this Unit unit, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (await unit.FindConversationOf(visitorId) is { IsUnanswered: true } conversation)
            conversation.LookAt = unit.Now;
    }
}
