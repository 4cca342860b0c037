using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>
/// Who is signed in by which session. Every request of an agent asks for it, and reading it anew each time was a tenth of a busy server's work (ADR 40).
/// Where one process has the database it knows when the answer may be another: a unit had agents or sessions of the account in hand, or another process wrote.
/// </summary>
public sealed class KeptSessions
{
    /// <summary>Some hundred bytes each; beyond, one begins anew.</summary>
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Session> kept = [];
    private readonly Dictionary<Guid, Mark> marks = [];
    private long forgotten;

    /// <summary>The agent of a session that still counts; null when it ended, or the agent may not sign in any more.</summary>
    public async ValueTask<Me?> Find(Store store, Guid sessionId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(store);
        long before;
        lock (gate)
        {
            if (kept.TryGetValue(sessionId, out var session) && session.Mark.Counts && session.Me.SignedInUntil > now)
                return session.Me;
            before = forgotten;
        }

        await using var db = store.Read();
        var me = await SignIn.Find(db, sessionId, now);
        if (me is not null && !store.IsShared)
            Keep(sessionId, me, before);
        return me;
    }

    /// <summary>What is known of an account's sessions, or of all, may be otherwise. Say so once it is committed, and before anybody is told that it is.</summary>
    public void Forget(Guid? accountId)
    {
        lock (gate)
        {
            forgotten++;
            if (accountId is null)
                Clear();
            else if (marks.Remove(accountId.Value, out var mark))
                mark.Counts = false;
        }
    }

    private void Keep(Guid sessionId, Me me, long before)
    {
        lock (gate)
        {
            // What was read may be older than what has been forgotten since.
            if (forgotten != before)
                return;
            if (kept.Count >= Most)
                Clear();
            if (!marks.TryGetValue(me.AccountId, out var mark))
                marks[me.AccountId] = mark = new();
            kept[sessionId] = new(me, mark);
        }
    }

    private void Clear()
    {
        kept.Clear();
        marks.Clear();
    }

    private sealed record Session(Me Me, Mark Mark);

    /// <summary>One for all sessions of an account, for as long as what is known of them counts.</summary>
    private sealed class Mark
    {
        public bool Counts { get; set; } = true;
    }
}
