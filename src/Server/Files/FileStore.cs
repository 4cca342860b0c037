namespace Nightbell.Files;

/// <summary>
/// Where the octets of files are: a blob each, written once and never changed. Blobs are no part of a unit: one is written before the unit that needs
/// it, and goes after the unit that does not any more; <see cref="ForgetFiles"/> removes what no row names.
/// </summary>
public abstract class FileStore
{
    /// <summary>Octets read and written at once: what a file takes of memory, whatever its size.</summary>
    public const int PieceOctets = 256 * 1024;

    /// <summary>Writes a blob. When this returns, it is on disk; when it throws, nothing is left of it.</summary>
    public abstract Task Write(Guid accountId, Guid blob, Stream content, CancellationToken cancel);

    /// <summary>A blob to read, from anywhere in it; null when there is none.</summary>
    /// <param name="accountId">Whose it is.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="size">Its octets, as its row says.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public abstract Task<Stream?> Open(Guid accountId, Guid blob, long size, CancellationToken cancel);

    public abstract Task Remove(Guid accountId, Guid blob);

    /// <summary>Removes the blobs of uploads begun before a moment that no row names.</summary>
    public abstract Task RemoveUnnamed(DateTimeOffset begunBefore, CancellationToken cancel);
}
