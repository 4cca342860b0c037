using Nightbell.Data;

namespace Nightbell.Visitors;

/// <summary>A person on the customer's website.</summary>
public sealed class Visitor : Row
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public string? Name { get; set => Set(ref field, value); }
    public string? Email { get; set => Set(ref field, value); }

    /// <summary>The address from which the visitor answered a mail of ours, so that it is known to be theirs; null for none.</summary>
    public string? AnsweredFrom { get; set => Set(ref field, value); }
    public string? Phone { get; set => Set(ref field, value); }
    public string? Locale { get; set => Set(ref field, value); }

    /// <summary>Who they are to the customer's own server, which has signed it; null for somebody nobody vouched for.</summary>
    public string? UserId { get; set => Set(ref field, value); }

    /// <summary>The address that was signed with it; null for none. The one they left themselves may be another.</summary>
    public string? UserEmail { get; set => Set(ref field, value); }

    /// <summary>When it was last signed for.</summary>
    public DateTimeOffset? VerifiedAt { get; set => Set(ref field, value); }

    /// <summary>What the site told about them, as JSON; null for nothing. See <see cref="VisitorData"/>.</summary>
    public string? Data { get; set => Set(ref field, value); }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last open stream ended or the page said goodbye; null while on the site or when never seen there.</summary>
    public DateTimeOffset? LeftAt { get; set => Set(ref field, value); }

    /// <summary>The language their browser asked for with their last message, such as <c>hu-HU</c>; null for none.</summary>
    public string? BrowserLanguage { get; set => Set(ref field, value); }

    /// <summary>What they last wrote with, in words derived from the User-Agent, such as "Chrome"; null when it says nothing known.</summary>
    public string? Browser { get; set => Set(ref field, value); }

    /// <summary>What that runs on, such as "Android"; null when it says nothing known.</summary>
    public string? System { get; set => Set(ref field, value); }

    /// <summary>What agents tell each other about them; null for nothing. Visitors never read it.</summary>
    public string? Note { get; set => Set(ref field, value); }

    /// <summary>Who wrote the note last, and when.</summary>
    public string? NoteBy { get; set => Set(ref field, value); }
    public DateTimeOffset? NoteAt { get; set => Set(ref field, value); }

    /// <summary>Since when their messages are refused; null while they may write.</summary>
    public DateTimeOffset? BlockedAt { get; set => Set(ref field, value); }

    /// <summary>Who blocked them.</summary>
    public string? BlockedBy { get; set => Set(ref field, value); }

    /// <summary>Their conversation was open until they were blocked: unblocking opens it again.</summary>
    public bool BlockingResolved { get; set => Set(ref field, value); }

    /// <summary>When everything known of them was erased; null otherwise. Their token opens nothing from then on.</summary>
    public DateTimeOffset? ErasedAt { get; set => Set(ref field, value); }

    /// <summary>Whether the visitor has shown that an address is theirs. Anybody can type an address.</summary>
    public bool HasAnsweredFrom(string address) => string.Equals(AnsweredFrom, address, StringComparison.OrdinalIgnoreCase);
}
