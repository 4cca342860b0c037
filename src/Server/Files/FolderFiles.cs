using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Files;

/// <summary>
/// Files beside a SQLite database, in a folder named like it: <c>nightbell.db.files/{account}/{blob}</c>. No name that anybody sent is ever part of a
/// path.
/// </summary>
public sealed class FolderFiles(SqliteStore store) : FileStore
{
    /// <summary>What is not whole yet.</summary>
    private const string Partial = ".partial";

    /// <summary>Octets that stay free, for the database above all.</summary>
    private const long KeptFree = 512L * 1024 * 1024;

    /// <summary>Blobs asked for at once when looking for those that no row names.</summary>
    private const int AskedAtOnce = 500;

    /// <summary>The folder of a database's files.</summary>
    public static string FolderOf(string database) => $"{database}.files";

    /// <summary>Where a blob is within the folder.</summary>
    public static string PathOf(Guid accountId, Guid blob) => Path.Combine(accountId.ToString("N"), blob.ToString("N"));

    /// <summary>Removes everything of an account that is no more.</summary>
    /// <param name="database">The SQLite database; null for another kind.</param>
    /// <param name="accountId">The account.</param>
    public static void Forget(string? database, Guid accountId)
    {
        var folder = database is null ? "" : Path.Combine(FolderOf(database), accountId.ToString("N"));
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private string Folder => FolderOf(store.File);

    public override async Task Write(Guid accountId, Guid blob, Stream content, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = Path.Combine(Folder, PathOf(accountId, blob));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (new DriveInfo(Folder).AvailableFreeSpace < KeptFree)
            throw new Problem(StatusCodes.Status507InsufficientStorage, "no_room");
        try
        {
            await using (var file = new FileStream(path + Partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, PieceOctets, cancel);
                file.Flush(flushToDisk: true);
            }

            File.Move(path + Partial, path);
        }
        catch
        {
            File.Delete(path + Partial);
            throw;
        }
    }

    public override Task<Stream?> Open(Guid accountId, Guid blob, long size, CancellationToken cancel)
    {
        var path = Path.Combine(Folder, PathOf(accountId, blob));
        return Task.FromResult<Stream?>(File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous)
            : null);
    }

    public override Task Remove(Guid accountId, Guid blob)
    {
        File.Delete(Path.Combine(Folder, PathOf(accountId, blob)));
        return Task.CompletedTask;
    }

    public override async Task RemoveUnnamed(DateTimeOffset begunBefore, CancellationToken cancel)
    {
        if (!Directory.Exists(Folder))
            return;
        foreach (var ofAccount in Directory.EnumerateDirectories(Folder))
        {
            foreach (var some in Directory.EnumerateFiles(ofAccount).Where(path => BegunAt(path) < begunBefore).Chunk(AskedAtOnce))
            {
                var blobs = some.Select(BlobOf).ToList();
                await using var db = store.Read();
                var named = (await db.Files.Where(f => blobs.Contains(f.Blob)).Select(f => f.Blob).ToListAsync(cancel)).ToHashSet();
                foreach (var path in some.Where(path => path.EndsWith(Partial, StringComparison.Ordinal) || !named.Contains(BlobOf(path))))
                    File.Delete(path);
            }

            if (!Directory.EnumerateFileSystemEntries(ofAccount).Any())
                TryRemove(ofAccount);
        }
    }

    /// <summary>An upload may have come into it in this moment.</summary>
    private static void TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // It is not empty any more.
        }
    }

    private static Guid BlobOf(string path) =>
        Guid.TryParseExact(Path.GetFileNameWithoutExtension(path), "N", out var blob) ? blob : Guid.Empty;

    /// <summary>The moment in the blob's id (RFC 9562, 5.7); never for what is none of ours.</summary>
    private static DateTimeOffset BegunAt(string path) =>
        BlobOf(path) is var blob && blob != Guid.Empty
            ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(blob.ToString("N")[..12], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            : DateTimeOffset.MaxValue;
}
