using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Nightbell.Accounts;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Decisions;
using Nightbell.Outbox;
using Nightbell.Platform;

namespace Nightbell.Notices;

/// <summary>
/// The promise, over the whole database: no visitor is lost, and silence is a decision too. Only reads, and may run beside a server:
/// every page of conversations is read as of one moment, and what looks broken is looked at once more before it is said.
/// </summary>
public sealed class CheckPromise(Store store, Settings settings, TimeProvider clock)
{
    /// <summary>Conversations, or accounts, read at once.</summary>
    private const int PageSize = 200;

    private static readonly CompiledQuery<Guid, Account> AccountBy = new((db, id) => db.Accounts.AsNoTracking().Where(a => a.Id == id));

    private static readonly CompiledQuery<List<Guid>, Conversation> ConversationsBy = new((db, ids) => db.Conversations.AsNoTracking()
        .Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id));

    private static readonly CompiledQuery<Guid, Guid> NextAccounts = new((db, after) => db.Accounts
        .Where(a => a.Id.CompareTo(after) > 0).OrderBy(a => a.Id).Select(a => a.Id).Take(PageSize));

    private static readonly CompiledQuery<Guid, Guid, Guid> NextConversations = new((db, accountId, after) => db.Conversations
        .Where(c => c.AccountId == accountId && c.Id.CompareTo(after) > 0).OrderBy(c => c.Id).Select(c => c.Id).Take(PageSize));

    /// <summary>How long a running server may be late before that is broken.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>A running server gets this long before a suspicion is looked at again: it may just have started after a long stop.</summary>
    private static readonly TimeSpan SecondLookAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>Reads the whole database.</summary>
    public async Task<PromiseReport> Run(CancellationToken cancel = default)
    {
        var report = new PromiseReport();
        var served = await IsServed(cancel);
        for (var (after, more) = (Guid.Empty, true); more;)
        {
            var accounts = await Accounts(after, cancel);
            foreach (var accountId in accounts)
                await CheckAccountAndConversations(report, served, accountId, cancel);
            more = accounts.Count == PageSize;
            after = more ? accounts[^1] : after;
        }

        return report;
    }

    private async Task CheckAccountAndConversations(PromiseReport report, bool served, Guid accountId, CancellationToken cancel)
    {
        await CheckTwice(report, served, found => CheckAccount(accountId, found), cancel);
        for (var (after, more) = (Guid.Empty, true); more;)
        {
            var page = await Conversations(accountId, after, cancel);
            if (page.Count > 0)
                await CheckConversationsTwice(report, served, accountId, page, cancel);
            more = page.Count == PageSize;
            after = more ? page[^1] : after;
        }
    }

    private static async Task CheckTwice(PromiseReport report, bool served, Func<PromiseReport, Task> check, CancellationToken cancel)
    {
        var first = new PromiseReport();
        await check(first);
        if (first.Broken.Count > 0)
        {
            await Pause(served, cancel);
            first = new PromiseReport();
            await check(first);
        }

        report.Add(first);
    }

    private async Task CheckConversationsTwice(PromiseReport report, bool served, Guid accountId, List<Guid> page, CancellationToken cancel)
    {
        var first = new PromiseReport();
        await CheckConversations(accountId, page, served, first);
        var suspects = first.Broken.Select(b => b.ConversationId).OfType<Guid>().ToHashSet();
        if (suspects.Count > 0)
        {
            await Pause(served, cancel);
            first = new PromiseReport();
            await CheckConversations(accountId, [.. page.Except(suspects)], served, first);
            await CheckConversations(accountId, [.. suspects], served, first);
        }

        report.Add(first);
    }

    private static Task Pause(bool served, CancellationToken cancel) =>
        served ? Task.Delay(SecondLookAfter, TimeProvider.System, cancel) : Task.CompletedTask;

    private Task CheckAccount(Guid accountId, PromiseReport found) => InSnapshot(async db =>
    {
        if (await AccountBy.In(db, accountId).SingleOrDefaultAsync() is { } account)
        {
            await new CheckRows(db, found).OfAccount(account);
            if (account.HasSenderTrouble(clock.Now()) && account.SenderTrouble is { } trouble)
                found.SenderTroubles.Add(new SenderTroubleOfAccount(account.Id, trouble.Since, trouble.Relay ?? trouble.Domain, trouble.Words));
        }
    });

    private Task CheckConversations(Guid accountId, List<Guid> ids, bool served, PromiseReport found) => InSnapshot(async db =>
    {
        // The account may be gone since its id was read, and so may conversations.
        if (ids.Count == 0 || await AccountBy.In(db, accountId).SingleOrDefaultAsync() is not { } account)
            return;
        var conversations = await ConversationsBy.In(db, ids).ToListAsync();

        // After the snapshot was taken: nothing in it is of later.
        var now = clock.Now();
        var facts = await AccountFacts.Load(db, account, settings, now, [.. conversations.Where(c => c.IsUnanswered)]);
        await new CheckRows(db, found).OfConversations(conversations);
        await new CheckSilence(db, facts, served, found).Of(conversations);
        found.Conversations += conversations.Count;
    });

    /// <summary>Reads as of one moment, whoever writes meanwhile, and keeps nobody from writing.</summary>
    private async Task InSnapshot(Func<Db, Task> read)
    {
        await using var db = store.Read();
        await db.Database.OpenConnectionAsync();
        await using var transaction = db.Database.GetDbConnection() is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await db.Database.GetDbConnection().BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await db.Database.UseTransactionAsync(transaction);
        await read(db);
        await db.Database.UseTransactionAsync(null);
    }

    private async Task<List<Guid>> Accounts(Guid after, CancellationToken cancel)
    {
        await using var db = store.Read();
        return await NextAccounts.In(db, after).ToListAsync(cancel);
    }

    private async Task<List<Guid>> Conversations(Guid accountId, Guid after, CancellationToken cancel)
    {
        await using var db = store.Read();
        return await NextConversations.In(db, accountId, after).ToListAsync(cancel);
    }

    /// <summary>Leases run by the machine's clock: they tell whether a process lives, not what time it is.</summary>
    private async Task<bool> IsServed(CancellationToken cancel)
    {
        var now = TimeProvider.System.Now();
        await using var db = store.Read();
        return await db.ServerLeases.AnyAsync(l => l.Until > now, cancel);
    }
}

