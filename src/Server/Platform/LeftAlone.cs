using System.Collections.Concurrent;
using System.Threading.Channels;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Data;

namespace Nightbell.Platform;

/// <summary>
/// Accounts whose work failed, and that all workers leave alone for a moment: nothing crosses accounts, and the trouble of one neither stops
/// the others nor is tried again in a spin.
/// </summary>
public sealed class LeftAlone(TimeProvider clock, ILogger<LeftAlone> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> until = new();

    /// <summary>Accounts that are not left alone.</summary>
    public IQueryable<Account> Others(IQueryable<Account> accounts) => Now is { Count: > 0 } ids ? accounts.Where(a => !ids.Contains(a.Id)) : accounts;

    /// <summary>Conversations of accounts that are not left alone.</summary>
    public IQueryable<Conversation> Others(IQueryable<Conversation> conversations) =>
        Now is { Count: > 0 } ids ? conversations.Where(c => !ids.Contains(c.AccountId)) : conversations;

    /// <summary>Those whose pause is not over.</summary>
    private IReadOnlyList<Guid> Now
    {
        get
        {
            if (until.IsEmpty)
                return [];
            var now = clock.Now();
            foreach (var over in until.Where(u => u.Value <= now))
                until.TryRemove(over);
            return [.. until.Keys];
        }
    }

    /// <summary>When the first pause is over; null while there is none.</summary>
    public DateTimeOffset? Next => until.IsEmpty ? null : until.Values.Min();

    public static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    /// <summary>Does what concerns one account. Thrown is only what concerns all: a stop, a disk or a database in trouble.</summary>
    public async Task Try(Guid accountId, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            await work();
        }
        catch (Exception trouble) when (IsOfAccount(trouble))
        {
            log.LogError(trouble, "Account {AccountId} is in trouble, and is tried again in {Pause}", accountId, Pause);
            until[accountId] = clock.Now() + Pause;
        }
    }

    /// <summary>Whatever is not known to concern all: a stop, the disk, or the database, unless it is well and refuses these values.</summary>
    private static bool IsOfAccount(Exception trouble) =>
        trouble is not (OperationCanceledException or ObjectDisposedException or ChannelClosedException or IOException or TimeoutException or OutOfMemoryException)
        && (trouble.IsOfItsData() || !trouble.IsOfDatabase());
}
