using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Live;

/// <summary>The newest events of each account, in memory for the streams of this process; older ones come from the database.</summary>
public sealed class Feed
{
    /// <summary>Events kept per account: more than a reconnecting stream misses, less than a page of memory each.</summary>
    private const int Kept = 512;

    private readonly ConcurrentDictionary<Guid, AccountFeed> accounts = new();

    /// <summary>The events after a cursor, oldest first, at most <paramref name="most"/>; empty when there are none yet.</summary>
    public async ValueTask<IReadOnlyList<Event>> After(Store store, Guid accountId, long cursor, int most, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (Of(accountId).TryAfter(cursor, most) is { } recent)
            return recent;
        await using var db = store.Read();
        return await db.Events
            .Where(e => e.AccountId == accountId && e.Number > cursor)
            .OrderBy(e => e.Number)
            .Take(most)
            .ToListAsync(cancel);
    }

    /// <summary>Completes when the account has news. Ask for it before reading, and nothing is missed.</summary>
    public Task NextChange(Guid accountId) => Of(accountId).NextChange;

    /// <summary>Appends what this process has committed.</summary>
    public void Append(Guid accountId, IReadOnlyList<Event> events) => Of(accountId).Append(events);

    /// <summary>Something was committed elsewhere: forget, and let the streams read.</summary>
    public void Refresh(Guid? accountId)
    {
        foreach (var (id, account) in accounts)
        {
            if (accountId is null || id == accountId)
                account.Refresh();
        }
    }

    /// <summary>Tells all streams of an account something that is not stored, such as typing.</summary>
    public void Whisper(Event passing)
    {
        ArgumentNullException.ThrowIfNull(passing);
        Whispered?.Invoke(passing);
    }

    /// <summary>Raised for events that are not stored.</summary>
    public event Action<Event>? Whispered;

    private AccountFeed Of(Guid accountId) => accounts.GetOrAdd(accountId, static _ => new AccountFeed());

    private sealed class AccountFeed
    {
        private readonly Lock gate = new();
        private readonly List<Event> recent = [];
        private TaskCompletionSource changed = New();

        public Task NextChange
        {
            get
            {
                lock (gate)
                    return changed.Task;
            }
        }

        /// <summary>Null when the answer is not in memory.</summary>
        public List<Event>? TryAfter(long cursor, int most)
        {
            lock (gate)
            {
                if (recent.Count == 0 || cursor < recent[0].Number - 1 || cursor > recent[^1].Number)
                    return null;
                var first = (int)(cursor - recent[0].Number + 1);
                return recent.GetRange(first, Math.Min(most, recent.Count - first));
            }
        }

        public void Append(IReadOnlyList<Event> events)
        {
            lock (gate)
            {
                // Commits of one account are in order, their announcements need not be: an old one is in the list already
                // or will be read from the database, and a gap means that the list no longer continues.
                if (recent.Count > 0 && events[0].Number <= recent[^1].Number)
                    recent.Clear();
                else if (recent.Count > 0 && events[0].Number != recent[^1].Number + 1)
                    recent.Clear();
                recent.AddRange(events);
                if (recent.Count > Kept)
                    recent.RemoveRange(0, recent.Count - Kept);
            }

            Wake();
        }

        public void Refresh()
        {
            lock (gate)
                recent.Clear();
            Wake();
        }

        private void Wake()
        {
            TaskCompletionSource waiting;
            lock (gate)
            {
                waiting = changed;
                changed = New();
            }

            waiting.TrySetResult();
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
