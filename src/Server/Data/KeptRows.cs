using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Visitors;

namespace Nightbell.Data;

/// <summary>
/// The accounts, conversations and visitors of SQLite's one writer, as its last units left them. In a chat the same three are wanted again and again, and reading
/// them anew was a sixth of what a message costs the writer (ADR 40); between two units nobody else changes them, but another process, of which the writer hears.
/// </summary>
/// <remarks>
/// A row that a unit tracks, whichever way it found it, is in the unit's hand, and is put back when the unit is over: what a refused unit changed is never seen
/// by the next. An account that has what is an object of its own (a relay, a sender in trouble) is not kept: there are few, and nobody else holds what is here.
/// A statement that changes rows past the tracker makes everything unsure.
/// </remarks>
public sealed class KeptRows : DbCommandInterceptor
{
    /// <summary>Of a kilobyte each, mostly; beyond, one begins anew.</summary>
    private const int Most = 8_192;

    private readonly Dictionary<(Guid AccountId, Guid Id), object> kept = [];
    private readonly Dictionary<Guid, Guid> conversationByVisitor = [];
    private readonly List<EntityEntry> inHand = [];
    private bool isUnsure;

    /// <summary>From now on, what this context tracks is in hand. Once for a context.</summary>
    public void Follow(Db db)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.ChangeTracker.Tracked += (_, tracked) =>
        {
            if (KeyOf(tracked.Entry.Entity) is not { } key)
                return;
            kept.Remove(key);
            inHand.Add(tracked.Entry);
        };
    }

    /// <summary>A unit begins, and has nothing in its hand.</summary>
    public void Begin()
    {
        inHand.Clear();
        isUnsure = false;
    }

    /// <summary>The row, tracked by the context from now on; null when it is not kept, and the database must be asked.</summary>
    public T? Take<T>(Db db, Guid accountId, Guid id)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!kept.TryGetValue((accountId, id), out var row) || row is not T wanted)
            return null;
        // It refers to no other row, so there is no graph of rows to go through.
        db.Entry(wanted).State = EntityState.Unchanged;
        return wanted;
    }

    /// <inheritdoc cref="Take"/>
    public Conversation? TakeConversationOf(Db db, Guid accountId, Guid visitorId) =>
        conversationByVisitor.TryGetValue(visitorId, out var id) ? Take<Conversation>(db, accountId, id) : null;

    /// <summary>The unit is over, and nobody refused it.</summary>
    public void PutBack()
    {
        if (isUnsure || kept.Count + inHand.Count > Most || conversationByVisitor.Count + inHand.Count > Most)
            Forget();
        if (isUnsure)
            return;
        foreach (var entry in inHand)
        {
            if (entry.State is EntityState.Deleted or EntityState.Detached || !MayBeKept(entry.Entity))
                continue;
            kept[KeyOf(entry.Entity)!.Value] = entry.Entity;
            if (entry.Entity is Conversation conversation)
                conversationByVisitor[conversation.VisitorId] = conversation.Id;
        }
    }

    /// <summary>What is kept may be otherwise in the database.</summary>
    public void Forget()
    {
        kept.Clear();
        conversationByVisitor.Clear();
    }

    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        ArgumentNullException.ThrowIfNull(result);
        if (eventData.CommandSource is not (CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete or CommandSource.ExecuteSqlRaw))
            return result;
        var sql = result.CommandText;
        if (!Changes(sql, nameof(Db.Accounts)) && !Changes(sql, nameof(Db.Conversations)) && !Changes(sql, nameof(Db.Visitors)))
            return result;
        isUnsure = true;
        Forget();
        return result;
    }

    /// <summary>As EF writes what changes rows past the tracker; what we write ourselves may change anything.</summary>
    private static bool Changes(string sql, string table) =>
        !(sql.StartsWith("UPDATE \"", StringComparison.Ordinal) || sql.StartsWith("DELETE FROM \"", StringComparison.Ordinal))
        || sql.Contains($"\"{table}\"", StringComparison.Ordinal);

    private static bool MayBeKept(object row) => row is not Account account || account is { OwnRelay: null, SenderTrouble: null };

    private static (Guid AccountId, Guid Id)? KeyOf(object row) => row switch
    {
        Account account => (account.Id, account.Id),
        Conversation conversation => (conversation.AccountId, conversation.Id),
        Visitor visitor => (visitor.AccountId, visitor.Id),
        _ => null,
    };
}
