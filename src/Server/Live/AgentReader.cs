using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Live;

/// <summary>An agent reads: with full access everything of the account, else what their teams and their own conversations tell.</summary>
public sealed class AgentReader(Me me, Guid deviceId, Settings settings, TimeProvider clock) : EventReader
{
    public override Guid AccountId => me.AccountId;

    public override Guid? AgentId => me.AgentId;

    public override async ValueTask<string?> See(Store store, Event told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var seen = told.Audience switch
        {
            Audience.Everybody or Audience.Agents => me.IsFull || told.ConversationId is not { } id || told.GroupId is null || await IsVisible(store, id),
            Audience.FullAccess => me.IsFull,
            Audience.OneAgent => told.AgentId == me.AgentId,
            _ => false,
        };
        return seen ? told.Data : null;
    }

    public override string WriteCursor(long number) => number.ToString(CultureInfo.InvariantCulture);

    public override long? ReadCursor(string cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public override async ValueTask<bool> MayStillRead(Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var db = store.Read();

        // Changed access, or being deactivated, ends the stream too: the next one reads with the new rights.
        return await SignIn.Find(db, me.SessionId, clock.Now()) is { } now && now.Access == me.Access && now.Active == me.Active
            && await db.Devices.AnyAsync(d => d.AgentId == me.AgentId && d.Id == deviceId && d.SessionId == me.SessionId);
    }

    private async Task<bool> IsVisible(Store store, Guid conversationId)
    {
        await using var db = store.Read();
        return await db.VisibleTo(me, settings).AnyAsync(c => c.Id == conversationId);
    }
}
