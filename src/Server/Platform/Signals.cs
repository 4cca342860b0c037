using System.Collections.Frozen;
using Nightbell.Data;
using Nightbell.Live;

namespace Nightbell.Platform;

/// <summary>
/// Tells the streams and the workers of this process that there may be something new. A signal carries no truth: whoever hears it
/// reads the database, and a lost one costs a moment, never a message.
/// </summary>
public sealed class Signals(Feed feed)
{
    /// <summary>The longest nap of a worker. What is due later than this, it finds by itself.</summary>
    public static readonly TimeSpan LongestNap = TimeSpan.FromSeconds(1);

    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly FrozenDictionary<DueColumn, Bell> bells = DueColumn.All.ToFrozenDictionary(c => c, _ => new Bell());

    /// <summary>Completes when something may have become due that is not known yet; never for what goes by no column.</summary>
    public Task Next(DueColumn? column) => column is null ? Never : bells[column].Next;

    /// <summary>A unit of this process has committed.</summary>
    public void Committed(Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Events.Count > 0)
            feed.Append(unit.Account.Id, unit.Events);
        foreach (var (column, at) in unit.Due)
        {
            if (at <= unit.Now + LongestNap)
                bells[column].Ring();
        }
    }

    /// <summary>Another process has committed something about this account, or about any; its newest event, as far as that is known.</summary>
    public void SomethingChanged(Guid? accountId = null, long newest = 0)
    {
        feed.Refresh(accountId, newest);
        foreach (var bell in bells.Values)
            bell.Ring();
    }

    private sealed class Bell
    {
        private volatile TaskCompletionSource next = New();

        public Task Next => next.Task;

        public void Ring() => Interlocked.Exchange(ref next, New()).TrySetResult();

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
