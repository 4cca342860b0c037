using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Files;

/// <summary>Files in PostgreSQL, in pieces: several servers share them, and <c>pg_dump</c> takes them along.</summary>
public sealed class DatabaseFiles(Store store, TimeProvider clock) : FileStore
{
    public override async Task Write(Guid accountId, Guid blob, Stream content, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        var begun = clock.Now();
        try
        {
            var piece = new byte[PieceOctets];
            for (var number = 0; await content.ReadAtLeastAsync(piece, PieceOctets, throwOnEndOfStream: false, cancel) is > 0 and var length; number++)
            {
                // A unit of its own for each piece: no account is held while somebody's line is slow.
                var chunk = new FileChunk { Blob = blob, AccountId = accountId, Number = number, Octets = piece[..length], At = begun };
                await store.WriteOutside(unit => Task.FromResult(unit.Db.Add(chunk).State), cancel);
            }
        }
        catch
        {
            await Remove(accountId, blob);
            throw;
        }
    }

    public override Task<Stream?> Open(Guid accountId, Guid blob, long size, CancellationToken cancel) =>
        Task.FromResult<Stream?>(new ChunkStream(store, blob, size));

    public override Task Remove(Guid accountId, Guid blob) =>
        store.WriteOutside(unit => unit.Db.FileChunks.Where(c => c.Blob == blob).ExecuteDeleteAsync());

    public override Task RemoveUnnamed(DateTimeOffset begunBefore, CancellationToken cancel) =>
        store.WriteOutside(
            unit => unit.Db.FileChunks.Where(c => c.At < begunBefore && !unit.Db.Files.Any(f => f.Blob == c.Blob)).ExecuteDeleteAsync(cancel), cancel);

    /// <summary>Reads a blob one piece at a time, from wherever it is asked to.</summary>
    private sealed class ChunkStream(Store store, Guid blob, long size) : ReadingStream
    {
        private byte[] piece = [];
        private long pieceNumber = -1;

        public override bool CanSeek => true;

        public override long Length => size;

        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= size || buffer.Length == 0)
                return 0;
            var number = Position / PieceOctets;
            if (number != pieceNumber)
            {
                await using var db = store.Read();
                piece = await db.FileChunks.Where(c => c.Blob == blob && c.Number == number).Select(c => c.Octets).SingleOrDefaultAsync(cancellationToken) ?? [];
                pieceNumber = number;
            }

            var from = (int)(Position % PieceOctets);
            var length = Math.Min(buffer.Length, piece.Length - from);

            // It was removed in this moment: whoever reads gets less than they were told, and knows it.
            if (length <= 0)
                throw new EndOfStreamException();
            piece.AsMemory(from, length).CopyTo(buffer);
            Position += length;
            return length;
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => size + offset,
        };
    }
}
