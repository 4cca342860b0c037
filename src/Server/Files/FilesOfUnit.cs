using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Nightbell.Conversations;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Files;

public static class FilesOfUnit
{
    /// <summary>Checks how many files a message is to carry.</summary>
    public static void Files(this Check check, IReadOnlyList<Guid>? ids)
    {
        ArgumentNullException.ThrowIfNull(check);
        check.Require(ids is not { Count: > FileRules.MaxPerMessage }, "files", "too_many");
        check.Require(ids is null || ids.Distinct().Count() == ids.Count, "files", "twice");
    }

    /// <summary>The files that somebody uploaded and has not posted yet, in the order they are named.</summary>
    /// <exception cref="Problem">400 for one that is none of theirs, was posted before, or was forgotten.</exception>
    public static async Task<IReadOnlyList<ChatFile>> FindUnposted(this Unit unit, IReadOnlyList<Guid>? ids, Guid ownerId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (ids is not { Count: > 0 })
            return [];
        var found = await unit.Db.Files.AsTracking()
            .Where(f => ids.Contains(f.Id) && f.AccountId == unit.Account.Id && f.OwnerId == ownerId && f.MessageId == null).ToDictionaryAsync(f => f.Id);
        return [.. ids.Select((id, at) => found.GetValueOrDefault(id) ?? throw Problem.Invalid($"files[{at}]", "unknown"))];
    }

    /// <summary>
    /// Removes files of the account, and what is kept of their uploads, which says their names. Their octets go with them in PostgreSQL, and within
    /// the hour from a folder.
    /// </summary>
    public static async Task RemoveFiles(this Unit unit, Expression<Func<ChatFile, bool>> which)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var files = unit.Db.Files.Where(f => f.AccountId == unit.Account.Id).Where(which);
        await unit.Db.FileChunks.Where(c => files.Any(f => f.Blob == c.Blob)).ExecuteDeleteAsync();
        await unit.Db.ClientIds.Where(c => files.Select(f => f.Id).Contains(c.Id)).ExecuteDeleteAsync();
        await files.ExecuteDeleteAsync();
    }

    /// <summary>The files of some messages, by message, in their order.</summary>
    public static async Task<ILookup<Guid, ChatFile>> FilesOf(this Db db, IReadOnlyList<Message> messages)
    {
        ArgumentNullException.ThrowIfNull(db);
        var ids = messages.Select(m => (Guid?)m.Id).ToList();
        return (await db.Files.Where(f => ids.Contains(f.MessageId)).OrderBy(f => f.Position).ToListAsync()).ToLookup(f => f.MessageId!.Value);
    }
}
