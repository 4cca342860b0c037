using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Visitors;

/// <summary>Finds whose conversation a signed identity goes on with.</summary>
public static class IdentifyVisitor
{
    /// <summary>
    /// The visitor who is that user. Whoever has written already, unknown to the customer's server, stays who they are and becomes the
    /// user; who has not goes on where the user left off on another device; and nobody goes on as another user who sat here before.
    /// </summary>
    public static async Task<Visitor> VisitorOfUser(this Unit unit, Guid visitorId, Identity identity)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(identity);
        var present = await unit.FindVisitor(visitorId);
        present.MayWrite();
        if (present?.UserId == identity.UserId)
            return present;
        var isFree = present is null or { UserId: null };
        if (!isFree || !await unit.Db.Conversations.AnyAsync(c => c.VisitorId == visitorId))
        {
            var known = await unit.Db.Visitors.AsTracking()
                .Where(v => v.AccountId == unit.Account.Id && v.UserId == identity.UserId)
                .OrderByDescending(v => unit.Db.Conversations.Where(c => c.VisitorId == v.Id).Max(c => (DateTimeOffset?)c.LastAt) ?? v.CreatedAt)
                .ThenByDescending(v => v.Id)
                .FirstOrDefaultAsync();
            if (known is not null)
                return known;
        }

        return isFree ? present ?? unit.AddVisitor(visitorId) : unit.AddVisitor(unit.Now.NewId());
    }

    /// <summary>Notes what the customer's server vouches for.</summary>
    public static void Verify(this Visitor visitor, Identity identity, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(identity);
        (visitor.UserId, visitor.UserEmail, visitor.VerifiedAt) = (identity.UserId, identity.Email, now);
    }
}
