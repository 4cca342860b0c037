using Nightbell.Data;
using Nightbell.Live;

namespace Nightbell.Platform;

/// <summary>
/// Tells the streams and the workers of this process that there may be something new. A signal carries no truth: whoever hears it
/// reads the database, and a lost one costs a moment, never a message.
/// </summary>
public sealed class Signals(Feed feed)
{
    private volatile TaskCompletionSource work = New();

    /// <summary>Completes at the next change.</summary>
    public Task NextChange => work.Task;

    /// <summary>A unit of this process has committed.</summary>
    public void Committed(Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Events.Count > 0)
            feed.Append(unit.Account.Id, unit.Events);
        WakeWorkers();
    }

    /// <summary>Another process has committed something about this account, or about any.</summary>
    public void SomethingChanged(Guid? accountId = null)
    {
        feed.Refresh(accountId);
        WakeWorkers();
    }

    private void WakeWorkers() => Interlocked.Exchange(ref work, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
