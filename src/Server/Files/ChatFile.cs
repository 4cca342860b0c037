namespace Nightbell.Files;

/// <summary>A file that a visitor or an agent has sent, or is about to; its octets are a blob of the <see cref="FileStore"/>.</summary>
public sealed class ChatFile
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>The visitor or agent who uploaded it: nobody else can post it.</summary>
    public Guid OwnerId { get; init; }

    /// <summary>Names the octets; of the moment the upload began.</summary>
    public Guid Blob { get; init; }

    /// <summary>The part of its address that nobody guesses.</summary>
    public required string Key { get; init; }

    /// <summary>Mended, see <see cref="FileName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>As its content shows, not as whoever sent it said.</summary>
    public required string Type { get; init; }

    /// <summary>Octets.</summary>
    public long Size { get; init; }

    /// <summary>Pixels of a picture; null for anything else.</summary>
    public int? Width { get; init; }
    public int? Height { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The message it is of; null until it is posted.</summary>
    public Guid? MessageId { get; set; }
    public Guid? ConversationId { get; set; }

    /// <summary>Its place among the files of its message.</summary>
    public int Position { get; set; }
}

/// <summary>A piece of a blob, where blobs are kept in the database.</summary>
public sealed class FileChunk
{
    public Guid Blob { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>0, 1, 2… in its blob; all but the last are equally long.</summary>
    public int Number { get; init; }
    public required byte[] Octets { get; init; }

    /// <summary>When its upload began.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>A file as messages show it.</summary>
/// <param name="Id">The file.</param>
/// <param name="Name">To show, and to save it under.</param>
/// <param name="Type">Media type, as the content shows.</param>
/// <param name="Size">Octets.</param>
/// <param name="Url">Path where it is read; a part of it cannot be guessed.</param>
/// <param name="Width">Pixels of a picture; null for anything that is not shown as one.</param>
/// <param name="Height">Pixels of a picture.</param>
public sealed record FileItem(Guid Id, string Name, string Type, long Size, string Url, int? Width, int? Height)
{
    public static FileItem Of(ChatFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(file.Id, file.Name, file.Type, file.Size, $"/files/{file.Id}/{file.Key}", file.Width, file.Height);
    }
}

/// <summary>What may be sent.</summary>
/// <param name="MaxBytes">Octets of one file.</param>
/// <param name="Types">Media types.</param>
public sealed record FileRules(long MaxBytes, IReadOnlyList<string> Types)
{
    /// <summary>Octets of one file.</summary>
    public const int MaxOctets = 20 * 1024 * 1024;

    /// <summary>Files of one message.</summary>
    public const int MaxPerMessage = 10;

    public static FileRules Now { get; } = new(MaxOctets, FileTypes.MediaTypes);
}
