using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Simulation;

/// <summary>
/// Where a process can be cut. Whatever a unit does before its commit is undone with it, so the two sides of every commit and the two
/// sides of a hand-over are all the moments there are.
/// </summary>
public enum CutPoint
{
    BeforeUnit,
    BeforeCommit,
    AfterCommit,
    BeforeMail,
    AfterMail,
}

/// <summary>The process is dead: nothing it still does reaches disk or network.</summary>
public sealed class CutException() : IOException("The process was cut.");

/// <summary>Trouble of the machine: a death or a refusal at the n-th passing of a point.</summary>
public sealed class Faults
{
    private readonly Lock gate = new();
    private CutPoint point;
    private int countdown;
    private bool refuses;

    public bool IsDead { get; private set; }

    /// <summary>Where it was last cut; null for nowhere yet.</summary>
    public CutPoint? DiedAt { get; private set; }

    /// <summary>Units that may have changed something, since the process started.</summary>
    public long Units { get; private set; }

    /// <summary>Something was refused since this was last set to false.</summary>
    public bool HasRefused { get; set; }

    public void CutAt(CutPoint where, int passing) => Arm(where, passing, refuse: false);

    public void RefuseAt(CutPoint where, int passing) => Arm(where, passing, refuse: true);

    public void Disarm()
    {
        lock (gate)
            countdown = 0;
    }

    public void Revive()
    {
        lock (gate)
            (IsDead, countdown) = (false, 0);
    }

    /// <summary>The process dies here and now.</summary>
    public void Die()
    {
        lock (gate)
            IsDead = true;
    }

    /// <exception cref="CutException">The process is dead, or dies here.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Pass(CutPoint where)
    {
        lock (gate)
        {
            if (IsDead)
                throw new CutException();
            if (where == CutPoint.BeforeCommit)
                Units++;
            if (where != point || countdown == 0 || --countdown > 0)
                return;
            if (refuses)
            {
                HasRefused = true;
                throw new IOException("No space left on device.");
            }

            (IsDead, DiedAt) = (true, where);
            throw new CutException();
        }
    }

    private void Arm(CutPoint where, int passing, bool refuse)
    {
        lock (gate)
            (point, countdown, refuses) = (where, passing, refuse);
    }
}

/// <summary>One life of a server on a machine that may be in trouble.</summary>
/// <param name="faults">The machine's.</param>
/// <param name="isOver">It died: whatever of it still runs must reach nothing, though another one lives by now.</param>
public sealed class Process(Faults faults, Func<bool> isOver)
{
    public bool IsDead => isOver() || faults.IsDead;

    /// <inheritdoc cref="Faults.Pass"/>
    public void Pass(CutPoint where)
    {
        if (isOver())
            throw new CutException();
        faults.Pass(where);
    }
}

/// <summary>The real store behind faults, and behind a planted fault when the judge itself is tested.</summary>
public sealed class FaultyStore(Store inner, Process process, Wakings wakings, Planted? planted, Signals signals, Settings settings, TimeProvider clock)
    : Store(signals, settings, clock), IAsyncDisposable
{
    public override bool IsShared => inner.IsShared;

    public override Db Read() => process.IsDead ? throw new CutException() : inner.Read();

    public override Task Migrate(CancellationToken cancel = default) => inner.Migrate(cancel);

    public override Task Watch(CancellationToken cancel) => inner.Watch(cancel);

    public ValueTask DisposeAsync() => (inner as IAsyncDisposable)?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task<T> Run<T>(Guid? accountId, Func<Unit, Task<T>> work, CancellationToken cancel)
    {
        Unit? last = null;
        process.Pass(CutPoint.BeforeUnit);
        var answer = accountId is { } id ? await inner.Write(id, Unit, cancel) : await inner.WriteOutside(Unit, cancel);
        if (planted is not { IsDeaf: true })
            wakings.Committed(last!);
        process.Pass(CutPoint.AfterCommit);
        return answer;

        async Task<T> Unit(Unit unit)
        {
            last = unit;
            var spoil = planted is null ? null : await planted.Begin(unit);
            var result = await work(unit);
            if (spoil is not null)
                await spoil();
            process.Pass(CutPoint.BeforeCommit);
            return result;
        }
    }
}
