namespace Nightbell.Exports;

/// <summary>How a file of conversations is written.</summary>
public enum ExportFormat
{
    /// <summary>One document: conversations with their visitors and messages.</summary>
    Json,

    /// <summary>A line for each message (RFC 4180), for spreadsheets.</summary>
    Csv,
}

/// <summary>Where an export stands.</summary>
public enum ExportState
{
    Running,
    Done,
}

/// <summary>An export of conversations: made piece by piece by the worker, so that a restart costs nothing and nobody waits for it.</summary>
public sealed class ExportJob
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public ExportFormat Format { get; init; }

    /// <summary>Conversations that began at or after this; null for any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Conversations that began before this. Never later than when the export was asked for, so that it has an end.</summary>
    public DateTimeOffset To { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public ExportState State { get; set; } = ExportState.Running;

    /// <summary>Conversations written so far, of <see cref="Total"/>.</summary>
    public int Done { get; set; }
    public int Total { get; set; }

    /// <summary>Pieces there are.</summary>
    public int Parts { get; set; }

    /// <summary>The last conversation that was written: when it began, and which.</summary>
    public DateTimeOffset? AfterAt { get; set; }
    public Guid? AfterId { get; set; }

    /// <summary>The next piece is written then; null when there is none.</summary>
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Its file is gone after this.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A piece of the file, compressed.</summary>
public sealed class ExportPart
{
    public Guid ExportId { get; init; }

    /// <summary>1, 2, 3… in its export.</summary>
    public int Number { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>gzip; the pieces one after the other are one gzip file (RFC 1952, 2.2).</summary>
    public required byte[] Content { get; init; }
}