/// <summary>A line of the promise that does not hold.</summary>
/// <param name="Rule">Which line: <c>look</c>, <c>state</c>, <c>notice</c>, <c>replay</c>, <c>outbox</c>, <c>messages</c>, <c>events</c>.</param>
/// <param name="AccountId">Whose.</param>
/// <param name="ConversationId">Which conversation; null where it is about none.</param>
/// <param name="MailId">Which mail; null where it is about none.</param>
/// <param name="Text">One plain line.</param>
public sealed record Breach(string Rule, Guid AccountId, Guid? ConversationId, Guid? MailId, string Text);

/// <summary>A conversation that waits and nobody can be told of: shown in red, and no breach.</summary>
public sealed record InRed(Guid AccountId, Guid ConversationId, DateTimeOffset WaitingSince);

/// <summary>A mail server refuses how an account's mails are sent.</summary>
public sealed record SenderTroubleOfAccount(Guid AccountId, DateTimeOffset Since, string Domain, string? Words);

/// <summary>What was read, and what of it does not hold.</summary>
public sealed class PromiseReport
{
    public bool Holds => Broken.Count == 0;

    public int Accounts { get; set; }
    public int Conversations { get; set; }
    public int Waiting { get; set; }
    public int Mails { get; set; }
    public List<Breach> Broken { get; } = [];

    /// <summary>What is no breach and worth a look, such as what is overdue because no server runs.</summary>
    public List<Breach> Warnings { get; } = [];

    public List<InRed> NobodyToTell { get; } = [];

    /// <summary>What mail servers have against how accounts' mails are sent: for the operator to mend, and no breach.</summary>
    public List<SenderTroubleOfAccount> SenderTroubles { get; } = [];

    public void Add(PromiseReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Accounts += other.Accounts;
        Conversations += other.Conversations;
        Waiting += other.Waiting;
        Mails += other.Mails;
        Broken.AddRange(other.Broken);
        Warnings.AddRange(other.Warnings);
        NobodyToTell.AddRange(other.NobodyToTell);
        SenderTroubles.AddRange(other.SenderTroubles);
    }
}
