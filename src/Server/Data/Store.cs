using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Platform;
using Nightbell.Webhooks;

namespace Nightbell.Data;

/// <summary>
/// The database: many readers, and writes as <em>units</em> that each hold one account. Two units of one account never run at the
/// same time, on either database and with any number of servers, so inside a unit what was read stays true until it commits.
/// </summary>
/// <remarks>A unit may be run again (a lost connection, a deadlock, a row that was forgotten meanwhile): it must do nothing but read and write its <see cref="Unit"/>.</remarks>
public abstract class Store(Signals signals, Settings settings, TimeProvider clock)
{
    protected Signals Signals { get; } = signals;

    protected TimeProvider Clock { get; } = clock;

    /// <summary>True where several servers may use the database at once.</summary>
    public abstract bool IsShared { get; }

    /// <summary>A context to read with; nothing it returns is tracked.</summary>
    public abstract Db Read();

    /// <summary>Runs a unit on one account and commits it. When this returns, the change is on disk.</summary>
    /// <exception cref="Problem">404 when the account does not exist; whatever the work throws.</exception>
    public Task<T> Write<T>(Guid accountId, Func<Unit, Task<T>> work, CancellationToken cancel = default) =>
        Run(accountId, work, cancel);

    /// <inheritdoc cref="Write{T}(Guid, Func{Unit, Task{T}}, CancellationToken)"/>
    public Task Write(Guid accountId, Func<Unit, Task> work, CancellationToken cancel = default) =>
        Run(accountId, async unit => { await work(unit); return true; }, cancel);

    /// <summary>
    /// As <see cref="Write{T}(Guid, Func{Unit, Task{T}}, CancellationToken)"/>, for work that nobody waits for: where there is one writer, what requests
    /// write goes first, so that a busy hour makes decisions and mails a little late, and answers not at all.
    /// </summary>
    public virtual Task<T> WriteBehindRequests<T>(Guid accountId, Func<Unit, Task<T>> work, CancellationToken cancel = default) =>
        Write(accountId, work, cancel);

    /// <inheritdoc cref="WriteBehindRequests{T}(Guid, Func{Unit, Task{T}}, CancellationToken)"/>
    public Task WriteBehindRequests(Guid accountId, Func<Unit, Task> work, CancellationToken cancel = default) =>
        WriteBehindRequests(accountId, async unit => { await work(unit); return true; }, cancel);

    /// <summary>Runs a unit that belongs to no account, or creates one.</summary>
    public Task<T> WriteOutside<T>(Func<Unit, Task<T>> work, CancellationToken cancel = default) => Run(null, work, cancel);

    /// <summary>As <see cref="WriteOutside"/>, for work that nobody waits for.</summary>
    public virtual Task<T> WriteOutsideBehindRequests<T>(Func<Unit, Task<T>> work, CancellationToken cancel = default) => WriteOutside(work, cancel);

    /// <summary>Creates or upgrades the schema.</summary>
    public abstract Task Migrate(CancellationToken cancel = default);

    /// <summary>Watches for changes that other processes make, until cancelled.</summary>
    public abstract Task Watch(CancellationToken cancel);

    protected abstract Task<T> Run<T>(Guid? accountId, Func<Unit, Task<T>> work, CancellationToken cancel);

    /// <summary>Holds the account for a unit and saves what the unit changed; the transaction is the caller's.</summary>
    /// <param name="db">Tracks nothing yet.</param>
    /// <param name="accountId">Null for a unit that belongs to none.</param>
    /// <param name="hold">Finds the account, tracked, and lets nobody else change it until the transaction ends; null when there is none.</param>
    /// <param name="work">What the unit does.</param>
    protected async Task<(Unit Unit, T Answer)> RunUnit<T>(Db db, Guid? accountId, Func<Db, Guid, Task<Account?>> hold, Func<Unit, Task<T>> work)
    {
        db.Begin();
        var unit = new Unit(db, settings, Clock.Now());
        if (accountId is { } id)
            unit.Hold(await hold(db, id) ?? throw Problem.NotFound());

        var answer = await work(unit);
        await unit.QueueDeliveries();

        // The context forgets its entities after each unit: they need not learn that they are saved.
        await db.SaveChangesAsync(acceptAllChangesOnSuccess: false);
        unit.Due = db.TakeDue();
        return (unit, answer);
    }
}
