using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Files;

/// <summary>Forgets uploads that nobody posted, and removes the octets of files that are no more.</summary>
public sealed class ForgetFiles(Store store, FileStore files, TimeProvider clock) : HourlyWorker(clock)
{
    /// <summary>A message that waits for a connection, or for the visitor's address, may be a day old.</summary>
    private static readonly TimeSpan UnpostedLife = TimeSpan.FromDays(1);

    /// <summary>Longer than an upload may take, so that none is removed on its way.</summary>
    private static readonly TimeSpan UploadLife = 2 * ReceiveFile.Patience;

    protected override async Task<bool> RunOnce(DateTimeOffset now, CancellationToken cancel)
    {
        var unposted = now - UnpostedLife;
        List<Guid> accounts;
        await using (var db = store.Read())
            accounts = await db.Files.Where(f => f.MessageId == null && f.At < unposted).Select(f => f.AccountId).Distinct().ToListAsync(cancel);
        foreach (var id in accounts)
            await store.WriteBehindRequests(id, unit => unit.RemoveFiles(f => f.MessageId == null && f.At < unposted), cancel);
        await files.RemoveUnnamed(now - UploadLife, cancel);
        return false;
    }
}
