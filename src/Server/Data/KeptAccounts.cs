using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;

namespace Nightbell.Data;

/// <summary>
/// The accounts of SQLite's one writer, as its last units left them. Reading the widest row of all anew was a seventh of what a message costs (ADR 39),
/// and between two units nobody else changes it, but another process, of which the writer hears.
/// </summary>
/// <remarks>
/// A unit takes the account out, and puts it back when it is over: what a refused unit changed is never seen by the next. An account that has what is
/// an object of its own (a relay, a sender in trouble) is read anew: there are few, and nobody else holds what is kept here.
/// </remarks>
/// <param name="read">Reads an account, tracked.</param>
public sealed class KeptAccounts(Func<Db, Guid, Task<Account?>> read)
{
    /// <summary>Some megabytes; beyond, one begins anew.</summary>
    private const int Most = 1_000;

    private readonly Dictionary<Guid, Account> kept = [];

    /// <summary>The account, tracked by the context; null when there is none.</summary>
    public async Task<Account?> Take(Db db, Guid id)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!kept.Remove(id, out var account))
            return await read(db, id);
        db.Attach(account);
        return account;
    }

    /// <summary>The unit that took it is over, and nobody refused it.</summary>
    public void PutBack(Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (kept.Count == Most)
            Forget();
        if (unit.Account is { OwnRelay: null, SenderTrouble: null } account && !IsDeleted(unit.Db, account))
            kept[account.Id] = account;
    }

    /// <summary>What is kept may be otherwise in the database.</summary>
    public void Forget() => kept.Clear();

    private static bool IsDeleted(Db db, Account account)
    {
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var state = db.Entry(account).State;
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        return state is EntityState.Deleted or EntityState.Detached;
    }
}
