using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Nightbell.Data;
using Nightbell.Platform;

namespace Nightbell.Files;

/// <summary>Takes in a file: looks at it as it passes, keeps its octets, then writes its row.</summary>
public sealed class ReceiveFile(Store store, FileStore files, TimeProvider clock)
{
    /// <summary>How long an upload may take; 20 MB do at 6 KB a second.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Files that one visitor or agent has uploaded and not posted.</summary>
    private const int MaxUnposted = 30;

    /// <summary>Pixels of a picture: more than any camera takes, and less than what drawing it would cost everybody who reads the conversation.</summary>
    private const long MaxPixels = 100_000_000;

    /// <summary>Random octets in a file's address.</summary>
    private const int KeyOctets = 16;

    /// <param name="request">Its body is the file.</param>
    /// <param name="name">As whoever sends it calls it.</param>
    /// <param name="id">Client-made; null for none.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="ownerId">The visitor or agent who sends it.</param>
    /// <exception cref="Problem">415 for what it is not allowed to be or only says it is.</exception>
    public async Task<Made<FileItem>> Receive(HttpRequest request, string name, Guid? id, Guid accountId, Guid ownerId)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.HttpContext.EndsWithServer();
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, patience.Token);
        await using var content = await InspectedStream.Begin(request.Body, either.Token);
        if (content.Size == 0)
            throw new Problem(StatusCodes.Status415UnsupportedMediaType, "file_empty");
        var called = FileName.Mend(name);
        if (called.Ending.Length > 0 && FileTypes.Claimed(called.Ending) is null)
            throw new Problem(StatusCodes.Status415UnsupportedMediaType, "file_type");
        var picture = PictureHeader.Read(content.Sample.Head.Span);
        if (picture is not null && (long)picture.Width * picture.Height > MaxPixels)
            throw new Problem(StatusCodes.Status415UnsupportedMediaType, "picture_too_large");
        var blob = clock.Now().NewId();
        await files.Write(accountId, blob, content, either.Token);
        try
        {
            var made = await Keep(content, called, picture, blob, id, accountId, ownerId);
            if (!made.IsNew)
                await files.Remove(accountId, blob);
            return made;
        }
        catch
        {
            await files.Remove(accountId, blob);
            throw;
        }
    }

    private Task<Made<FileItem>> Keep(InspectedStream content, FileName called, PictureHeader? picture, Guid blob, Guid? id, Guid accountId, Guid ownerId)
    {
        var type = TypeOf(called.Ending, content.Sample);
        var name = type.Endings.Contains(called.Ending) ? called : called with { Ending = type.Endings[0] };

        // What would be drawn must say how large it is; the others have no size, whatever their first octets look like.
        if (type.IsPicture && picture is null)
            throw new Problem(StatusCodes.Status415UnsupportedMediaType, "file_content");
        var shown = type.IsPicture ? picture : null;
        var (size, digest) = (content.Size, content.Digest);
        return store.Write(accountId, unit => unit.Once(id, ownerId, "POST files", new { name = name.ToString(), digest }, async fileId =>
        {
            if (await unit.Db.Files.CountAsync(f => f.OwnerId == ownerId && f.MessageId == null) >= MaxUnposted)
                throw Problem.Conflict("too_many_files");
            var file = new ChatFile
            {
                Id = fileId,
                AccountId = accountId,
                OwnerId = ownerId,
                Blob = blob,
                Key = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(KeyOctets)),
                Name = name.ToString(),
                Type = type.MediaType,
                Size = size,
                Width = shown?.Width,
                Height = shown?.Height,
                At = unit.Now,
            };
            unit.Db.Add(file);
            return FileItem.Of(file);
        }));
    }

    /// <summary>
    /// What the name claims, when the content is that. A picture under another picture's ending, which browsers and telephones make all the time, is
    /// what it is; so is what has no ending at all. Whatever else says it is something else is refused.
    /// </summary>
    private static FileType TypeOf(string ending, FileSample sample)
    {
        var claimed = FileTypes.Claimed(ending);
        if (claimed?.Is(sample) == true)
            return claimed;
        var real = FileTypes.OfContent(sample);
        if (claimed is null)
            return real ?? throw new Problem(StatusCodes.Status415UnsupportedMediaType, "file_type");
        return claimed.IsPicture && real?.IsPicture == true ? real : throw new Problem(StatusCodes.Status415UnsupportedMediaType, "file_content");
    }
}
