namespace Nightbell.Visitors;

/// <summary>A page from which a visitor wrote.</summary>
public sealed class VisitedPage
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid VisitorId { get; init; }

    /// <summary>Begins with http or https.</summary>
    public required string Url { get; init; }
    public string? Title { get; set; }

    /// <summary>When they last wrote from there.</summary>
    public DateTimeOffset At { get; set; }
}
