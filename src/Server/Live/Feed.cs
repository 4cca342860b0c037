using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;

namespace Nightbell.Live;

/// <summary>The newest events of each account, in memory for the streams of this process; older ones come from the database.</summary>
public sealed class Feed : IDisposable
{
    /// <summary>A stream says a word at least so often: proxies cut lines that are quiet for a minute.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Streams beat in so many groups, one after the other, and not thousands in one moment.</summary>
    private const int Groups = 15;

    /// <summary>Events kept per account: more than a reconnecting stream misses, less than a page of memory each.</summary>
    private const int Kept = 512;

    /// <summary>After so many events of an account, one group of its streams moves on past those that are others' business: each well within what is kept.</summary>
    private const int EventsPerMove = Kept / 4 / Groups;

    private readonly ConcurrentDictionary<Guid, AccountFeed> accounts = new();
    private readonly Timer heart;
    private int joined;
    private int group;

    public Feed() => heart = new Timer(_ => Beat(), null, Heartbeat / Groups, Heartbeat / Groups);

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

    /// <summary>
    /// From now on the listener hears of the account; until the answer is disposed. Join before reading, and nothing is missed.
    /// </summary>
    /// <param name="accountId">The account.</param>
    /// <param name="listener">Rung when there may be something to read.</param>
    /// <param name="only">The visitor who reads, and hears of nobody else; null for whoever may read of all.</param>
    public IDisposable Join(Guid accountId, Listener listener, Guid? only = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return Of(accountId).Join(listener, only, Interlocked.Increment(ref joined) % Groups);
    }

    /// <summary>Appends what this process has committed.</summary>
    public void Append(Guid accountId, IReadOnlyList<Event> events) => Of(accountId).Append(events);

    /// <summary>Something was committed elsewhere: forget, and let the streams read.</summary>
    /// <param name="accountId">Whose; null for anybody's.</param>
    /// <param name="newest">The account's newest event, as far as it is known.</param>
    public void Refresh(Guid? accountId, long newest = 0)
    {
        foreach (var (id, account) in accounts)
        {
            if (accountId is null || id == accountId)
                account.Refresh(newest);
        }
    }

    /// <summary>Tells all streams of an account something that is not stored, such as typing.</summary>
    public void Whisper(Event passing)
    {
        ArgumentNullException.ThrowIfNull(passing);
        Of(passing.AccountId).Whisper(passing);
    }

    public void Dispose() => heart.Dispose();

    private void Beat()
    {
        var now = Interlocked.Increment(ref group) % Groups;
        foreach (var (_, account) in accounts)
            account.Beat(now);
    }

    private AccountFeed Of(Guid accountId) => accounts.GetOrAdd(accountId, static _ => new AccountFeed());

    private sealed class AccountFeed
    {
        private readonly Lock gate = new();
        private readonly List<Event> recent = [];

        /// <summary>Everybody, as they beat.</summary>
        private readonly HashSet<Listener>[] groups = [.. Enumerable.Range(0, Groups).Select(_ => new HashSet<Listener>())];

        /// <summary>Who hears of everything.</summary>
        private readonly HashSet<Listener> ofAll = [];

        /// <summary>The tabs and devices of each visitor.</summary>
        private readonly Dictionary<Guid, List<Listener>> ofVisitor = [];

        /// <summary>The newest event that was ever announced.</summary>
        private long newest;

        /// <summary>Up to here each event was announced: a newer one may be, while an older one of another process is still under way.</summary>
        private long complete;

        /// <summary>Events since a group was last moved on, and the group whose turn it was.</summary>
        private int unmoved;
        private int moved;

        public IDisposable Join(Listener listener, Guid? only, int ofGroup)
        {
            lock (gate)
            {
                groups[ofGroup].Add(listener);
                if (only is not { } visitorId)
                    ofAll.Add(listener);
                else if (ofVisitor.TryGetValue(visitorId, out var others))
                    others.Add(listener);
                else
                    ofVisitor.Add(visitorId, new(1) { listener });
            }

            return new Membership(this, listener, only, ofGroup);
        }

        public void Beat(int ofGroup)
        {
            List<Listener> due;
            lock (gate)
                due = [.. groups[ofGroup]];
            due.ForEach(l => l.Beat());
        }

        public void Whisper(Event passing)
        {
            var concerned = new HashSet<Listener>();
            lock (gate)
                AddConcerned(concerned, passing);
            foreach (var listener in concerned)
                listener.Whisper(passing);
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
            var concerned = new HashSet<Listener>();
            lock (gate)
            {
                // Commits of one account are in order, their announcements need not be. An old one will be read from the database: a
                // list that ends with it would hide what is newer.
                if (events[0].Number == complete + 1)
                    complete = events[^1].Number;
                // What was erased is told from the database, which has forgotten it.
                if (events.Any(e => e.TakesBack))
                    recent.Clear();
                if (events[^1].Number > newest)
                {
                    newest = events[^1].Number;

                    // After a gap the list no longer continues.
                    if (recent.Count > 0 && events[0].Number != recent[^1].Number + 1)
                        recent.Clear();
                    recent.AddRange(events);
                    if (recent.Count > Kept)
                        recent.RemoveRange(0, recent.Count - Kept);
                }

                foreach (var told in events)
                    AddConcerned(concerned, told);
                for (unmoved += events.Count; unmoved >= EventsPerMove; unmoved -= EventsPerMove)
                    concerned.UnionWith(groups[moved = (moved + 1) % Groups]);
            }

            foreach (var listener in concerned)
                listener.Ring();
        }

        public void Refresh(long known)
        {
            List<Listener> all;
            lock (gate)
            {
                // Most of what is committed elsewhere tells streams nothing, such as a claim.
                if (known > 0 && known <= complete)
                    return;
                recent.Clear();
                newest = Math.Max(newest, known);
                complete = Math.Max(complete, known);
                all = [.. groups.SelectMany(g => g)];
            }

            all.ForEach(listener => listener.Ring());
        }

        /// <summary>Whoever may have something to show of it. Of a message that is a few, however many are on the site.</summary>
        private void AddConcerned(HashSet<Listener> concerned, Event told)
        {
            if (told.IsForAllVisitors)
            {
                foreach (var group in groups)
                    concerned.UnionWith(group);
                return;
            }

            concerned.UnionWith(ofAll);
            if (told.VisitorId is { } visitorId && ofVisitor.TryGetValue(visitorId, out var listeners))
                concerned.UnionWith(listeners);
        }

        private void Leave(Listener listener, Guid? only, int ofGroup)
        {
            lock (gate)
            {
                groups[ofGroup].Remove(listener);
                if (only is not { } visitorId)
                    ofAll.Remove(listener);
                else if (ofVisitor.TryGetValue(visitorId, out var listeners) && listeners.Remove(listener) && listeners.Count == 0)
                    ofVisitor.Remove(visitorId);
            }
        }

        private sealed class Membership(AccountFeed account, Listener listener, Guid? only, int ofGroup) : IDisposable
        {
            public void Dispose() => account.Leave(listener, only, ofGroup);
        }
    }
}
