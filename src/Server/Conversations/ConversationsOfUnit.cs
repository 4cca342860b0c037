using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Conversations;

/// <summary>A conversation to change, by itself or by its visitor.</summary>
public static class ConversationsOfUnit
{
    private static readonly CompiledQuery<Guid, Guid, Conversation> ConversationBy = new((db, accountId, id) => db.Conversations.AsTracking()
        .Where(c => c.Id == id && c.AccountId == accountId));

    private static readonly CompiledQuery<Guid, Guid, Conversation> ConversationOf = new((db, accountId, visitorId) => db.Conversations.AsTracking()
        .Where(c => c.VisitorId == visitorId && c.AccountId == accountId));

    /// <summary>The account's conversation of this id, tracked; null when there is none.</summary>
    public static async Task<Conversation?> FindConversation(this Unit unit, Guid? conversationId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (conversationId is not { } id)
            return null;
        return unit.Db.Kept?.Take<Conversation>(unit.Db, unit.Account.Id, id)
            ?? await ConversationBy.In(unit.Db, unit.Account.Id, id).SingleOrDefaultAsync();
    }

    /// <summary>The visitor's conversation, tracked; null before they have written.</summary>
    public static async Task<Conversation?> FindConversationOf(this Unit unit, Guid visitorId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.Db.Kept?.TakeConversationOf(unit.Db, unit.Account.Id, visitorId)
            ?? await ConversationOf.In(unit.Db, unit.Account.Id, visitorId).SingleOrDefaultAsync();
    }
}
