namespace Nightbell.Visitors;

/// <summary>A person on the customer's website.</summary>
public sealed class Visitor
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public string? Name { get; set; }
    public string? Email { get; set; }

    /// <summary>The address from which the visitor answered a mail of ours, so that it is known to be theirs; null for none.</summary>
    public string? AnsweredFrom { get; set; }

    /// <summary>When they said that answers shall not come by e-mail, or marked one as spam; null while they may.</summary>
    public DateTimeOffset? MailsOffAt { get; set; }
    public string? Phone { get; set; }
    public string? Locale { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last open stream ended or the page said goodbye; null while on the site or when never seen there.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>Whether the visitor has shown that an address is theirs. Anybody can type an address.</summary>
    public bool HasAnsweredFrom(string address) => string.Equals(AnsweredFrom, address, StringComparison.OrdinalIgnoreCase);
}
