using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Visitors;

public static class VisitorsOfUnit
{
    /// <summary>The stored visitor, tracked; null before their first PUT or message.</summary>
    public static Task<Visitor?> FindVisitor(this Unit unit, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Db.Visitors.AsTracking().SingleOrDefaultAsync(v => v.Id == visitorId && v.AccountId == unit.Account.Id);
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
    /// <summary>Lets the worker look again at what the visitor's coming or leaving may change.</summary>
    public static Task WakeConversationOf(this Unit unit, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Db.Conversations
            .Where(c => c.VisitorId == visitorId && !c.Resolved && c.UnansweredSince != null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LookAt, unit.Now));
    }
}
