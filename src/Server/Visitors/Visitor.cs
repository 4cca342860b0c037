namespace Nightbell.Visitors;

/// <summary>A person on the customer's website.</summary>
public sealed class Visitor
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? Locale { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last open stream ended or the page said goodbye; null while on the site or when never seen there.</summary>
    public DateTimeOffset? LeftAt { get; set; }
}
